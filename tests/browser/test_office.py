"""The back office by keystrokes, on a small phone, and in a language written from right to left."""

import pytest
from playwright.sync_api import expect

from .test_screens import GIVES_WAY, MODEL, arrow_down, go_to, left_edge, tab_to
from .web_client import GROUPS

SMALL_PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
MILLISECONDS_TO_DRAW = 300
MILLISECONDS_TO_WORK_OUT = 1500
LOOKUP = "Alt+Shift+L"
SEXES = ["Not Known", "Male", "Female"]
# Names far apart: one that differs by a letter is offered as perhaps the one that is meant.
FAMILY = (
    ("Quangzu", "Male", "01/02/1960", "Head"),
    ("Hoaxim", "Female", "03/04/1962", "Spouse"),
    ("Binhlor", "Male", "05/06/1990", "Child"),
    ("Maipekt", "Female", "07/08/1992", "Child"),
    ("Dawlinh", "Female", "09/10/2015", "Grandchild"),
)


def offered(client, text):
    """Return the entry that an open field of the form offers."""
    return client.page.locator(".o-autocomplete--dropdown-item").filter(has_text=text).first


def type_and_wait(client, text):
    """Type what is looked for, until the server has answered: what was offered before is of no use."""
    with client.page.expect_response(lambda response: "name_search" in response.url):
        client.page.keyboard.type(text)
    client.page.wait_for_timeout(MILLISECONDS_TO_DRAW)


def add_member(client, given_name, sex, birthdate, role):
    """Register a member from the line that has the focus; the next line has it afterwards."""
    keyboard, dialog = client.page.keyboard, client.page.locator(".modal")
    line = client.field("open_membership_ids").locator(".o_selected_row")
    expect(line.locator("[name=member_id] input")).to_be_focused()
    expect(line.locator("[name=member_id] input")).to_have_value("")
    # The line before is still being worked out by the server.
    client.page.wait_for_timeout(MILLISECONDS_TO_WORK_OUT)
    type_and_wait(client, given_name)
    expect(offered(client, "Create and edit")).to_be_visible()
    keyboard.press("Enter")
    expect(dialog.locator("[name=given_name] input")).to_have_value(given_name)
    keyboard.press("Tab")
    keyboard.type("Keyboard")
    tab_to(dialog.locator("[name=sex] input").first)
    arrow_down(client, SEXES.index(sex))
    tab_to(dialog.locator("[name=birthdate] input"))
    keyboard.type(birthdate)
    tab_to(dialog.locator(".o_form_button_save"))
    keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(line.locator("[name=member_id] input")).to_have_value(f"{given_name} Keyboard")
    expect(line.locator("[name=member_id] input")).to_be_focused()
    tab_to(line.locator("[name=role_ids] input"))
    type_and_wait(client, role)
    expect(offered(client, role)).to_be_visible()
    keyboard.press("Enter")
    expect(line.locator("div[name=role_ids]")).to_contain_text(role)
    keyboard.press("Enter")


def test_household_of_five_is_registered_by_keyboard_alone(live, visit):
    client = visit("household")
    keyboard = client.page.keyboard
    client.log_in("registrar", live.password)
    go_to(client, "Households")
    keyboard.press("Alt+c")
    expect(client.box("group_name")).to_be_focused()
    keyboard.type("Keyboard household")
    members = client.field("open_membership_ids")
    tab_to(members.locator(".o_field_x2many_list_row_add a"))
    keyboard.press("Enter")
    for number, member in enumerate(FAMILY, start=1):
        expect(members.locator(".o_data_row.o_selected_row")).to_be_visible()
        add_member(client, *member)
        expect(members.locator(".o_data_row")).to_have_count(number + 1)
    client.shoot("typed")
    keyboard.press("Alt+s")
    expect(client.form_button("save")).to_be_hidden()
    client.shoot("saved")
    assert registered(live.caller("registrar")) == sorted(
        (f"{name} Keyboard", "1" if sex == "Male" else "2", birthdate[-4:], role)
        for name, sex, birthdate, role in FAMILY
    )


def registered(caller):
    """Return the members of the household that was registered by keyboard."""
    (group,) = caller.search(MODEL, ("name", "=", "Keyboard household"))
    lines = caller.call("socreg.membership", "search_read", [("group_id", "=", group)])
    roles = caller.call("socreg.membership.role", "search_read", [], ["name"])
    name_of = {role["id"]: role["name"] for role in roles}
    return sorted(
        (
            line["member_id"][1],
            line["member_sex"],
            line["member_birthdate"][:4],
            *(name_of[id_] for id_ in line["role_ids"]),
        )
        for line in lines
    )


@pytest.fixture
def somebody(live):
    """Return a person of the sample whom two names tell from others."""
    caller = live.caller("registrar")
    people = caller.call(
        MODEL, "search_read", [("kind", "=", "individual")], ["name", "uid"], limit=40
    )
    return next(person for person in people if len(person["name"].split()) > 1)


def look_up(client, text):
    page = client.page
    page.keyboard.press(LOOKUP)
    expect(page.locator(".o_command_palette_search input")).to_be_focused()
    page.keyboard.type(text)


def test_person_is_looked_up_by_keystroke_from_anywhere(live, visit, somebody):
    client = visit("lookup")
    client.log_in("registrar", live.password)
    client.open_menu(GROUPS)
    client.open_first()
    found = client.page.locator(".o_command").filter(has_text=somebody["uid"])
    look_up(client, somebody["name"])
    expect(found).to_be_visible()
    client.shoot("found")
    for _press in range(20):
        if "focused" in found.get_attribute("class"):
            break
        client.page.keyboard.press("ArrowDown")
    client.page.keyboard.press("Enter")
    expect(client.field("given_name")).to_be_visible()
    expect(client.field("name")).to_have_text(somebody["name"])


def test_likely_duplicate_is_told_while_typing_and_opens_beside_it(live, visit):
    fields = ["name", "given_name", "family_name", "birthdate"]
    people = live.caller("registrar").call(
        MODEL, "search_read", [("birth_year", ">", 1950), ("sex", "=", "2")], fields, limit=40
    )
    person = next(person for person in people if person["given_name"] and person["family_name"])
    client = visit("duplicate")
    client.log_in("registrar", live.password)
    expect(client.rows.first).to_be_visible()
    client.start_new()
    client.fill("given_name", person["given_name"])
    client.fill("family_name", person["family_name"])
    year, month, day = person["birthdate"].split("-")
    client.fill("birthdate", f"{month}/{day}/{year}")
    client.page.keyboard.press("Tab")
    told = client.form.locator("[name=likely_duplicate_ids] button").filter(has_text=person["name"])
    expect(told.first).to_be_visible()
    client.shoot("told")
    told.first.click()
    expect(client.page.locator(".modal [name=uid]").first).to_be_visible()


def test_viewer_looks_up_by_number_and_sees_no_name(live, visit, somebody):
    client = visit("viewer-lookup")
    client.log_in("viewer", live.password)
    expect(client.rows.first).to_be_visible()
    look_up(client, somebody["uid"])
    found = client.page.locator(".o_command")
    expect(found).to_contain_text(somebody["uid"])
    expect(found).to_contain_text("••")
    assert somebody["name"] not in found.inner_text()
    client.page.keyboard.press("Enter")
    expect(client.field("uid")).to_have_text(somebody["uid"])


def test_lookup_is_there_for_the_registry_alone(live, visit):
    client = visit("administrator")
    client.page.goto(f"{live.address}/web/login")
    client.page.fill("input[name=login]", "admin")
    client.page.fill("input[name=password]", live.password)
    client.page.press("input[name=password]", "Enter")
    expect(client.page.locator(".o_user_menu")).to_be_visible(timeout=60_000)
    expect(client.page.locator(".o_socreg_lookup")).to_have_count(0)


def assert_fits(client):
    assert client.page.evaluate("innerWidth") == SMALL_PHONE["viewport"]["width"]
    assert client.page.evaluate(GIVES_WAY) == []


def test_small_phone_shows_cards_and_forms_without_scrolling_sideways(live, visit):
    client = visit("small-phone", **SMALL_PHONE)
    client.log_in("registrar", live.password)
    for noun in ("group", "individual"):
        client.page.goto(f"{live.address}/web#action=socreg_registry.socreg_{noun}_action")
        client.page.reload()
        expect(client.page.locator(".o_kanban_record").first).to_be_in_viewport()
        client.shoot(f"{noun}-cards")
        assert_fits(client)
        client.open_first()
        client.shoot(noun)
        assert_fits(client)
    client.page.locator(".o_socreg_lookup").tap()
    expect(client.page.locator(".o_command_palette_search input")).to_be_visible()
    client.shoot("lookup")
    assert_fits(client)


def test_arabic_household_is_mirrored(live, visit, arabic):
    client = visit("arabic-household")
    client.log_in(arabic, live.password)
    client.open_menu(GROUPS)
    client.wait_for_icons()
    client.shoot("households")
    page = client.page
    middle = page.viewport_size["width"] / 2
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert left_edge(page.locator(".o_search_panel")) > middle
    assert left_edge(page.locator(".o_socreg_lookup")) < middle
    client.open_first()
    client.shoot("household")
    assert left_edge(client.field("group_type_id")) > left_edge(client.field("area_id"))
    assert left_edge(client.form.locator(".o_statusbar_status")) < middle
    line = client.field("open_membership_ids").locator(".o_data_row").first
    names = ("member_id", "role_ids", "start_date")
    edges = [left_edge(line.locator(f"[name={name}]").first) for name in names]
    assert edges == sorted(edges, reverse=True)
