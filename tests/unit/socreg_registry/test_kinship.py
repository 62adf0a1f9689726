from datetime import date

import pytest
from socreg_registry.core.kinship import Kinship, has_cycle, oddities_of_parent, years_between


@pytest.fixture
def family():
    """Return a family: 1 and 2 have 3 and 4, 1 and 9 have 5; 3 is married to 6 and has 7; 8 is 6's mother."""
    kin = Kinship()
    for person, *parents in ((3, 1, 2), (4, 1, 2), (5, 1, 9), (7, 3, 6), (6, 8), (1,), (10, 8)):
        kin.add(person, *parents)
    for one, other in ((1, 2), (3, 6), (4, 11)):
        kin.marry(one, other)
        kin.marry(other, one)
    return kin


def test_kin_follows_from_parents_and_marriages(family):
    assert family.children_of(1) == [3, 4, 5]
    assert family.siblings_of(3) == [4, 5]
    assert family.half_siblings_of(3) == [5]
    assert family.grandparents_of(7) == [1, 2, 8]
    assert family.grandchildren_of(1) == [7]
    assert family.in_laws_of(3) == [8, 10, 11]


def test_who_is_noted_twice_has_the_parents_and_children_once(family):
    family.add(3, 8)
    family.marry(3, 6)
    assert family.parents_of(3) == [1, 2]
    assert family.children_of(8) == [6, 10]
    assert family.spouses_of(3) == [6]


def test_nobody_known_has_no_kin():
    kin = Kinship()
    assert kin.siblings_of(1) == kin.in_laws_of(1) == kin.grandchildren_of(1) == []


@pytest.mark.parametrize("length", [1, 2, 5, 2000])
def test_circle_is_found_and_a_line_is_none(length):
    line = {person: [person + 1] for person in range(length)}
    assert not has_cycle(line)
    assert has_cycle({**line, length: [0]})


def test_common_ancestors_are_no_circle():
    assert not has_cycle({1: [2, 3], 2: [4], 3: [4], 4: []})


@pytest.mark.parametrize(
    ("later", "years"), [("2018-02-28", 17), ("2018-03-01", 18), ("2020-02-29", 20)]
)
def test_years_are_full_years(later, years):
    assert years_between(date(2000, 2, 29), date.fromisoformat(later)) == years


@pytest.mark.parametrize(
    ("parent_born", "parent_died", "is_adopted", "odd"),
    [
        (None, None, False, set()),
        (date(1970, 1, 1), None, False, set()),
        (date(1988, 1, 2), None, False, {"parent_young"}),
        (date(1988, 1, 1), None, False, set()),
        (date(1929, 1, 1), None, False, {"parent_old"}),
        (date(1930, 1, 1), None, False, set()),
        (date(1985, 1, 1), None, True, {"adoption_gap"}),
        (date(1970, 1, 1), date(1999, 6, 1), False, set()),
        (date(1970, 1, 1), date(1998, 6, 1), False, {"parent_dead"}),
    ],
)
def test_strange_parents_are_told(parent_born, parent_died, is_adopted, odd):
    born = date(2000, 1, 1)
    assert oddities_of_parent(born, parent_born, parent_died, is_adopted=is_adopted) == odd
