"""A proxy-means test: what is known of a household, weighed.

Inputs are by variable; a line without an option weighs a number, a line with one counts where that
option is the answer. The line of the nearest area wins over one of an area around it, and any over
one for all areas.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

INTERCEPT = "intercept"
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One weight of a model; `area` is None where it holds for all areas."""

    variable: str
    weight: float
    option: str | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one line gave."""

    variable: str
    option: str | None
    value: Any
    weight: float
    points: float


@dataclass(frozen=True, slots=True)
class Result:
    """A score with what it is made of; no score where something is missing."""

    score: float | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `low` on and below `high`; None is without end."""

    key: int
    low: float | None
    high: float | None


def lines_for(lines: Iterable[Line], areas: Sequence[int]) -> list[Line]:
    """Return the lines that hold in an area.

    :param areas: the area and those around it, the nearest first
    """
    nearness = {area: place for place, area in enumerate(areas)}
    nearest: dict[tuple[str, str | None], Line] = {}
    for line in lines:
        key = line.variable, line.option
        if line.area is None or line.area in nearness:
            known = nearest.get(key)
            if known is None or _place(line, nearness) < _place(known, nearness):
                nearest[key] = line
    return list(nearest.values())


def score(
    lines: Iterable[Line], inputs: Mapping[str, Any], variables: Iterable[str] = ()
) -> Result:
    """Weigh what is known; a variable that is not known makes no score.

    :param lines: those that hold where the household lives
    :param variables: all that the model uses: one without a line here is missing, too

    >>> score([Line("intercept", 10.0), Line("size", -1.5)], {"size": 4}).score
    4.0
    """
    lines = list(lines)
    used = dict.fromkeys((*(line.variable for line in lines), *variables))
    held = {line.variable for line in lines}
    missing = tuple(
        name
        for name in used
        if name not in held or (name != INTERCEPT and inputs.get(name) is None)
    )
    parts = tuple(_part(line, inputs) for line in lines if line.variable not in missing)
    total = None if missing else round(fsum(part.points for part in parts), DIGITS)
    return Result(total, tuple(part for part in parts if _counts(part)), missing)


def band_of(bands: Iterable[Band], value: float) -> int | None:
    """Return the band that a score lies in."""
    return next((band.key for band in bands if _lies_in(band, value)), None)


def bands_leave_gaps(bands: Iterable[Band]) -> bool:
    """Tell whether some score would lie in no band, or in two.

    >>> bands_leave_gaps([Band(1, None, 5.0), Band(2, 5.0, None)])
    False
    """
    ordered = sorted(bands, key=lambda band: (band.low is not None, band.low or 0.0))
    if not ordered or ordered[0].low is not None or ordered[-1].high is not None:
        return True
    return any(
        below.high is None or below.high != above.low
        for below, above in itertools.pairwise(ordered)
    )


def _place(line: Line, nearness: Mapping[int, int]) -> int:
    return len(nearness) if line.area is None else nearness[line.area]


def _part(line: Line, inputs: Mapping[str, Any]) -> Part:
    if line.variable == INTERCEPT:
        return Part(line.variable, None, None, line.weight, line.weight)
    value = inputs[line.variable]
    if line.option is None:
        return Part(line.variable, None, value, line.weight, line.weight * float(value))
    chosen = value if isinstance(value, (list, tuple)) else [value]
    points = line.weight if line.option in chosen else 0.0
    return Part(line.variable, line.option, value, line.weight, points)


def _counts(part: Part) -> bool:
    return part.option is None or part.points != 0.0


def _lies_in(band: Band, value: float) -> bool:
    above = band.low is None or value >= band.low
    return above and (band.high is None or value < band.high)
