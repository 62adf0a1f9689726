"""A day of each role: they log in, register somebody where they may, look up a person and a household."""

import pytest
from playwright.sync_api import expect

from socreg_setup.inside.sample import ROLES

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


@pytest.fixture(scope="module")
def household(live):
    """A household of the sample with several members: the names of its head and of all members."""
    viewer = live.caller("viewer")
    groups = viewer.call(
        MODEL, "search_read", [("kind", "=", "group")], ["head_id", "member_count"]
    )
    group = next(group for group in groups if group["head_id"] and group["member_count"] > 3)
    lines = [("group_id", "=", group["id"])]
    members = viewer.call("socreg.membership", "search_read", lines, ["member_id"])
    return {"head": group["head_id"][1], "members": [member["member_id"][1] for member in members]}


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


def find(client, name):
    """Search for a name, open what is found, and see that it is the one."""
    client.search(name)
    expect(client.rows.first).to_contain_text(name)
    client.shoot("found")
    client.open_row(name)


def find_household(client, household):
    client.open_menu(GROUPS)
    client.shoot("households")
    find(client, household["head"])
    for name in household["members"]:
        expect(client.field("group_membership_ids")).to_contain_text(name)
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
    assert stored(live.caller("viewer"), name) == ("2", "1990-05-05", number, "+84952360678")
    find_household(client, household)


@pytest.mark.parametrize("role", READERS)
def test_reader_finds_a_person_and_a_household_and_can_register_nobody(desk, household, role):
    client = desk(role)
    expect(client.new_button).to_have_count(0)
    find(client, household["head"])
    expect(client.field("name")).to_have_text(household["head"])
    expect(client.form.locator("input:enabled:visible")).to_have_count(0)
    client.shoot("opened")
    find_household(client, household)
    expect(client.form_button("create")).to_have_count(0)
