"""A day of each role: they log in, register somebody where they may, look up a person and a household."""

import pytest
from playwright.sync_api import expect

from socreg_setup.inside.sample import ROLES, SEES_PERSONAL_DATA

from .web_client import GROUPS, PEOPLE

MODEL = "socreg.registrant"
WRITERS = ("registrar", "supervisor")
READERS = tuple(role for role in ROLES if role not in WRITERS)


@pytest.fixture
def desk(live, visit):
    """Return what logs a role in and opens the registry."""

    def log_in(role):
        client = visit(role)
        client.log_in(role, live.password)
        client.open_menu(PEOPLE)
        client.wait_for_icons()
        client.shoot("people")
        return client

    return log_in


@pytest.fixture
def household(live):
    """Return what tells, of a household with several members, what a role sees of its people."""

    def look(role):
        caller = live.caller(role)
        groups = caller.call(
            MODEL, "search_read", [("kind", "=", "group")], ["head_id", "member_count"]
        )
        group = next(group for group in groups if group["head_id"] and group["member_count"] > 3)
        lines = [("group_id", "=", group["id"])]
        members = caller.call("socreg.membership", "search_read", lines, ["member_id"])
        (head,) = caller.call(MODEL, "read", [group["head_id"][0]], ["name", "uid"])
        return {
            "head": head["name"],
            "asked": head["name"] if role in SEES_PERSONAL_DATA else head["uid"],
            "members": [member["member_id"][1] for member in members],
        }

    return look


def register(client, given_name, family_name):
    client.start_new()
    client.fill("given_name", given_name)
    client.fill("family_name", family_name)
    client.choose("sex", "Female")
    client.fill("birthdate", "05/05/1990")
    client.shoot("new-person")
    client.open_tab("contact")
    identifier = client.add_line("identifier_ids")
    client.pick(identifier, "type_id", "National ID")
    identifier.locator("[name=value] input").fill(f"{given_name} 1")
    phone = client.add_line("phone_ids")
    phone.locator("[name=number] input").fill("0952 360 678")
    client.shoot("identifier-and-phone")
    client.save()
    client.shoot("saved")


def find(client, name, asked=None):
    """Search for a name, or what finds it, open what is found, and see that it is the one."""
    client.search(asked or name)
    expect(client.rows.first).to_contain_text(name)
    client.shoot("found")
    client.open_row(name)


def find_household(client, household):
    client.open_menu(GROUPS)
    client.shoot("households")
    find(client, household["head"], household["asked"])
    for name in household["members"]:
        expect(client.field("open_membership_ids")).to_contain_text(name)
    client.shoot("household")


def stored(caller, name):
    """Return the values that a person of this name, the only one, is stored with."""
    fields = ["sex", "birthdate", "identifier_ids", "phone_ids"]
    (person,) = caller.call(MODEL, "search_read", [("name", "=", name)], fields)
    (number,) = caller.call("socreg.identifier", "read", person["identifier_ids"], ["value"])
    (phone,) = caller.call("socreg.phone", "read", person["phone_ids"], ["number"])
    return person["sex"], person["birthdate"], number["value"], phone["number"]


@pytest.mark.parametrize("role", WRITERS)
def test_writer_registers_a_person_and_finds_them_and_a_household(live, desk, household, role):
    client = desk(role)
    register(client, role.capitalize(), "Registered")
    client.open_menu(PEOPLE)
    name = f"{role.capitalize()} Registered"
    find(client, name)
    expect(client.field("name")).to_have_text(name)
    client.shoot("opened")
    number = f"{role.upper()}1"
    assert stored(live.caller("registrar"), name) == ("2", "1990-05-05", number, "+84952360678")
    find_household(client, household(role))


@pytest.mark.parametrize("role", READERS)
def test_reader_finds_a_person_and_a_household_and_can_register_nobody(desk, household, role):
    client, seen = desk(role), household(role)
    assert ("••" in seen["head"]) == (role not in SEES_PERSONAL_DATA)
    expect(client.new_button).to_have_count(0)
    find(client, seen["head"], seen["asked"])
    expect(client.field("name")).to_have_text(seen["head"])
    expect(client.form.locator("input:enabled:visible")).to_have_count(0)
    client.shoot("opened")
    find_household(client, seen)
    expect(client.form_button("create")).to_have_count(0)
