"""What a cell says, in the one form in which it is stored."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...socreg_registry.core import identifier, naming
from .errors import InvalidValue
from .folding import fold, plain_digits
from .words import COMPUTED_WRONG, NO, NOTHING, YES, usual_words

# Marks that copying leaves in a text, and that nobody sees: they hide no sign, and turn none.
LEFT_BEHIND = dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff\u00ad\u2060"))
NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
THOUSANDS = re.compile(
    r"[+-]?\d{1,3}(?:([ ,.'’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?", re.ASCII
)
ROUNDED = re.compile(r"\d[.,]\d+[eE]\+\d+", re.ASCII)
SPACES = dict.fromkeys(map(ord, " '’\u00a0\u202f٬"))
WITH_LABEL = re.compile(r"\s*([\w.]{1,20}?)\s*[-–.:=)]+\s*(\S.*)")
TRUE, FALSE = frozenset(map(fold, YES)), frozenset(map(fold, NO))
SIGNS_OF_YES = frozenset("✓✔☑")
AMBIGUOUS = ""
LONGEST_TEXT = 32_767
# No number, code or yes is longer; what is, is not even looked at.
LONGEST_WORD = 300


def name(text: str) -> str:
    """Return a name as it is stored: composed, single spaces, nothing unseen.

    :raises InvalidValue: `control`, `long`, or `computed`: a spreadsheet's error

    >>> name("  Lan\\u00a0 Anh ")
    'Lan Anh'
    """
    if len(text) > 2 * naming.LONGEST:
        raise InvalidValue("long")
    if text.isascii() and text.isprintable() and len(text) <= naming.LONGEST:
        tidy = naming.tidy(text)
    else:
        tidy = naming.tidy(unicodedata.normalize("NFC", text).translate(LEFT_BEHIND))
        naming.check(tidy)
    if tidy[:1] == "#" and tidy in COMPUTED_WRONG:
        raise InvalidValue("computed")
    return tidy


def free_text(text: str) -> str:
    """Return a text just as it was written.

    :raises InvalidValue: `control`, `long` or `computed`
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidValue("long")
    if "\0" in text:
        raise InvalidValue("control")
    if text[:1] == "#" and text in COMPUTED_WRONG:
        raise InvalidValue("computed")
    return text


def word(text: str) -> str:
    """Return a code, a key or an address for mail: without spaces around it, or anything unseen.

    :raises InvalidValue: `control`, `long` or `computed`
    """
    return name(text)


def public_number(text: str) -> str:
    """Return a public number as it is stored: capitals and digits alone."""
    return identifier.normalise(plain_digits(word(text)))


def says_nothing(text: str) -> bool:
    """Tell whether somebody wrote that there is nothing to say: `n/a`, `-`, `inconnu`.

    >>> says_nothing("N/A"), says_nothing("--"), says_nothing("0")
    (True, True, False)
    """
    return len(text) <= LONGEST_WORD and fold(text) in NOTHING


def integer(text: str) -> int:
    """Return a whole number.

    :raises InvalidValue: `number`

    >>> integer("1,234"), integer("12.0"), integer("-7")
    (1234, 12, -7)
    """
    if len(text) > LONGEST_WORD:
        raise InvalidValue("number")
    said = plain_digits(text.strip())
    if THOUSANDS.fullmatch(said):
        said = re.sub(r"[ ,.'’\u00a0\u202f](?=\d{3})", "", said)
    number = decimal(said)
    if not number.is_integer():
        raise InvalidValue("number")
    return int(number)


def decimal(text: str) -> float:
    """Return a number, whichever of point and comma parts it.

    :raises InvalidValue: `number`: this is none, or may be two (`1,234`)

    >>> decimal("36,8219"), decimal("1.234,5"), decimal("1 234.5")
    (36.8219, 1234.5, 1234.5)
    """
    if len(text) > LONGEST_WORD:
        raise InvalidValue("number")
    said = plain_digits(text.strip()).translate(SPACES).replace("٫", ".").replace("−", "-")
    if "," in said:
        said = _with_point(said)
    number = float(said) if NUMBER.fullmatch(said) else math.inf
    if not math.isfinite(number):
        raise InvalidValue("number")
    return number


def boolean(text: str) -> bool:
    """Return yes or no.

    :raises InvalidValue: `boolean`

    >>> boolean("Oui"), boolean("لا"), boolean("0")
    (True, False, False)
    """
    said = fold(text[:LONGEST_WORD])
    if said in TRUE or text.strip() in SIGNS_OF_YES:
        return True
    if said in FALSE:
        return False
    raise InvalidValue("boolean")


@dataclass(frozen=True, slots=True)
class IdentifierForm:
    """How the numbers of a type look."""

    pattern: str = ""
    checksum: str = ""

    def normal_of(self, text: str) -> str:
        """Return a number in its normal form.

        :raises InvalidValue: `pattern`, `checksum`, or `rounded`: a spreadsheet cut its digits off
        """
        said = plain_digits(word(text))
        if "+" in said and ROUNDED.fullmatch(said):
            raise InvalidValue("rounded")
        value = identifier.normalise(said)
        identifier.check(value, self.pattern or None, self.checksum or None)
        return value


@dataclass(frozen=True, slots=True)
class Codes:
    """What may be chosen, by code or word, whatever its case and accents."""

    _by_word: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, choices: Mapping[str, Sequence[str]], words: str = "") -> "Codes":
        """Return the codes of choices.

        :param choices: labels by code, in any number of languages
        :param words: a field whose usual words are taken, too
        """
        usual = usual_words(words)
        by_word: dict[str, str] = {}
        for code in choices:
            for said in usual.get(code, ()):
                by_word.setdefault(fold(said), code)
        labels: dict[str, str] = {}
        for code, names in choices.items():
            for label in set(map(fold, names)):
                labels[label] = AMBIGUOUS if labels.get(label, code) != code else code
        by_word |= labels
        by_word |= {fold(code): code for code in choices}
        return cls(by_word)

    def code_of(self, text: str) -> str:
        """Return the code that a text says.

        :raises InvalidValue: `choice`: there is none; `ambiguous`: there are several

        >>> Codes.of({"1": ["Male"], "2": ["Female"]}, "sex").code_of("Féminin")
        '2'
        """
        code = self._find(text) if len(text) <= LONGEST_WORD else None
        if code is None:
            raise InvalidValue("choice")
        if code == AMBIGUOUS:
            raise InvalidValue("ambiguous")
        return code

    def _find(self, text: str) -> str | None:
        said = fold(text)
        code = self._by_word.get(said)
        if code is not None:
            return code
        shorter = said.removesuffix(" 0") if "." in text or "," in text else said.lstrip("0")
        code = self._by_word.get(shorter)
        if code is not None:
            return code
        return self._labelled(text)

    def _labelled(self, text: str) -> str | None:
        """Find `1 - Male`: a code with its own label, or with one that nobody knows."""
        found = WITH_LABEL.fullmatch(text)
        code = self._by_word.get(fold(found[1])) if found else None
        if not found or not code:
            return None
        return code if self._by_word.get(fold(found[2]), code) == code else None


def _with_point(text: str) -> str:
    """Return a number with commas as one with a point."""
    if "." in text:
        last = max(text.rfind("."), text.rfind(","))
        return re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    if text.count(",") > 1:
        return text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    if THOUSANDS.fullmatch(text) and not text.lstrip("+-").startswith("0"):
        raise InvalidValue("number")
    return text.replace(",", ".")
