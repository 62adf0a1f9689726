"""Edits under review by JSON-RPC: no door goes around it, and races end well."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ..live import Caller, Live, Refused

PERSON = "socreg.registrant"
SUBMISSION = "socreg.submission"
AT_ONCE = 6


@pytest.fixture
def registrar(live: Live) -> Iterator[Caller]:
    """A registrar whose edits are reviewed as long as the test runs."""
    manager = live.caller("manager")
    (form,) = manager.search("socreg.source", ("code", "=", "form"))
    manager.call("socreg.source", "write", [form], {"decision": "review"})
    yield live.caller("registrar")
    manager.call("socreg.source", "write", [form], {"decision": "apply"})


@pytest.fixture
def supervisor(live: Live) -> Caller:
    return live.caller("supervisor")


@pytest.fixture
def person(supervisor: Caller) -> int:
    return supervisor.create(PERSON, given_name="Ana", family_name="Raced", birth_place="Hue")


def waiting_for(caller: Caller, person: int) -> list[int]:
    return caller.search(SUBMISSION, ("registrant_id", "=", person), ("state", "=", "pending"))


def read(caller: Caller, person: int, *names: str) -> dict[str, object]:
    return caller.call(PERSON, "read", [person], list(names))[0]


def test_every_door_of_the_web_client_proposes(registrar, supervisor, person):
    before = read(supervisor, person, "birth_place", "phone_ids", "write_date")
    phones = [[0, "virtual_1", {"number": "+84905123456"}]]
    registrar.call(PERSON, "write", [person], {"birth_place": "A"})
    registrar.call(PERSON, "web_save", [person], {"phone_ids": phones}, specification={"uid": {}})
    registrar.call(PERSON, "propose", [person], {"birth_place": "B"})
    registrar.call("socreg.phone", "create", [{"registrant_id": person, "number": "0905123457"}])
    assert read(supervisor, person, "birth_place", "phone_ids", "write_date") == before
    assert len(waiting_for(supervisor, person)) == 4
    assert read(registrar, person, "open_submission_count")["open_submission_count"] == 4


def test_somebody_new_is_proposed(registrar, supervisor):
    newest = max(supervisor.search(PERSON, limit=1))
    assert registrar.call(PERSON, "create", [{"given_name": "New"}]) == []
    assert registrar.call(PERSON, "web_save", [], {"given_name": "New"}, specification={}) == []
    assert max(supervisor.search(PERSON, limit=1)) == newest


def test_import_of_odoo_is_closed(registrar):
    with pytest.raises(Refused, match="come in by Intake"):
        registrar.call(PERSON, "load", ["given_name"], [["New"]])


def test_many_who_approve_at_once_approve_once(live, registrar, supervisor, person):
    registrar.call(PERSON, "write", [person], {"birth_place": "Hoi An"})
    proposed = waiting_for(supervisor, person)
    callers = [live.caller("supervisor") for _n in range(AT_ONCE)]

    def approve(caller: Caller) -> str:
        try:
            caller.call(SUBMISSION, "action_approve", proposed)
        except Refused as refusal:
            return refusal.sentence
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(approve, callers))
    assert answers.count("") == 1
    assert all("decided already" in answer for answer in answers if answer)
    assert read(supervisor, person, "birth_place")["birth_place"] == "Hoi An"


def test_of_two_proposals_at_once_one_is_a_conflict(registrar, supervisor, person, live):
    callers = [live.caller("registrar") for _n in range(2)]

    def propose(caller: Caller, place: str) -> None:
        caller.call(PERSON, "write", [person], {"birth_place": place})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(propose, callers, ("A", "B")))
    first, second = waiting_for(supervisor, person)
    supervisor.call(SUBMISSION, "action_approve", [first])
    with pytest.raises(Refused, match="was changed since"):
        supervisor.call(SUBMISSION, "action_approve", [second])


def test_a_registrar_decides_on_nothing(registrar, supervisor, person):
    registrar.call(PERSON, "write", [person], {"birth_place": "A"})
    proposed = waiting_for(supervisor, person)
    with pytest.raises(Refused, match="AccessError"):
        registrar.call(SUBMISSION, "action_approve", proposed)
    with pytest.raises(Refused, match="AccessError"):
        registrar.call(SUBMISSION, "write", proposed, {"state": "applied"})
