"""Edits under review, and their review, as people see them."""

import pytest
from playwright.sync_api import expect

from .web_client import PEOPLE

SUBMISSIONS = "socreg_intake.socreg_submission_menu"


@pytest.fixture
def reviewed(live):
    """Let edits be reviewed as long as the test runs."""
    manager = live.caller("manager")
    (form,) = manager.search("socreg.source", ("code", "=", "form"))
    manager.call("socreg.source", "write", [form], {"decision": "review"})
    yield
    manager.call("socreg.source", "write", [form], {"decision": "apply"})


def save(client):
    client.page.locator(".o_form_button_save").first.click()


def test_a_save_is_proposed_shown_and_approved(live, visit, reviewed):
    supervisor = live.caller("supervisor")
    person = supervisor.create("socreg.registrant", given_name="Zuzqua", family_name="Reviewed")
    client = visit("proposing")
    client.log_in("registrar", live.password)
    client.open_menu(PEOPLE)
    client.search("Zuzqua")
    client.open_row("Zuzqua")
    client.fill("birth_place", "Hoi An")
    save(client)
    expect(client.page.locator(".o_notification")).to_contain_text("awaits approval")
    expect(client.box("birth_place")).to_have_value("")
    expect(client.form).to_contain_text("Changes that await approval")
    client.shoot("awaits")
    client.form.get_by_role("button", name="Show").click()
    expect(client.field("change_ids")).to_contain_text("Hoi An")
    expect(client.page.get_by_role("button", name="Approve")).to_have_count(0)
    client.shoot("own")

    reviewer = visit("reviewing")
    reviewer.log_in("supervisor", live.password)
    reviewer.open_menu(SUBMISSIONS)
    reviewer.rows.filter(has_text="Zuzqua").first.locator(".o_data_cell[name=number]").click()
    expect(reviewer.field("change_ids")).to_contain_text("Hoi An")
    reviewer.shoot("difference")
    reviewer.page.get_by_role("button", name="Approve").click()
    expect(reviewer.page.get_by_role("button", name="Approve")).to_have_count(0)
    (read,) = supervisor.call("socreg.registrant", "read", [person], ["birth_place"])
    assert read["birth_place"] == "Hoi An"


def test_somebody_new_is_proposed(live, visit, reviewed):
    client = visit("proposing-new")
    client.log_in("registrar", live.password)
    client.open_menu(PEOPLE)
    client.start_new()
    client.fill("given_name", "Quzzan")
    save(client)
    expect(client.page.locator(".o_notification")).to_contain_text("awaits approval")
    expect(client.field("change_ids")).to_contain_text("Quzzan")
    client.shoot("new")
