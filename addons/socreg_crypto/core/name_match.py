"""Whether a stored name is one that was asked for, and how well it fits.

Candidates come by the thousand, so what is asked is prepared once and what is stored is kept as
one line of text, made by `prepared`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter

from rapidfuzz.distance.OSA import distance

from .names import MOST_PARTS, fold, fold_word, words

Prices = dict[int, int]

EXACT, ALIKE, MISTYPED = 0, 1, 100
SHORTEST_PREFIX = 3

_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u036f\u1d00-\u1eff]")
_SAME_SOUND = {letter: group for group in ("ckq", "sz", "fv") for letter in group}
_SELDOM_WRITTEN = "hwy"
_VOWELS = "aeiou"
_CONSONANTS = re.compile(r"([b-df-gj-np-tvxz])\1*")
_NOTHING = re.compile(r"(?!)")


def prepared(names: Iterable[str]) -> str:
    """Return one line that holds names in Latin letters and, if another, in their own script.

    >>> prepared(["Helen", "ሄለን ከበደ"])
    'helen helen kebede ሄለን ከበደ'
    """
    texts = list(names)
    latin = [part for text in texts for part in fold(text)]
    return " ".join(latin + [own for text in texts for _part, own in _spellings(text) if own])


class Asked:
    """A name that is looked for: its parts in any order, one letter of them mistyped.

    >>> asked = Asked("Lan Nguyen")
    >>> [asked.score(prepared([name])) for name in ("Nguyễn Thị Lan", "Nguyen Loan", "Tran Minh")]
    [0, 100, None]

    A part may be given by its first letters, or spelled as other scripts spell it.

    >>> Asked("Moham").score("mohammed"), Asked("Mohammed").score(prepared(["محمد"]))
    (1, 1)

    :param text: the parts of the name; with none, every name fits
    """

    def __init__(self, text: str) -> None:
        self.parts = fold(text)
        spellings = list(_spellings(text)) or [(part, "") for part in self.parts]
        self._wanted = [_Part(latin, own) for latin, own in spellings[:MOST_PARTS]]
        self._met: Counter[bytes] = Counter()

    def count(self, stored: bytes) -> int:
        """Return how often a stored name was counted before.

        >>> asked = Asked("Lan")
        >>> [asked.count(stored) for stored in (b"lan", b"lan", b"lan anh")]
        [0, 1, 0]
        """
        self._met[stored] += 1
        return self._met[stored] - 1

    def score(self, stored: str) -> int | None:
        """Return how far a stored name is from the asked one, 0 if not at all.

        :param stored: a line made by `prepared`
        :returns: None if it is another name
        """
        line = f" {stored} "
        missing = [part for part in self._wanted if not part.is_in(line)]
        if len(missing) > 1:
            return None
        present = stored.split()
        if missing and not missing[0].is_nearly_in(present):
            return None
        return _cheapest([part.prices(present) for part in self._wanted])


class _Part:
    """One part of the asked name: in Latin letters, and as typed if that was another script."""

    def __init__(self, latin: str, own: str) -> None:
        self.spellings = (latin, own) if own else (latin,)
        self.start, self.own_start = _start(latin), _start(own or latin)

    @cached_property
    def sounds_in(self) -> Callable[[str], re.Match[str] | None]:
        """Find what sounds alike in a line: made where there is a line, which takes longest."""
        latin, *own = self.spellings
        return _sound(latin, any_vowel=bool(own)).search

    def is_in(self, line: str) -> bool:
        """Tell whether a line has this part without an error."""
        if self.start in line or self.own_start in line:
            return True
        return self.sounds_in(line) is not None

    def is_nearly_in(self, present: Iterable[str]) -> bool:
        """Tell whether one error makes this part of a stored one."""
        for mine in self.spellings:
            for part in present:
                if distance(mine, part, score_cutoff=1) <= 1 < max(len(mine), len(part)):
                    return True
        return False

    def prices(self, present: Sequence[str]) -> Prices:
        """Return what it costs to take stored parts for this one, by their places."""
        prices = ((place, self._price(part)) for place, part in enumerate(present))
        known = [(place, price) for place, price in prices if price is not None]
        return dict(sorted(known, key=itemgetter(1)))

    def _price(self, part: str) -> int | None:
        if part in self.spellings:
            return EXACT
        if self.is_in(f" {part} "):
            return ALIKE
        return MISTYPED if self.is_nearly_in([part]) else None


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Yield each part in Latin letters, with its own script's spelling if that is another."""
    for word in words(text):
        latin = fold_word(word)
        own = word if len(latin) == 1 and _OTHER_SCRIPT.search(word) else ""
        yield from ((part, own) for part in latin)


def _start(spelling: str) -> str:
    return f" {spelling}" if len(spelling) >= SHORTEST_PREFIX else f" {spelling} "


def _sound(latin: str, any_vowel: bool) -> re.Pattern[str]:
    """Return a pattern of what sounds alike: the same consonants, and no vowels but these.

    :param any_vowel: the part was typed in a script that may not write vowels
    """
    extra = _SELDOM_WRITTEN + (_VOWELS if any_vowel else "")
    runs = _CONSONANTS.split(latin)
    if len(runs) == 1:
        return _NOTHING
    gaps = [f"[{''.join(sorted({*run, *extra}))}]*" for run in runs[::2]]
    sounds = [f"[{_SAME_SOUND.get(letter, letter)}]+" for letter in runs[1::2]] + [""]
    return re.compile(f" {''.join(chain(*zip(gaps, sounds, strict=True)))} ")


def _cheapest(prices: Sequence[Prices]) -> int | None:
    """Return what all asked parts cost, each with a stored part of its own, one mistyped."""
    clean = [{place: cost for place, cost in each.items() if cost < MISTYPED} for each in prices]
    total = _cost(clean)
    if total is not None:
        return total
    forgiving = ([*clean[:n], each, *clean[n + 1 :]] for n, each in enumerate(prices))
    totals = [total for choice in forgiving if (total := _cost(choice)) is not None]
    return min(totals, default=None)


def _cost(prices: Sequence[Prices]) -> int | None:
    taken: dict[int, int] = {}
    if not all(_is_placed(part, prices, taken, set()) for part in range(len(prices))):
        return None
    return sum(prices[part][place] for place, part in taken.items())


def _is_placed(part: int, prices: Sequence[Prices], taken: dict[int, int], tried: set[int]) -> bool:
    """Give a part the cheapest place that is free, or can be freed."""
    for place in prices[part]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _is_placed(taken[place], prices, taken, tried):
                taken[place] = part
                return True
    return False
