"""Names of people: their parts in one alphabet, and coarse keys to look them up by.

A key knows the first consonants of a part, by class, and of its vowels only what kind the first
is: vowels are what spellings differ in first, and some scripts do not write them. Whoever holds a
key holds little; whoever looks under it gets candidates, which `name_match` then reads.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from anyascii import anyascii

MOST_PARTS = 16
KEY_SIZE = 3

CONSONANTS = ("bp", "fv", "kcgqx", "sjz", "td", "l", "m", "n", "r")
VOWELS = ("a", "ei", "ou")
CODES = {letter: kind[0] for kind in CONSONANTS for letter in kind}
CODES.update({letter: kind[0].upper() for kind in VOWELS for letter in kind})
ALPHABET = tuple(sorted(set(CODES.values())))
ANY_VOWEL = ("", *(code for code in ALPHABET if code.isupper()))

Keys = frozenset[str]

_APOSTROPHES = {ord(mark): None for mark in "'`´ʻʼʾʿ‘’"}
_ARTICLE = re.compile(r"\bال(?=\w{3})")
_SYLLABLE = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7a3])")
_WORD = re.compile(r"[a-z0-9]+")
_ANUSVARA = {0x0902: "n"}


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> tuple[str, ...]:
    """Return the parts of a name in small Latin letters, whatever script they are written in.

    >>> fold("Đặng Thị-Mai O'Brien")
    ('dang', 'thi', 'mai', 'obrien')
    >>> fold("李明"), fold("محمد"), fold("አበበ")
    (('li', 'ming'), ('mhmd',), ('abebe',))

    What has no letters is one part as it stands, so that it is found by itself.

    >>> fold("\\ue000")
    ('\\ue000',)
    """
    latin = [part for word in words(text) for part in fold_word(word)]
    return tuple((latin or text.casefold().split()[:1])[:MOST_PARTS])


@functools.lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the parts of a name in their own script.

    The Arabic article is a part, as it is when it is written in Latin letters; of scripts that
    write a name's syllables one by one, each is a part.

    >>> words("Amina الشامي 王小红")
    ('amina', 'ال', 'شامي', '王', '小', '红')
    """
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    return tuple(_SYLLABLE.sub(r" \1 ", _ARTICLE.sub("ال ", plain)).split())


@functools.lru_cache(maxsize=65536)
def fold_word(word: str) -> tuple[str, ...]:
    """Return the parts of one word in small Latin letters.

    >>> fold_word("'abd-allāh")
    ('abd', 'allah')
    """
    latin = anyascii(word.translate(_ANUSVARA)).translate(_APOSTROPHES)
    return tuple(_WORD.findall(latin.lower()))


@functools.lru_cache(maxsize=65536)
def key(part: str) -> str:
    """Return the key under which a part of a name is filed.

    >>> [key(part) for part in ("mohammed", "muhamad", "mhmd", "nguyen", "aleksandr", "ai")]
    ['mtO', 'mtO', 'mt', 'nknO', 'lksA', 'A']
    """
    return _key(_codes(part))


def keys_alike(part: str) -> Keys:
    """Return the keys under which other scripts' spellings of a part are filed too.

    >>> sorted(keys_alike("mohammed")), sorted(keys_alike("mhmd"))
    (['mt', 'mtO'], ['mt', 'mtA', 'mtE', 'mtO'])
    """
    consonants = key(part).rstrip("".join(ANY_VOWEL))
    if key(part) == consonants:
        return frozenset(consonants + vowel for vowel in ANY_VOWEL)
    return frozenset({key(part), consonants})


@functools.lru_cache(maxsize=4096)
def keys_near(part: str) -> Keys:
    """Return the keys of all that may have been meant, if one letter of a part was mistyped.

    >>> {key("omar"), key("oma"), key("moar"), key("omqar")} <= keys_near("omar")
    True
    """
    return frozenset(_key(near) for near in _one_edit_away(_beginning(_codes(part))))


@functools.lru_cache(maxsize=1024)
def keys_far(part: str) -> Keys:
    """Return the keys of all that may have been meant, if moreover the scripts differ.

    So are those of a mistyped letter that stands for a syllable.
    """
    consonants = {near.rstrip("".join(ANY_VOWEL)) for near in keys_near(part)}
    return frozenset(near + vowel for near in consonants for vowel in ANY_VOWEL)


def lookups(parts: Sequence[str]) -> Iterator[list[tuple[Keys, ...]]]:
    """Yield where to look for a name, step by step: while too few are found, go on.

    First come names typed without an error, then those with one, then those with one in another
    script. In each step a person fits who fits any of the tuples, and a tuple who has, for each
    of its sets, a key that is in it.

    >>> [len(step) for step in lookups(["helen", "kebede"])]
    [1, 2, 2]
    """
    typed = [frozenset({key(part)}) for part in parts]
    alike = [keys_alike(part) for part in parts]
    yield [tuple(alike)]
    # Who has all as typed, or alike, was looked at first.
    near = [keys_near(part) - keys_alike(part) for part in parts]
    yield [_with(typed, place, wider) for place, wider in enumerate(near)]
    far = [keys_far(part) - keys_alike(part) for part in parts]
    yield [_with(alike, place, wider) for place, wider in enumerate(far)]


def _with(keys: Sequence[Keys], place: int, wider: Keys) -> tuple[Keys, ...]:
    return (*keys[:place], wider, *keys[place + 1 :])


def _codes(part: str) -> str:
    return "".join(CODES.get(letter, "") for letter in part)


def _key(codes: str) -> str:
    kept = vowel = ""
    for code in codes:
        if code.isupper():
            vowel = vowel or code
        elif len(kept) < KEY_SIZE and not kept.endswith(code):
            kept += code
    return kept + vowel


def _beginning(codes: str) -> str:
    """Return those codes that one edit can bring into the key.

    It may uncover the second vowel, and join three runs of consonants into one; a third vowel,
    or a third code in a row, changes nothing.
    """
    kept, vowels, runs, last = "", 0, 0, ""
    for code in codes:
        if code.isupper():
            vowels += 1
        elif code != last:
            runs, last = runs + 1, code
        is_in_reach = vowels <= 2 if code.isupper() else runs <= KEY_SIZE + 2
        if is_in_reach and not kept.endswith(code * 2):
            kept += code
    return kept


def _one_edit_away(codes: str) -> Iterator[str]:
    yield codes
    for place in range(len(codes) + 1):
        before, after = codes[:place], codes[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for code in ALPHABET:
            yield before + code + after
            yield before + code + after[1:]
