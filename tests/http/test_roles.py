"""What each role may do by JSON-RPC, with no web client that would hide a button."""

import pytest

from socreg_setup.inside.sample import ROLES

from ..live import Refused

MODEL = "socreg.registrant"
WRITERS = ("registrar", "supervisor")
READERS = tuple(role for role in ROLES if role not in WRITERS)


@pytest.mark.parametrize("role", ROLES)
def test_role_enters_with_the_right_password_only(live, role):
    with pytest.raises(Refused, match="AccessDenied"):
        live.caller(role, "wrong")
    assert live.caller(role).search(MODEL, limit=1)


def test_administrator_without_a_role_reads_no_registrant(live):
    with pytest.raises(Refused, match="AccessError"):
        live.caller("admin").search(MODEL, limit=1)


@pytest.mark.parametrize("role", WRITERS)
def test_writer_registers_and_corrects_a_person(live, role):
    writer = live.caller(role)
    person = writer.create(MODEL, given_name="Ana", family_name="Corected")
    writer.call(MODEL, "write", [person], {"family_name": "Corrected"})
    assert writer.call(MODEL, "read", [person], ["name"])[0]["name"] == "Ana Corrected"


@pytest.mark.parametrize("role", READERS)
def test_reader_changes_nothing(live, role):
    reader = live.caller(role)
    person = reader.search(MODEL, limit=1)
    with pytest.raises(Refused, match="AccessError"):
        reader.call(MODEL, "write", person, {"address": "elsewhere"})
    with pytest.raises(Refused, match="AccessError"):
        reader.create(MODEL, given_name="Nobody")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_a_registrant(live, role):
    caller = live.caller(role)
    person = caller.search(MODEL, limit=1)
    with pytest.raises(Refused, match="UserError: Registrants are not deleted"):
        caller.call(MODEL, "unlink", person)
    assert caller.search(MODEL, ("id", "in", person)) == person


def test_new_login_reads_english(live):
    admin = live.caller("admin")
    user = admin.create("res.users", name="New", login="new")
    assert admin.call("res.users", "read", [user], ["lang"])[0]["lang"] == "en_US"
