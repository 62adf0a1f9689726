"""How names are made and handed down, by culture."""

from dataclasses import dataclass
from random import Random

from sampling import tables
from sampling.draw import Pool, chance
from sampling.survey import FEMALE, MALE

NO_NAMES = Pool.weighted({"": 1})


@dataclass(frozen=True, slots=True)
class Name:
    """In the script of its culture; some people have no family name, some three."""

    given: str
    additional: str = ""
    family: tuple[str, ...] = ()


@dataclass(frozen=True)
class Culture:
    """A name goes from father to child; subclasses change what differs.

    `child`, `sibling`, `parent` and `partner` take the names already known and
    return a new one; override those in which the culture has its own rule.
    """

    language: str
    male: Pool
    female: Pool
    family: Pool = NO_NAMES
    wives_take_name: bool = False
    is_latin: bool = True

    def person(self, rng: Random, sex: int) -> Name:
        return self._named(rng, sex, self._family(rng))

    def child(self, rng: Random, sex: int, father: Name, mother: Name) -> Name:
        return self._named(rng, sex, father.family)

    def sibling(self, rng: Random, sex: int, of: Name) -> Name:
        return self._named(rng, sex, of.family)

    def parent(self, rng: Random, sex: int, of: Name) -> Name:
        if sex == MALE or self.wives_take_name:
            return self._named(rng, sex, of.family)
        return self.person(rng, sex)

    def partner(self, rng: Random, sex: int, of: Name) -> Name:
        if self.wives_take_name and chance(rng, 0.9):
            return self._named(rng, sex, of.family)
        return self.person(rng, sex)

    def full(self, name: Name) -> str:
        """As it is said and written, in one line."""
        return " ".join(filter(None, (name.given, name.additional, *name.family)))

    def _named(self, rng: Random, sex: int, family: tuple[str, ...]) -> Name:
        return Name(self._given(rng, sex), self._additional(rng, sex), family)

    def _given(self, rng: Random, sex: int) -> str:
        return (self.female if sex == FEMALE else self.male).draw(rng)

    def _additional(self, rng: Random, sex: int) -> str:
        return ""

    def _family(self, rng: Random) -> tuple[str, ...]:
        return (self.family.draw(rng),)


@dataclass(frozen=True)
class Vietnamese(Culture):
    """The family name is said first; between it and the given name, a middle one."""

    def full(self, name: Name) -> str:
        return " ".join(filter(None, (*name.family, name.additional, name.given)))

    def _additional(self, rng: Random, sex: int) -> str:
        female = sex == FEMALE
        return (tables.VI_MIDDLE_FEMALE if female else tables.VI_MIDDLE_MALE).draw(rng)


@dataclass(frozen=True)
class Arabic(Culture):
    """The additional name is the father's given name."""

    def child(self, rng: Random, sex: int, father: Name, mother: Name) -> Name:
        return Name(self._given(rng, sex), father.given, father.family)

    def sibling(self, rng: Random, sex: int, of: Name) -> Name:
        return Name(self._given(rng, sex), of.additional, of.family)

    def parent(self, rng: Random, sex: int, of: Name) -> Name:
        if sex == FEMALE:
            return self.person(rng, sex)
        return Name(of.additional, self._given(rng, MALE), of.family)

    def _additional(self, rng: Random, sex: int) -> str:
        return self._given(rng, MALE)


@dataclass(frozen=True)
class Amharic(Culture):
    """There are no family names: the father's given name stands in their place."""

    def child(self, rng: Random, sex: int, father: Name, mother: Name) -> Name:
        return Name(self._given(rng, sex), family=(father.given,))

    def parent(self, rng: Random, sex: int, of: Name) -> Name:
        if sex == FEMALE:
            return self.person(rng, sex)
        return Name(of.family[0], family=self._family(rng))

    def _family(self, rng: Random) -> tuple[str, ...]:
        return (self._given(rng, MALE),)


@dataclass(frozen=True)
class Iberian(Culture):
    """One family name from each parent, and sometimes a third."""

    def child(self, rng: Random, sex: int, father: Name, mother: Name) -> Name:
        first, _second, *third = father.family
        from_mother = mother.family[: 2 if third else 1]
        return self._named(rng, sex, (first, *from_mother))

    def parent(self, rng: Random, sex: int, of: Name) -> Name:
        own = of.family[0] if sex == MALE else of.family[1]
        return self._named(rng, sex, (own, self.family.draw(rng)))

    def _family(self, rng: Random) -> tuple[str, ...]:
        count = 3 if chance(rng, 0.1) else 2
        return tuple(self.family.draw(rng) for _ in range(count))


@dataclass(frozen=True)
class Mononym(Culture):
    """One name is the whole name."""

    def _family(self, rng: Random) -> tuple[str, ...]:
        return ()


VIETNAMESE = Vietnamese("vi", tables.VI_MALE, tables.VI_FEMALE, tables.VI_FAMILY)
ARABIC = Arabic("ar", tables.AR_MALE, tables.AR_FEMALE, tables.AR_FAMILY, is_latin=False)
AMHARIC = Amharic("am", tables.AM_MALE, tables.AM_FEMALE, is_latin=False)
FRENCH = Culture("fr", tables.FR_MALE, tables.FR_FEMALE, tables.FR_FAMILY, wives_take_name=True)
SPANISH = Iberian("es", tables.ES_MALE, tables.ES_FEMALE, tables.ES_FAMILY)
ENGLISH = Culture("en", tables.EN_MALE, tables.EN_FEMALE, tables.EN_FAMILY, wives_take_name=True)
INDONESIAN = Mononym("id", tables.ID_MALE, tables.ID_FEMALE)
HINDI = Culture(
    "hi",
    tables.HI_MALE,
    tables.HI_FEMALE,
    tables.HI_FAMILY,
    wives_take_name=True,
    is_latin=False,
)
