"""The rows of the sample, as the demo imports them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sampling import cultures, numbers
from sampling.cultures import Culture, Name
from sampling.draw import chance, pick
from sampling.family import HEAD, Family, Relative, compose
from sampling.livelihood import livelihood
from sampling.naming import latin, name_family
from sampling.survey import REFERENCE_DATE, Visit

SEED = "vlss1998"

COMMUNES = 194
DISTRICTS = 19

CULTURES = {
    cultures.VIETNAMESE: 60.0,
    cultures.ARABIC: 8.0,
    cultures.AMHARIC: 6.0,
    cultures.SPANISH: 6.0,
    cultures.FRENCH: 5.0,
    cultures.ENGLISH: 5.0,
    cultures.INDONESIAN: 5.0,
    cultures.HINDI: 5.0,
}
"""In percent of households."""

PHONE_AGE = 16
HEADS_WITH_PHONE = 0.7
OTHERS_WITH_PHONE = 0.25
NATIONAL_ID_AGE = 14
WITH_NATIONAL_ID = 0.9
UNSURE_OF_BIRTHDATE_AGE = 50


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    parent_code: str
    level: str


@dataclass(frozen=True, slots=True)
class Household:
    household_ref: str
    area_code: str
    group_name: str
    registration_date: str


@dataclass(frozen=True, slots=True)
class Person:
    person_ref: str
    household_ref: str
    is_head: int
    role: str
    given_name: str
    family_name: str
    additional_name: str
    local_name: str
    sex: int
    birthdate: str
    is_birthdate_estimated: int
    marital_status: str
    education_level: str
    employment_status: str
    occupation_code: str
    preferred_lang: str
    phone: str
    national_id: str


@dataclass(frozen=True, slots=True)
class Birth:
    day: date
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of one of a family before it is written down."""

    serial: int
    relative: Relative
    name: Name
    birth: Birth


def areas() -> Iterator[Area]:
    """Parents come before their children."""
    yield Area("VN", "Viet Nam", "", "country")
    for number in range(1, DISTRICTS + 1):
        yield Area(f"VN-D{number:02}", f"District {number:02}", "VN", "district")
    for number in range(1, COMMUNES + 1):
        district = (number - 1) * DISTRICTS // COMMUNES + 1
        yield Area(_commune_code(number), f"Commune {number}", f"VN-D{district:02}", "commune")


def household(visit: Visit, first_serial: int) -> tuple[Household, list[Person]]:
    """One visit; its own seed, so that no household changes with another."""
    rng = Random(f"{SEED}-{visit.row}")
    family = compose(rng, visit)
    culture = pick(rng, CULTURES)
    names = name_family(rng, culture, family)
    serials = range(first_serial, first_serial + len(family))
    members = map(Member, serials, family, names, _births(rng, family))
    people = [_person(rng, visit, culture, member) for member in members]
    return _household(rng, visit, culture, names[0]), people


def _household(rng: Random, visit: Visit, culture: Culture, head: Name) -> Household:
    family_name = _family_name(culture, head)
    by_family = family_name and chance(rng, 0.5)
    return Household(
        household_ref=_household_ref(visit),
        area_code=_commune_code(visit.commune),
        group_name=family_name if by_family else culture.full(head),
        registration_date=_registration_date(rng, visit).isoformat(),
    )


def _registration_date(rng: Random, visit: Visit) -> date:
    """Within half a year of the reference date, a commune within a week."""
    first_day = REFERENCE_DATE + timedelta(days=1)
    return first_day + timedelta(days=visit.commune * 9 // 10 + rng.randrange(7))


def _person(rng: Random, visit: Visit, culture: Culture, member: Member) -> Person:
    relative, name = member.relative, member.name
    work = livelihood(rng, visit, relative)
    return Person(
        person_ref=f"P-{member.serial:06}",
        household_ref=_household_ref(visit),
        is_head=int(relative.role == HEAD),
        role=relative.role,
        given_name=latin(culture, name.given),
        family_name=_family_name(culture, name),
        additional_name=latin(culture, name.additional),
        local_name="" if culture.is_latin else culture.full(name),
        sex=relative.sex,
        birthdate=member.birth.day.isoformat(),
        is_birthdate_estimated=int(member.birth.is_estimated),
        marital_status=relative.marital_status,
        education_level=work.education_level,
        employment_status=work.employment_status,
        occupation_code=work.occupation_code,
        preferred_lang=culture.language,
        phone=_phone(rng, member),
        national_id=_national_id(rng, member),
    )


def _family_name(culture: Culture, name: Name) -> str:
    return " ".join(latin(culture, family) for family in name.family)


def _phone(rng: Random, member: Member) -> str:
    is_head = member.relative.role == HEAD
    share = HEADS_WITH_PHONE if is_head else OTHERS_WITH_PHONE
    has_phone = member.relative.age >= PHONE_AGE and chance(rng, share)
    return numbers.phone(member.serial) if has_phone else ""


def _national_id(rng: Random, member: Member) -> str:
    is_old_enough = member.relative.age >= NATIONAL_ID_AGE
    has_id = is_old_enough and chance(rng, WITH_NATIONAL_ID)
    return numbers.national_id(member.serial) if has_id else ""


def _births(rng: Random, family: Family) -> list[Birth]:
    """Twins have one birthday."""
    births: list[Birth] = []
    for member in family:
        if member.twin is None:
            births.append(_birth(rng, member.age))
        else:
            births.append(births[member.twin])
    return births


def _birth(rng: Random, age: int) -> Birth:
    """A day that gives this age on the reference date."""
    if age > UNSURE_OF_BIRTHDATE_AGE and chance(rng, 1 / 3):
        return Birth(date(REFERENCE_DATE.year - age, 1, 1), True)
    birthday = REFERENCE_DATE.replace(year=REFERENCE_DATE.year - age)
    return Birth(birthday - timedelta(days=rng.randrange(365)), False)


def _household_ref(visit: Visit) -> str:
    return f"HH-{visit.row:05}"


def _commune_code(number: int) -> str:
    return f"VN-C{number:03}"
