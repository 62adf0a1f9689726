from datetime import date

import pytest

from addons.socreg_crypto.core.name_match import prepared
from addons.socreg_intake.core.match import NOBODY, Grade, Rule, Traits, by_numbers, by_rules

USUAL = Rule(("name", "birth_year", "area"))
SURE = Rule(("name", "birthdate"), Grade.CERTAIN)
WANTED = Traits("Lan Nguyen", date(1980, 5, 17), 1980, "1/7/40/", "2", frozenset(["+84912345678"]))


def known(name="Nguyễn Thị Lan", year=1980, **more):
    return Traits(prepared([name]), None, year, **{"area": "1/7/40/", "sex": "2", **more})


def test_nobody_fits_where_there_is_nobody():
    assert by_rules(WANTED, {}, [USUAL]) == NOBODY
    assert by_rules(WANTED, {1: known()}, []) == NOBODY
    assert by_rules(WANTED, {1: known()}, [Rule(())]) == NOBODY


@pytest.mark.parametrize(
    ("candidate", "grade"),
    [
        (known(), Grade.POSSIBLE),
        (known(year=1981), Grade.POSSIBLE),
        (known(year=1982), Grade.NONE),
        (known(year=None), Grade.NONE),
        (known("Nguyen Loan"), Grade.POSSIBLE),
        (known("Tran Minh"), Grade.NONE),
        (known("Lan"), Grade.NONE),
        (known(area="1/7/"), Grade.POSSIBLE),
        (known(area="1/7/41/"), Grade.NONE),
        (known(area=""), Grade.NONE),
        (known(sex=""), Grade.POSSIBLE),
    ],
)
def test_a_rule_asks_for_all_its_fields(candidate, grade):
    assert by_rules(WANTED, {1: candidate}, [USUAL]).grade == grade


def test_another_sex_lowers_the_grade():
    man = known(sex="1")
    assert by_rules(WANTED, {1: man}, [USUAL]).grade == Grade.NONE


def test_certain_falls_to_possible_by_a_doubt():
    born = Traits(prepared(["Lan Nguyen"]), WANTED.birthdate, 1980, sex="2")
    assert by_rules(WANTED, {1: born}, [SURE]).grade == Grade.CERTAIN
    man = Traits(prepared(["Lan Nguyen"]), WANTED.birthdate, 1980, sex="1")
    assert by_rules(WANTED, {1: man}, [SURE]).grade == Grade.POSSIBLE
    mistyped = Traits(prepared(["Lon Nguyen"]), WANTED.birthdate, 1980, sex="2")
    assert by_rules(WANTED, {1: mistyped}, [SURE]).grade == Grade.POSSIBLE


def test_two_who_fit_with_certainty_are_possible():
    born = Traits(prepared(["Lan Nguyen"]), WANTED.birthdate, 1980)
    match = by_rules(WANTED, {4: born, 2: born}, [SURE, USUAL])
    assert (match.grade, match.ids, match.why) == (Grade.POSSIBLE, (2, 4), SURE.fields)


def test_who_fits_best_alone_is_meant():
    born = Traits(prepared(["Lan Nguyen"]), WANTED.birthdate, 1980)
    assert by_rules(WANTED, {1: known(), 2: born}, [USUAL, SURE]).ids == (2,)


def test_a_phone_may_tell():
    same = Traits(prepared(["Lan"]), phones=WANTED.phones)
    assert by_rules(WANTED, {1: same}, [Rule(("phone",))]).grade == Grade.POSSIBLE
    assert by_rules(WANTED, {1: known()}, [Rule(("phone",))]) == NOBODY


def test_numbers_of_several_name_nobody_for_certain():
    assert by_numbers([]) == by_numbers([[], []]) == NOBODY
    assert by_numbers([[3], [2, 3]]).ids == (2, 3)


def test_either_name_may_leave_parts_out():
    wanted = Traits("Nguyen Thi Lan Anh", birth_year=1980, area="1/")
    for name, grade in (("Lan Nguyen", Grade.POSSIBLE), ("Lan Tran", Grade.NONE)):
        assert by_rules(wanted, {1: known(name)}, [USUAL]).grade == grade
