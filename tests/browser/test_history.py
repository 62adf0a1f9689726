"""History on the form: its timeline, two versions side by side, the form as it was, and the change log."""

import pytest
from playwright.sync_api import expect

MODEL = "socreg.registrant"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
CHANGES = 24


@pytest.fixture(scope="module")
def past(live):
    """Return somebody's public number, who has moved many times, and that of their household."""
    registrar = live.caller("registrar")
    person = registrar.create(MODEL, given_name="Past", family_name="Elm", birthdate="1980-05-17")
    for number in range(CHANGES):
        registrar.call(MODEL, "write", [person], {"address": f"{number} Elm Street"})
    versions = registrar.call(MODEL, "history_versions", [person], 3)["versions"]
    registrar.call(MODEL, "history_name_version", [person], versions[-1]["id"], "Census 2026")
    types = registrar.search("socreg.group.type", limit=1)
    group = registrar.create(MODEL, kind="group", group_name="Elms", group_type_id=types[0])
    registrar.create("socreg.membership", group_id=group, member_id=person)
    rows = registrar.call(MODEL, "read", [person, group], ["uid"])
    uids = {row["id"]: row["uid"] for row in rows}
    return uids[person], uids[group]


def open_tab(client, login, password, uid, tab="history"):
    client.log_in(login, password)
    client.open_only(uid, tab)


def versions(client):
    return client.page.locator(".o_socreg_version")


def boxes(client):
    return versions(client).get_by_role("checkbox")


def banner(client):
    return client.page.locator(".o_socreg_banner")


def test_timeline_tells_versions_and_loads_more(live, visit, past):
    client = visit("history")
    open_tab(client, "registrar", live.password, past[0])
    expect(versions(client)).to_have_count(20)
    expect(versions(client).first).to_contain_text("Membership")
    expect(client.page.locator(".o_socreg_versions")).to_contain_text("Census 2026")
    client.shoot("timeline")
    client.page.locator(".o_socreg_more").click()
    expect(versions(client)).to_have_count(CHANGES + 2)
    expect(boxes(client).nth(20)).to_be_focused()


def test_two_versions_stand_side_by_side(live, visit, past):
    client = visit("history-compare")
    open_tab(client, "registrar", live.password, past[0])
    boxes(client).nth(1).check()
    boxes(client).nth(4).check()
    client.page.get_by_role("button", name="Compare these two").click()
    row = client.page.locator(".o_socreg_difference tbody tr")
    expect(row).to_have_count(1)
    for word in ("Address", "20 Elm Street", "23 Elm Street", "Changed"):
        expect(row).to_contain_text(word)
    client.shoot("side-by-side")
    client.page.keyboard.press("Escape")
    expect(client.page.get_by_role("button", name="Compare these two")).to_be_focused()


def test_form_is_shown_as_it_was(live, visit, past):
    client = visit("history-as-of")
    open_tab(client, "registrar", live.password, past[0])
    client.page.locator("#socreg_names").select_option(label=named(client))
    expect(banner(client)).to_contain_text("Census 2026")
    panel = client.page.locator(".o_socreg_panel")
    expect(panel).to_contain_text("21 Elm Street")
    expect(panel).to_contain_text("differs from today")
    client.shoot("as-of")
    client.page.keyboard.press("Escape")
    expect(versions(client).first).to_be_visible()
    client.page.locator("#socreg_as_of").fill("2001-01-01T12:00")
    client.page.get_by_role("button", name="Show", exact=True).click()
    expect(panel).to_contain_text("did not know")
    client.shoot("before")


def named(client):
    return client.page.locator("#socreg_names option").nth(1).inner_text()


def test_version_is_named_and_restored_after_a_look_at_it(live, visit):
    registrar = live.caller("registrar")
    person = registrar.create(MODEL, given_name="Again", address="1 First Street")
    registrar.call(MODEL, "write", [person], {"address": "2 Second Street"})
    (row,) = registrar.call(MODEL, "read", [person], ["uid"])
    client = visit("history-restore")
    open_tab(client, "registrar", live.password, row["uid"])
    versions(client).last.get_by_role("button", name="Name").click()
    client.page.locator("#socreg_name").fill("As registered")
    client.page.keyboard.press("Enter")
    expect(versions(client).last).to_contain_text("As registered")
    versions(client).last.get_by_role("button", name="Restore").click()
    dialog = client.page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 Second Street")
    expect(dialog).to_contain_text("1 First Street")
    client.shoot("restore")
    dialog.get_by_role("button", name="Restore").click()
    expect(versions(client)).to_have_count(3)
    (read,) = registrar.call(MODEL, "read", [person], ["address"])
    assert read["address"] == "1 First Street"


def test_history_is_used_by_keyboard_alone(live, visit, past):
    client = visit("history-keyboard")
    open_tab(client, "registrar", live.password, past[0])
    expect(versions(client).first).to_be_visible()
    client.form.locator(".o_notebook .nav-link[name=history]").focus()
    for _press in range(20):
        client.page.keyboard.press("Tab")
        if boxes(client).first.evaluate("box => box === document.activeElement"):
            break
    expect(boxes(client).first).to_be_focused()
    client.page.keyboard.press("ArrowDown")
    expect(boxes(client).nth(1)).to_be_focused()
    client.page.keyboard.press("Space")
    expect(boxes(client).nth(1)).to_be_checked()
    client.page.keyboard.press("Tab")
    client.page.keyboard.press("Enter")
    expect(banner(client).locator(".o_socreg_panel_title")).to_be_focused()
    client.shoot("as-of")
    client.page.keyboard.press("Escape")
    expect(versions(client).first).to_be_visible()


def test_history_fits_a_phone(live, visit, past):
    client = visit("history-phone", **PHONE)
    open_tab(client, "registrar", live.password, past[0])
    expect(versions(client).first).to_be_visible()
    client.page.locator(".o_socreg_history").scroll_into_view_if_needed()
    client.shoot("timeline")
    assert client.page.evaluate(FITS)
    versions(client).nth(2).get_by_role("button", name="Show as it was").click()
    expect(banner(client)).to_be_visible()
    client.shoot("as-of")
    assert client.page.evaluate(FITS)


def test_change_log_tells_fields_before_and_after(live, visit, past):
    client = visit("change-log")
    open_tab(client, "registrar", live.password, past[0], "change_log")
    log = client.page.locator(".o_socreg_change_log")
    for word in ("Address", "22 Elm Street", "23 Elm Street", "Registrar"):
        expect(log).to_contain_text(word)
    client.shoot("change-log")
    log.get_by_role("button", name="Show More").click()
    expect(log).to_contain_text("10 Elm Street")


def test_group_tells_who_joined(live, visit, past):
    client = visit("history-group")
    client.log_in("registrar", live.password)
    client.open_menu("socreg_registry.socreg_group_menu")
    client.search(past[1])
    expect(client.rows).to_have_count(1)
    client.open_first()
    client.open_tab("history")
    expect(versions(client).first).to_contain_text("Membership")
    client.shoot("timeline")


def test_auditor_sees_who_looked_and_how_the_log_is(live, visit, past):
    client = visit("auditor")
    open_tab(client, "auditor", live.password, past[0], "who_looked")
    expect(client.page.locator(".o_socreg_who_looked")).to_contain_text("Registrar")
    client.shoot("who-looked")
    for menu, title, words in (
        ("socreg_event_menu", "Change Log", "Address"),
        ("socreg_version_menu", "Versions", "Census 2026"),
        ("socreg_opening_menu", "Who Looked", "Given Name"),
        ("socreg_log_status_menu", "Status of the Log", "Every change is logged"),
    ):
        client.page.get_by_role("button", name="History").or_(
            client.page.locator("[data-menu-xmlid='socreg_registry.socreg_history_menu']")
        ).first.click()
        client.page.locator(f"[data-menu-xmlid='socreg_registry.{menu}']").click()
        # What was shown before may say the same.
        shown = client.page.locator(".o_list_view, .o_socreg_log_status").last
        expect(shown).to_contain_text(title)
        expect(shown).to_contain_text(words)
        client.shoot(menu)


def test_history_is_mirrored_and_masked(live, visit, past, arabic):
    client = visit("history-arabic")
    open_tab(client, arabic, live.password, past[0])
    expect(versions(client).first).to_be_visible()
    client.shoot("timeline")
    history = client.page.locator(".o_socreg_history")
    assert history.evaluate("part => getComputedStyle(part).direction") == "rtl"
    head, actions = (
        versions(client).first.locator(part).bounding_box()
        for part in (".o_socreg_version_label", ".o_socreg_version_actions")
    )
    assert head["x"] > actions["x"]
    versions(client).nth(1).get_by_role("button").first.click()
    expect(banner(client)).to_be_visible()
    assert "Elm" not in client.page.locator(".o_socreg_panel").inner_text()
    client.shoot("as-of")
