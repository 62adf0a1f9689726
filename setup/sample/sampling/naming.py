"""Names for a whole family, each built on the names of its relatives."""

from collections.abc import Callable
from random import Random

from anyascii import anyascii

from sampling.cultures import Culture, Name
from sampling.family import (
    CHILD,
    GRANDCHILD,
    OTHER,
    PARENT,
    SIBLING,
    SINGLE,
    SPOUSE,
    Family,
    partner_of,
)
from sampling.survey import FEMALE, MALE

ATTEMPTS = 20


def name_family(rng: Random, culture: Culture, family: Family) -> list[Name]:
    naming = _Naming(rng, culture, family)
    for place in range(1, len(family)):
        naming.name(place)
    return naming.names


def latin(culture: Culture, text: str) -> str:
    """The form an office without the script would type."""
    if culture.is_latin:
        return text
    return anyascii(text).replace("'", "").replace("`", "").title()


class _Naming:
    """Goes through the family in order: relatives are known before they count."""

    def __init__(self, rng: Random, culture: Culture, family: Family) -> None:
        self.rng = rng
        self.culture = culture
        self.family = family
        self.names = [self._stranger(0)]
        self.away = [self._partner_away(0)]
        self.born = self._birth_name()
        self.by_role: dict[str, Callable[[int], Name]] = {
            SPOUSE: self._spouse,
            CHILD: self._child,
            PARENT: self._parent,
            SIBLING: self._sibling,
            GRANDCHILD: self._grandchild,
            OTHER: self._other,
        }

    def name(self, place: int) -> None:
        """A given name that nobody else in the household has, if the rules allow."""
        taken = [name.given for name in self.names]
        for _attempt in range(ATTEMPTS):
            name = self.by_role[self.family[place].role](place)
            if name.given not in taken:
                break
        self.names.append(name)
        self.away.append(self._partner_away(place))

    def _partner_away(self, place: int) -> Name:
        """The other parent of a member's children, who may be away or dead."""
        other_sex = MALE + FEMALE - self.family[place].sex
        return self.culture.partner(self.rng, other_sex, self.names[place])

    def _birth_name(self) -> Name:
        """The head's name as a child; a wife may have changed hers."""
        head = self.family[0]
        is_wife = head.sex == FEMALE and head.marital_status != SINGLE
        if is_wife and self.culture.wives_take_name:
            return self._stranger(0)
        return self.names[0]

    def _stranger(self, place: int) -> Name:
        return self.culture.person(self.rng, self.family[place].sex)

    def _spouse(self, place: int) -> Name:
        return self.culture.partner(self.rng, self.family[place].sex, self.names[0])

    def _child(self, place: int) -> Name:
        return self._child_of(0, self.family[place].sex)

    def _parent(self, place: int) -> Name:
        return self.culture.parent(self.rng, self.family[place].sex, self.born)

    def _sibling(self, place: int) -> Name:
        return self.culture.sibling(self.rng, self.family[place].sex, self.born)

    def _grandchild(self, place: int) -> Name:
        member = self.family[place]
        if member.parent is not None:
            return self._child_of(member.parent, member.sex)
        son = self._child_of(0, MALE)
        wife = self.culture.partner(self.rng, FEMALE, son)
        return self.culture.child(self.rng, member.sex, son, wife)

    def _other(self, place: int) -> Name:
        member = self.family[place]
        if member.partner is None or member.sex == MALE:
            return self._stranger(place)
        return self.culture.partner(self.rng, FEMALE, self.names[member.partner])

    def _child_of(self, place: int, sex: int) -> Name:
        partner = partner_of(self.family, place)
        parents = (
            self.names[place],
            self.away[place] if partner is None else self.names[partner],
        )
        is_father = self.family[place].sex == MALE
        father, mother = parents if is_father else reversed(parents)
        return self.culture.child(self.rng, sex, father, mother)
