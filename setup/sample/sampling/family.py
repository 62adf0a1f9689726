"""Who lives in a household: a plausible family of exactly the surveyed size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from sampling.draw import by_age, chance, pick
from sampling.survey import FEMALE, MALE, Visit

HEAD, SPOUSE, CHILD, PARENT = "head", "spouse", "child", "parent"
SIBLING, GRANDCHILD, OTHER = "sibling", "grandchild", "other"

SINGLE, MARRIED, WIDOWED = "single", "married", "widowed"
SEPARATED, DIVORCED = "separated", "divorced"

MARRIAGEABLE_AGE = 18
ADULT_AGE = 20
OLDEST_AGE = 95
PARENT_GAP = 17
"""Ages are full years: a gap of 17 means born more than 16 years apart."""
MOTHER_GAP = 44
"""And a gap of 44 means born less than 45 years apart."""
FATHER_GAP = 50
GRANDPARENT_GAP = 36
PARTNER_GAP = 8
SMALL_SIZE = 3

HUSBAND_OLDER_BY = dict(enumerate((1, 2, 4, 8, 10, 12, 11, 9, 7, 5, 4, 3, 2, 1), -3))

EVER = OLDEST_AGE + 1
# How common something is below an age.
MEN_MARRIED = {18: 0, 65: 0.93, EVER: 0.75}
WOMEN_MARRIED = {18: 0, 60: 0.45, EVER: 0.3}
UNPARTNERED_SINGLE = {30: 4, 50: 0.5, EVER: 0.06}
UNPARTNERED_WIDOWED = {30: 0.02, 50: 0.35, EVER: 0.85}
CHILDREN_AT_HOME = {18: 1, 25: 0.6, 35: 0.2, EVER: 0.05}
PARENTS_AT_HOME = {60: 0.5, EVER: 0.05}
GRANDCHILDREN_AT_HOME = {48: 0, EVER: 1.5}


@dataclass(frozen=True, slots=True)
class Relative:
    """A member, with places in the family: of partner, parent, and first twin."""

    role: str
    sex: int
    age: int
    marital_status: str = SINGLE
    partner: int | None = None
    parent: int | None = None
    twin: int | None = None


Family = tuple[Relative, ...]
"""The head comes first, and the head's spouse, if any, next."""


def compose(rng: Random, visit: Visit) -> Family:
    family = _couple(rng, visit)
    while len(family) < visit.size:
        join = pick(rng, _chances(family))
        joined = join(rng, family)
        family = (*family, joined) if joined else family
    return _with_marital_statuses(rng, family)


def couple(family: Family) -> Family:
    return family[:2] if len(family) > 1 and family[1].role == SPOUSE else family[:1]


def of_role(family: Family, role: str) -> list[int]:
    return [place for place, member in enumerate(family) if member.role == role]


def partner_of(family: Family, place: int) -> int | None:
    """Only the later of two partners points at the other."""
    if family[place].partner is not None:
        return family[place].partner
    return next((at for at, it in enumerate(family) if it.partner == place), None)


def _couple(rng: Random, visit: Visit) -> Family:
    head = Relative(HEAD, visit.sex, visit.age)
    if not chance(rng, _chance_of_marriage(visit)):
        has_married = visit.size > SMALL_SIZE
        status = _unpartnered_status(rng, visit.age, has_married)
        return (replace(head, marital_status=status),)
    sex = visit.sex if chance(rng, 0.01) else _other_sex(visit.sex)
    spouse = Relative(SPOUSE, sex, _partner_age(rng, head), MARRIED, partner=0)
    return (replace(head, marital_status=MARRIED), spouse)


def _chance_of_marriage(visit: Visit) -> float:
    """Here the married live together, so who lives alone is not married."""
    married = WOMEN_MARRIED if visit.sex == FEMALE else MEN_MARRIED
    return by_age(visit.age, married) if visit.size > 1 else 0


def _other_sex(sex: int) -> int:
    return MALE + FEMALE - sex


def _partner_age(rng: Random, member: Relative) -> int:
    gap = pick(rng, HUSBAND_OLDER_BY)
    age = member.age - gap if member.sex == MALE else member.age + gap
    return min(max(age, MARRIAGEABLE_AGE), OLDEST_AGE)


def _unpartnered_status(rng: Random, age: int, has_married: bool) -> str:
    if age < MARRIAGEABLE_AGE:
        return SINGLE
    single = 0 if has_married else by_age(age, UNPARTNERED_SINGLE)
    widowed = by_age(age, UNPARTNERED_WIDOWED)
    statuses = {SINGLE: single, WIDOWED: widowed, DIVORCED: 0.06, SEPARATED: 0.04}
    return pick(rng, statuses)


# A joiner returns the next member, or nothing when nobody fits.
Joiner = Callable[[Random, Family], Relative | None]


def _chances(family: Family) -> dict[Joiner, float]:
    head = family[0]
    has_married = head.marital_status != SINGLE
    return {
        _child: min(6, sum(_child_ages(family).values())) if has_married else 0,
        _parent: by_age(head.age, PARENTS_AT_HOME),
        _sibling: 0.15 if has_married else 3,
        _grandchild: by_age(head.age, GRANDCHILDREN_AT_HOME) if has_married else 0,
        _in_law: 1.5 if _unpaired_children(family) else 0,
        _lodger: 0.1,
    }


def _child(rng: Random, family: Family) -> Relative | None:
    ages = _child_ages(family)
    if not ages:
        return None
    last = len(family) - 1
    if family[last].role == CHILD and chance(rng, 0.01):
        return replace(family[last], sex=_any_sex(rng), twin=last)
    return Relative(CHILD, _any_sex(rng), pick(rng, ages), parent=0)


def _child_ages(family: Family) -> dict[int, float]:
    """Each age a further child may have, the weight falling as children leave."""
    parents = couple(family)
    ages = _ages_of_children(parents)
    taken = [family[place].age for place in of_role(family, CHILD)]
    return {age: by_age(age, CHILDREN_AT_HOME) for age in _spaced(ages, taken)}


def _ages_of_children(parents: Iterable[Relative]) -> range:
    known = list(parents)
    mothers = [parent.age for parent in known if parent.sex == FEMALE]
    youngest = max(mothers) - MOTHER_GAP if mothers else known[0].age - FATHER_GAP
    return range(max(0, youngest), min(parent.age for parent in known) - PARENT_GAP + 1)


def _spaced(ages: Iterable[int], taken: list[int]) -> list[int]:
    """Ages with at least a year between two births of the same mother."""
    return [age for age in ages if all(abs(age - other) > 1 for other in taken)]


def _parent(rng: Random, family: Family) -> Relative | None:
    """Of the head, and so of the head's brothers and sisters."""
    present = [family[place] for place in of_role(family, PARENT)]
    if len(present) > 1:
        return None
    sex = _other_sex(present[0].sex) if present else pick(rng, {FEMALE: 2, MALE: 1})
    offspring = [family[at].age for at in (0, *of_role(family, SIBLING))]
    ages = range(
        max(offspring) + PARENT_GAP,
        min(min(offspring) + MOTHER_GAP, OLDEST_AGE) + 1,
    )
    fitting = [age for age in ages if not present or abs(age - present[0].age) <= PARTNER_GAP]
    if not fitting:
        return None
    partner = of_role(family, PARENT)[0] if present else None
    return Relative(PARENT, sex, rng.choice(fitting), partner=partner)


def _sibling(rng: Random, family: Family) -> Relative | None:
    parents = [family[place] for place in of_role(family, PARENT)]
    head = family[0]
    ages: Iterable[int] = range(max(0, head.age - 15), min(head.age + 15, OLDEST_AGE) + 1)
    if parents:
        possible = _ages_of_children(parents)
        ages = [age for age in ages if age in possible]
    taken = [family[at].age for at in (0, *of_role(family, SIBLING))]
    fitting = _spaced(_within_one_mother(ages, taken), taken)
    return Relative(SIBLING, _any_sex(rng), rng.choice(fitting)) if fitting else None


def _within_one_mother(ages: Iterable[int], taken: list[int]) -> list[int]:
    span = MOTHER_GAP - PARENT_GAP
    return [age for age in ages if max(*taken, age) - min(*taken, age) <= span]


def _grandchild(rng: Random, family: Family) -> Relative | None:
    """Of a couple in the household if there is one, else of a child who is away."""
    grown = [at for at in of_role(family, CHILD) if family[at].age >= ADULT_AGE]
    couples = [at for at in grown if partner_of(family, at) is not None]
    parent = rng.choice(couples or grown) if grown else None
    ages = _grandchild_ages(family, parent)
    if not ages:
        return None
    return Relative(GRANDCHILD, _any_sex(rng), rng.choice(ages), parent=parent)


def _grandchild_ages(family: Family, parent: int | None) -> list[int]:
    oldest = min(member.age for member in couple(family)) - GRANDPARENT_GAP
    ages = range(min(oldest, 25) + 1)
    if parent is None:
        return list(ages)
    parents = [family[at] for at in (parent, partner_of(family, parent)) if at is not None]
    possible = _ages_of_children(parents)
    taken = [member.age for member in family if member.parent == parent]
    return _spaced((age for age in ages if age in possible), taken)


def _unpaired_children(family: Family) -> list[int]:
    """Grown children who could marry; not who brought a child home alone."""
    parents = [member.parent for member in family]
    return [
        at
        for at in of_role(family, CHILD)
        if family[at].age >= ADULT_AGE and at not in parents and partner_of(family, at) is None
    ]


def _in_law(rng: Random, family: Family) -> Relative | None:
    place = rng.choice(_unpaired_children(family))
    child = family[place]
    return Relative(OTHER, _other_sex(child.sex), _partner_age(rng, child), partner=place)


def _lodger(rng: Random, family: Family) -> Relative | None:
    """A niece, an uncle, a helper; always fits, so a family always fills up."""
    return Relative(OTHER, _any_sex(rng), rng.randrange(5, 75))


def _any_sex(rng: Random) -> int:
    return MALE if chance(rng, 0.51) else FEMALE


def _with_marital_statuses(rng: Random, family: Family) -> Family:
    return tuple(
        replace(member, marital_status=_marital_status(rng, family, place))
        for place, member in enumerate(family)
    )


def _marital_status(rng: Random, family: Family, place: int) -> str:
    member = family[place]
    if place == 0:
        return member.marital_status
    if partner_of(family, place) is not None:
        return MARRIED
    has_child = any(other.parent == place for other in family)
    return _unpartnered_status(rng, member.age, has_child or member.role == PARENT)
