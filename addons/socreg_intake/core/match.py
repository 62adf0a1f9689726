"""Who is meant: somebody certain, somebody possible, or nobody who is known.

Numbers decide alone. Where there is none, rules compare what is known of candidates; a contradiction
lowers what a rule would grant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from ...socreg_crypto.core.name_match import MISTYPED, Asked, prepared

NAME, BIRTHDATE, BIRTH_YEAR, AREA, SEX, PHONE = (
    "name",
    "birthdate",
    "birth_year",
    "area",
    "sex",
    "phone",
)
FIELDS = (NAME, BIRTHDATE, BIRTH_YEAR, AREA, SEX, PHONE)
NEAR_YEARS = 1
FEWEST_PARTS = 2
SEXES = ("1", "2")


class Grade(IntEnum):
    """How sure it is who is meant."""

    NONE = 0
    POSSIBLE = 1
    CERTAIN = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """In which fields two descriptions must agree, and how sure that makes it.

    :ivar fields: some of `FIELDS`; with none, nobody fits
    """

    fields: tuple[str, ...]
    grade: Grade = Grade.POSSIBLE


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of somebody, as far as rules compare it.

    :ivar name: the whole name of who is looked for; of a candidate, a line made by `name_match.prepared`
    :ivar area: the path of ids from the country down to the area
    """

    name: str = ""
    birthdate: date | None = None
    birth_year: int | None = None
    area: str = ""
    sex: str = ""
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant.

    :ivar ids: those who fit best, the same for each grade
    :ivar why: the fields of the rule by which they fit; empty where a number told
    """

    grade: Grade = Grade.NONE
    ids: tuple[int, ...] = ()
    why: tuple[str, ...] = field(default=())


NOBODY = Match()


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom a number led to.

    :ivar id: of who they are now: of the registrant that took them over, if one did
    :ivar is_seen: whether who delivers may see them
    """

    id: int
    kind: str
    is_seen: bool


def by_numbers(holders: Iterable[Iterable[int]]) -> Match:
    """Return whom numbers name: those who hold each of them.

    >>> by_numbers([[7], [], [7]]).grade.name, by_numbers([[7], [8]]).grade.name
    ('CERTAIN', 'POSSIBLE')
    """
    ids = tuple(sorted({id_ for found in holders for id_ in found}))
    if not ids:
        return NOBODY
    return Match(Grade.CERTAIN if len(ids) == 1 else Grade.POSSIBLE, ids)


def by_rules(wanted: Traits, candidates: Mapping[int, Traits], rules: Sequence[Rule]) -> Match:
    """Return which candidates fit best by the rules.

    Several who fit with certainty are only possible: nothing tells which of them is meant.
    """
    asked: Asked | None = None
    best: dict[int, tuple[Grade, tuple[str, ...]]] = {}
    for id_, candidate in candidates.items():
        open_ = [rule for rule in rules if _agrees_beside_name(rule, wanted, candidate)]
        name = None
        if any(NAME in rule.fields for rule in open_):
            # Comparing names takes longest: it comes last.
            asked = asked or Asked(wanted.name)
            name = _name_agrees(asked, wanted, candidate)
        granted = [(_granted(rule, wanted, candidate, name), rule.fields) for rule in open_]
        grade, why = max(granted, default=(Grade.NONE, ()), key=lambda one: one[0])
        if grade:
            best[id_] = grade, why
    if not best:
        return NOBODY
    grade = max(grade for grade, _why in best.values())
    ids = tuple(sorted(id_ for id_, (one, _why) in best.items() if one == grade))
    why = best[ids[0]][1]
    return Match(grade if len(ids) == 1 else Grade.POSSIBLE, ids, why)


def _name_agrees(asked: Asked, wanted: Traits, candidate: Traits) -> int | None:
    """Return how far the names are from each other; either may have parts that the other leaves out."""
    if not wanted.name or not candidate.name:
        return None
    score = asked.score(candidate.name)
    if score is not None or len(candidate.name.split()) < FEWEST_PARTS:
        return score
    return Asked(candidate.name).score(prepared([wanted.name]))


def _agrees_beside_name(rule: Rule, wanted: Traits, candidate: Traits) -> bool:
    """Tell whether all that a rule asks for agrees, as far as it is no name."""
    others = [trait for trait in rule.fields if trait != NAME]
    return bool(rule.fields) and all(_agrees(trait, wanted, candidate) for trait in others)


def _granted(rule: Rule, wanted: Traits, candidate: Traits, name: int | None) -> Grade:
    if NAME in rule.fields and name is None:
        return Grade.NONE
    doubts = _contradictions(wanted, candidate)
    if NAME in rule.fields and name is not None and name >= MISTYPED:
        doubts += rule.grade == Grade.CERTAIN
    return Grade(max(rule.grade - doubts, Grade.NONE))


def _agrees(trait: str, wanted: Traits, candidate: Traits) -> bool:
    if trait == BIRTH_YEAR:
        return _years_apart(wanted, candidate) in range(NEAR_YEARS + 1)
    if trait == AREA:
        return _is_same_place(wanted.area, candidate.area)
    if trait == PHONE:
        return not wanted.phones.isdisjoint(candidate.phones)
    value = getattr(wanted, trait)
    return bool(value) and value == getattr(candidate, trait)


def _years_apart(wanted: Traits, candidate: Traits) -> int | None:
    if not wanted.birth_year or not candidate.birth_year:
        return None
    return abs(wanted.birth_year - candidate.birth_year)


def _is_same_place(one: str, other: str) -> bool:
    """Tell whether one of two areas is the other, or lies within it."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _contradictions(wanted: Traits, candidate: Traits) -> int:
    sexes = {wanted.sex, candidate.sex}
    apart = _years_apart(wanted, candidate)
    return int(sexes == set(SEXES)) + int(apart is not None and apart > NEAR_YEARS)
