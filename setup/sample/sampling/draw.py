"""Random draws that give the same answer on every Python version."""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import TypeVar
from unicodedata import category, normalize

T = TypeVar("T")

ZIPF_OFFSET = 2


def chance(rng: Random, share: float) -> bool:
    return rng.random() < share


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """One key, as often as its weight says; the order of the mapping counts."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def by_age(age: int, limits: Mapping[int, float]) -> float:
    """The value of the first limit that the age is below."""
    return next(value for limit, value in limits.items() if age < limit)


@dataclass(frozen=True, slots=True)
class Pool:
    """Names to draw from, each with a frequency."""

    names: tuple[str, ...]
    bounds: tuple[float, ...]

    @classmethod
    def weighted(cls, weights: Mapping[str, float]) -> "Pool":
        names = tuple(normalize("NFC", name) for name in weights)
        return cls(names, tuple(accumulate(weights.values())))

    @classmethod
    def ranked(cls, *lists: Iterable[str]) -> "Pool":
        """The earlier a name stands, the more people bear it (Zipf's law).

        A name that begins with a combining mark is a slip of the list's
        author: no reader can show it, so it is left out.
        """
        names = dict.fromkeys(name for names in lists for name in names)
        whole = [name for name in names if not category(name[0]).startswith("M")]
        return cls.weighted({name: 1 / (rank + ZIPF_OFFSET) for rank, name in enumerate(whole)})

    def draw(self, rng: Random) -> str:
        return self.names[bisect(self.bounds, rng.random() * self.bounds[-1])]
