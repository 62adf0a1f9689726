"""Who descends from whom and who is married to whom: what follows from parents and marriages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

YOUNGEST_PARENT = 12
OLDEST_PARENT = 70
OF_AGE = 18
DAYS_OF_A_PREGNANCY = 300


@dataclass(slots=True)
class Kinship:
    """A part of the families of a country, people by their ids.

    :ivar parents: the known parents of a person
    :ivar children: the known children
    :ivar spouses: to whom a person is married, in the order in which they were
    """

    parents: dict[int, tuple[int, ...]] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    spouses: dict[int, list[int]] = field(default_factory=dict)

    def add(self, person: int, *parents: int) -> None:
        """Note the parents of a person; who was noted before stays as noted."""
        if person in self.parents:
            return
        self.parents[person] = tuple(parent for parent in parents if parent)
        for parent in self.parents[person]:
            self.children.setdefault(parent, []).append(person)

    def marry(self, person: int, other: int) -> None:
        """Note a marriage, once for each of the two."""
        spouses = self.spouses.setdefault(person, [])
        if other not in spouses:
            spouses.append(other)

    def parents_of(self, *people: int) -> list[int]:
        return _once(parent for person in people for parent in self.parents.get(person, ()))

    def children_of(self, *people: int) -> list[int]:
        return _once(child for person in people for child in self.children.get(person, ()))

    def spouses_of(self, *people: int) -> list[int]:
        return _once(spouse for person in people for spouse in self.spouses.get(person, ()))

    def siblings_of(self, person: int) -> list[int]:
        """Return who has a parent in common, half siblings included."""
        return [child for child in self.children_of(*self.parents_of(person)) if child != person]

    def half_siblings_of(self, person: int) -> list[int]:
        """Return who has one parent in common and is known to have another, different one."""
        own = set(self.parents.get(person, ()))
        return [one for one in self.siblings_of(person) if _is_half(own, set(self.parents[one]))]

    def grandparents_of(self, person: int) -> list[int]:
        return self.parents_of(*self.parents_of(person))

    def grandchildren_of(self, person: int) -> list[int]:
        return self.children_of(*self.children_of(person))

    def in_laws_of(self, person: int) -> list[int]:
        """Return parents and siblings of spouses, and spouses of siblings and children."""
        spouses = self.spouses_of(person)
        siblings = self.siblings_of(person)
        theirs = [sibling for spouse in spouses for sibling in self.siblings_of(spouse)]
        married = self.spouses_of(*siblings, *self.children_of(person))
        near = {person, *spouses, *siblings, *self.children_of(person), *self.parents_of(person)}
        found = _once([*self.parents_of(*spouses), *theirs, *married])
        return [one for one in found if one not in near]


def _once(people: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(people))


def _is_half(parents: set[int], others: set[int]) -> bool:
    return len(parents & others) == 1 and len(parents) == len(others) == 2


def has_cycle(parents: Mapping[int, Iterable[int]]) -> bool:
    """Tell whether somebody is their own ancestor."""
    done: set[int] = set()
    for start in parents:
        path: set[int] = set()
        stack = [(start, False)]
        while stack:
            person, is_left = stack.pop()
            if is_left:
                path.discard(person)
                done.add(person)
                continue
            if person in path:
                return True
            if person in done:
                continue
            path.add(person)
            stack.append((person, True))
            stack += [(parent, False) for parent in parents.get(person, ())]
    return False


def years_between(earlier: date, later: date) -> int:
    """Return the full years from one day to another: an age.

    >>> years_between(date(2000, 2, 29), date(2018, 2, 28))
    17
    """
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def oddities_of_parent(
    born: date, parent_born: date | None, parent_died: date | None, *, is_adopted: bool
) -> set[str]:
    """Return what is strange of a child and a parent, and not impossible."""
    odd = set()
    if parent_born:
        gap = years_between(parent_born, born)
        if is_adopted and gap < OF_AGE:
            odd.add("adoption_gap")
        if not is_adopted and gap < YOUNGEST_PARENT:
            odd.add("parent_young")
        if gap > OLDEST_PARENT:
            odd.add("parent_old")
    if parent_died and not is_adopted and (born - parent_died).days > DAYS_OF_A_PREGNANCY:
        odd.add("parent_dead")
    return odd
