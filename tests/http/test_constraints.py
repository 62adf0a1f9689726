"""Rules that only the database can keep: who breaks one reads a sentence, alone or in a race."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg2
import pytest
from psycopg2.sql import SQL, Identifier

from socreg_setup.command import wait_until

from ..live import Caller, Live, Refused

MODEL = "socreg.registrant"
SECONDS_TO_MEET = 30


@pytest.fixture
def registrar(live: Live) -> Caller:
    return live.caller("registrar")


def by_code(caller: Caller, model: str, code: str) -> int:
    (record,) = caller.search(model, ("code", "=", code))
    return record


def new_household(caller: Caller) -> int:
    household_type = by_code(caller, "socreg.group.type", "household")
    values = {"kind": "group", "group_name": "Raced", "group_type_id": household_type}
    return caller.create(MODEL, **values)


def membership_of_head(caller: Caller) -> dict[str, object]:
    head = by_code(caller, "socreg.membership.role", "head")
    return {"member_id": caller.create(MODEL, given_name="Head"), "role_ids": [(6, 0, [head])]}


@contextmanager
def held(live: Live, table: str, record: int) -> Iterator[Callable[[], int]]:
    """Keep all who refer to a record waiting; yield what counts how many wait."""
    database = live.work.server
    with (
        closing(
            psycopg2.connect(
                host=database.host,
                port=database.port,
                user=database.role,
                password=database.password,
                dbname=live.database,
            )
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            SQL("SELECT FROM {} WHERE id = %s FOR UPDATE").format(Identifier(table)), [record]
        )

        def waiting() -> int:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity, pg_stat_clear_snapshot()"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return int(cursor.fetchone()[0])

        yield waiting


def race(live: Live, table: str, record: int, *calls: Callable[[], int]) -> list[Exception | None]:
    """Make calls that refer to one record, none of which ends before all have begun.

    :return: the exception of each call, or None where it succeeded
    """
    with ThreadPoolExecutor(len(calls)) as pool:
        with held(live, table, record) as waiting:
            futures = [pool.submit(call) for call in calls]
            assert wait_until(lambda: waiting() == len(calls), SECONDS_TO_MEET)
        return [future.exception() for future in futures]


def assert_one_wins(outcomes: list[Exception | None], sentence: str) -> None:
    """One call succeeded, and the other was refused with this sentence."""
    (refused,) = (outcome for outcome in outcomes if outcome)
    assert_refused_in_words(refused, sentence)


def assert_refused_in_words(refused: Exception, sentence: str) -> None:
    assert isinstance(refused, Refused), refused
    assert refused.kind == "ValidationError"
    assert sentence in refused.sentence
    assert "Traceback" not in refused.sentence


def test_one_of_two_heads_made_at_the_same_time_wins(live, registrar):
    household = new_household(registrar)
    heads = [{"group_id": household, **membership_of_head(registrar)} for _ in range(2)]
    outcomes = race(
        live,
        "socreg_registrant",
        household,
        *(
            lambda head=head: live.caller("registrar").create("socreg.membership", **head)
            for head in heads
        ),
    )
    assert_one_wins(outcomes, "The group already has a head.")
    assert len(registrar.search("socreg.membership", ("group_id", "=", household))) == 1


def test_one_of_two_equal_numbers_given_at_the_same_time_wins(live, registrar):
    national_id = by_code(registrar, "socreg.identifier.type", "national_id")
    people = [registrar.create(MODEL, given_name="Claimant") for _ in range(2)]
    number = {"type_id": national_id, "value": "RACE-1"}
    outcomes = race(
        live,
        "socreg_identifier_type",
        national_id,
        *(
            lambda person=person: live.caller("registrar").create(
                "socreg.identifier", registrant_id=person, **number
            )
            for person in people
        ),
    )
    assert_one_wins(outcomes, "Somebody is already registered with this number.")
    assert len(registrar.search("socreg.identifier", ("value", "=", "RACE1"))) == 1


def test_two_heads_in_one_save_are_refused_in_words(registrar):
    household = new_household(registrar)
    lines = [(0, 0, membership_of_head(registrar)) for _ in range(2)]
    with pytest.raises(Refused) as refusal:
        registrar.call(MODEL, "write", [household], {"group_membership_ids": lines})
    assert_refused_in_words(refusal.value, "The group already has a head.")


def test_two_main_phones_in_one_save_are_refused_in_words(registrar):
    numbers = "+84952360678", "+84958541017"
    lines = [(0, 0, {"number": number, "is_primary": True}) for number in numbers]
    with pytest.raises(Refused) as refusal:
        registrar.create(MODEL, given_name="Caller", phone_ids=lines)
    assert_refused_in_words(refusal.value, "Only one phone can be the main one.")


def test_head_changes_hands_in_one_save(registrar):
    household = new_household(registrar)
    before = registrar.create(
        "socreg.membership", group_id=household, **membership_of_head(registrar)
    )
    after = membership_of_head(registrar)
    lines = [(0, 0, after), (1, before, {"role_ids": [(5, 0, 0)]})]
    registrar.call(MODEL, "write", [household], {"group_membership_ids": lines})
    (group,) = registrar.call(MODEL, "read", [household], ["head_id"])
    assert group["head_id"][0] == after["member_id"]


def new_person(caller: Caller) -> int:
    return caller.create(MODEL, given_name="Wed")


def marriages_at_the_same_time(live: Live, person: int, *pairs: tuple[int, int]) -> list:
    calls = (
        lambda pair=pair: live.caller("registrar").create(
            "socreg.spouse", person1_id=pair[0], person2_id=pair[1]
        )
        for pair in pairs
    )
    return race(live, "socreg_registrant", person, *calls)


def test_one_of_two_marriages_of_a_person_at_the_same_time_wins(live, registrar):
    person, one, other = (new_person(registrar) for _ in range(3))
    outcomes = marriages_at_the_same_time(live, person, (person, one), (other, person))
    assert_one_wins(outcomes, "One of them is married to somebody else.")
    assert len(registrar.search("socreg.spouse.side", ("person_id", "=", person))) == 1


def test_one_of_two_marriages_of_a_pair_at_the_same_time_wins(live, registrar):
    person, other = new_person(registrar), new_person(registrar)
    outcomes = marriages_at_the_same_time(live, person, (person, other), (other, person))
    (refused,) = (outcome for outcome in outcomes if outcome)
    assert_refused_in_words(refused, "")
    assert len(registrar.search("socreg.spouse.side", ("person_id", "=", person))) == 1


def new_membership(live: Live, **values: object) -> Callable[[], int]:
    return lambda: live.caller("registrar").create("socreg.membership", **values)


def test_one_of_two_households_of_a_person_at_the_same_time_wins(live, registrar):
    person = new_person(registrar)
    joins = (
        new_membership(live, group_id=new_household(registrar), member_id=person) for _ in range(2)
    )
    outcomes = race(live, "socreg_registrant", person, *joins)
    assert_one_wins(outcomes, "The member already belongs to another group of this kind.")
    assert len(registrar.search("socreg.membership", ("member_id", "=", person))) == 1


def test_one_of_two_equal_memberships_at_the_same_time_wins(live, registrar):
    person, household = new_person(registrar), new_household(registrar)
    joins = (new_membership(live, group_id=household, member_id=person) for _ in range(2))
    outcomes = race(live, "socreg_registrant", person, *joins)
    (refused,) = (outcome for outcome in outcomes if outcome)
    assert_refused_in_words(refused, "already belongs to")
    assert len(registrar.search("socreg.membership", ("member_id", "=", person))) == 1


def test_one_of_two_members_made_head_at_the_same_time_wins(live, registrar):
    household = new_household(registrar)
    head = by_code(registrar, "socreg.membership.role", "head")
    members = [
        registrar.create("socreg.membership", group_id=household, member_id=new_person(registrar))
        for _ in range(2)
    ]
    calls = (
        lambda member=member: live.caller("registrar").call(
            "socreg.membership", "write", [member], {"role_ids": [(4, head)]}
        )
        for member in members
    )
    outcomes = race(live, "socreg_membership_role", head, *calls)
    assert_one_wins(outcomes, "The group already has a head.")
    heads = ("group_id", "=", household), ("is_head", "=", True)
    assert len(registrar.search("socreg.membership", *heads)) == 1


def test_one_of_two_equal_enrolments_at_the_same_time_wins(live, registrar):
    person, farmers = new_person(registrar), by_code(registrar, "socreg.register", "farmers")
    calls = (
        lambda: live.caller("registrar").create(
            "socreg.enrolment", register_id=farmers, registrant_id=person
        )
        for _ in range(2)
    )
    outcomes = race(live, "socreg_registrant", person, *calls)
    assert_one_wins(outcomes, "This registrant is already enrolled in the register.")
    assert len(registrar.search("socreg.enrolment", ("registrant_id", "=", person))) == 1
