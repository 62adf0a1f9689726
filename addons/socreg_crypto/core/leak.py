"""What a thief of the dump learns from an index: the attack by rank, measured on known names."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

Pair = tuple[Hashable, str]
Row = Sequence[Pair]
Guess = dict[Hashable, str]


@dataclass(frozen=True, slots=True)
class Recovered:
    """How much was guessed right, as shares of one.

    :param values: of all single values, or parts of names
    :param rows: of all rows that have any; every value of such a row is right
    """

    values: float
    rows: float


@dataclass(frozen=True, slots=True)
class Leak:
    """What an index gives away, beside what is known without it.

    :param by_rank: by matching the ranks of frequencies
    :param without_index: by guessing the commonest value, or the commonest row, everywhere
    :param at_most: by who knows the commonest value behind each index value, however they learnt
        it: no guess of one value for each index value does better on single values
    """

    by_rank: Recovered
    without_index: Recovered
    at_most: Recovered


def measure(rows: Sequence[Row], rng: Random, filed: Callable[[str], str] = str) -> Leak:
    """Let a thief guess the true values of an index.

    The thief has the index, but not its key, and knows exactly how often each value occurs and how
    values are filed: so the commonest index value must stand for what is filed most often, the
    next for the next. Ties are broken at random. Behind each index value the thief supposes the
    commonest of the values that are filed so.

    Here "Nguyen" and "Tran" share an index value, and one of six guesses is wrong:

    >>> rows = [[(7, "Nguyen"), (4, "Le")], [(7, "Nguyen")], [(7, "Nguyen")], [(7, "Tran")]]
    >>> leak = measure([*rows, [(4, "Le")]], Random(1))
    >>> round(leak.by_rank.values, 2), leak.without_index.values
    (0.83, 0.5)

    :param rows: for each row its index values, each with the true value behind it: one pair for
        an index of single values, whether exact or truncated; a pair for each part of a name for
        an array of buckets
    :param filed: what an index value is made of, such as the phonetic key of a part
    """
    pairs = Counter(pair for row in rows for pair in row)
    return Leak(
        _recovered(rows, _guess_by_rank(rows, rng, filed)),
        _recovered_without_index(rows),
        _recovered(rows, _commonest(pairs)),
    )


def _guess_by_rank(rows: Sequence[Row], rng: Random, filed: Callable[[str], str]) -> Guess:
    values = Counter(value for row in rows for _index, value in row)
    kinds = {value: filed(value) for value in values}
    seen = Counter(index for row in rows for index in {index for index, _value in row})
    known = Counter(kind for row in rows for kind in {kinds[value] for _index, value in row})
    supposed = _commonest(Counter({(kinds[value], value): n for value, n in values.items()}))
    ranks = zip(_ranked(seen, rng), _ranked(known, rng), strict=False)
    return {index: supposed[kind] for index, kind in ranks}


def _ranked(counts: Counter[Hashable] | Counter[str], rng: Random) -> list[Hashable]:
    """Return what was counted, the most frequent first and ties in random order."""
    drawn = [(-count, rng.random(), place) for place, count in enumerate(counts.values())]
    things: list[Hashable] = list(counts)
    return [things[place] for _count, _draw, place in sorted(drawn)]


def _commonest(pairs: Counter[Pair]) -> Guess:
    """Return the commonest value that goes with each index value."""
    return {index: value for (index, value), _count in reversed(pairs.most_common())}


def _recovered(rows: Iterable[Row], guess: Guess) -> Recovered:
    return _shares([[guess.get(index) == value for index, value in row] for row in rows])


def _recovered_without_index(rows: Sequence[Row]) -> Recovered:
    values = Counter(value for row in rows for _index, value in row)
    whole = Counter(tuple(sorted(value for _index, value in row)) for row in rows if row)
    return Recovered(_share_of_commonest(values), _share_of_commonest(whole))


def _share_of_commonest(counts: Counter[str] | Counter[tuple[str, ...]]) -> float:
    return max(counts.values(), default=0) / max(1, counts.total())


def _shares(hits: Iterable[Sequence[bool]]) -> Recovered:
    rows = [row for row in hits if row]
    right = sum(sum(row) for row in rows)
    return Recovered(
        right / max(1, sum(len(row) for row in rows)),
        sum(all(row) for row in rows) / max(1, len(rows)),
    )
