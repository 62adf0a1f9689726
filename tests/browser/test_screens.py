"""The registry on a phone, in a language written from right to left, and without a mouse."""

from playwright.sync_api import expect

MODEL = "socreg.registrant"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MOST_TABS = 20
# What gives way when it is pushed sideways: the sheet or the list, and all that it lies in.
GIVES_WAY = """
() => {
    const found = [];
    let part = document.querySelector(".o_form_sheet") || document.querySelector(".o_content");
    for (; part; part = part.parentElement) {
        part.scrollLeft = 1000;
        if (part.scrollLeft > 0) found.push(part.className || part.tagName);
    }
    return found;
}
"""


def assert_fits(client):
    """The page is as wide as the screen."""
    assert client.page.evaluate("innerWidth") == PHONE["viewport"]["width"]
    assert client.page.evaluate(GIVES_WAY) == []


def test_phone_shows_list_and_form_without_scrolling_sideways(live, visit):
    client = visit("phone", **PHONE)
    client.log_in("registrar", live.password)
    expect(client.rows.first).to_be_in_viewport()
    client.shoot("people")
    assert_fits(client)
    client.open_first()
    expect(client.field("given_name")).to_be_in_viewport()
    client.shoot("person")
    assert_fits(client)
    for tab in ("contact", "living", "position"):
        client.open_tab(tab)
        client.form.locator(".o_notebook").scroll_into_view_if_needed()
        client.shoot(tab)
        assert_fits(client)


def left_edge(locator):
    return locator.bounding_box()["x"]


def test_arabic_page_is_mirrored(live, visit, arabic):
    client = visit("arabic")
    client.log_in(arabic, live.password)
    expect(client.rows.first).to_be_visible()
    client.wait_for_icons()
    client.shoot("people")
    page = client.page
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    middle = page.viewport_size["width"] / 2
    assert left_edge(page.locator(".o_menu_brand")) > middle
    assert left_edge(page.locator(".o_user_menu")) < middle
    number, sex = (client.rows.first.locator(f"[name={name}]") for name in ("uid", "sex"))
    assert left_edge(number) > left_edge(sex)
    client.open_first()
    client.shoot("person")
    assert left_edge(client.field("given_name")) > left_edge(client.field("sex"))
    label = client.form.locator(".o_form_label[for^=given_name]")
    assert left_edge(label) > left_edge(client.field("given_name"))


def go_to(client, words):
    """Open an entry of the menu by the command palette."""
    keyboard = client.page.keyboard
    keyboard.press("Control+k")
    expect(client.page.locator(".o_command_palette_search input")).to_be_focused()
    keyboard.type(f"/{words}")
    expect(client.page.locator(".o_command.focused")).to_contain_text(words)
    keyboard.press("Enter")
    expect(client.page.locator(".o_breadcrumb .active")).to_contain_text(words)
    expect(client.rows.first).to_be_visible()


def tab_to(box):
    """Press the Tab key until this box has the focus."""
    for _press in range(MOST_TABS):
        if box.evaluate("box => box === document.activeElement"):
            break
        box.page.keyboard.press("Tab")
    expect(box).to_be_focused()


def type_into(box, text):
    tab_to(box)
    box.page.keyboard.type(text)


def choose_by_keyboard(client, name, label):
    """Choose from a selection, which the web clients show as buttons or as a list."""
    buttons = client.field(name).get_by_role("radio")
    if buttons.count():
        tab_to(buttons.first)
        labels = client.field(name).locator("label").all_inner_texts()
        arrow_down(client, labels.index(label))
        return
    type_into(client.box(name), label)
    if client.field(name).locator("select").count():
        return
    expect(client.offers.first).to_contain_class("focus")
    arrow_down(client, client.offers.all_inner_texts().index(label))
    client.page.keyboard.press("Enter")


def arrow_down(client, times):
    for _press in range(times):
        client.page.keyboard.press("ArrowDown")


def log_in_by_keyboard(client, address, password):
    client.page.goto(f"{address}/web/login")
    type_into(client.page.locator("input[name=login]"), "registrar")
    type_into(client.page.locator("input[name=password]"), password)
    client.page.keyboard.press("Enter")
    expect(client.rows.first).to_be_visible()


def test_person_is_registered_by_keyboard_alone(live, visit):
    client = visit("keyboard")
    keyboard = client.page.keyboard
    log_in_by_keyboard(client, live.address, live.password)
    go_to(client, "Households")
    go_to(client, "People")
    keyboard.press("Alt+c")
    expect(client.box("given_name")).to_be_focused()
    type_into(client.box("given_name"), "Keyed")
    type_into(client.box("family_name"), "Letters")
    choose_by_keyboard(client, "sex", "Female")
    type_into(client.box("birthdate"), "05/05/1990")
    client.shoot("typed")
    keyboard.press("Alt+s")
    expect(client.form_button("save")).to_be_hidden()
    client.shoot("saved")
    fields = "given_name", "family_name", "sex", "birthdate"
    domain = [("name", "=", "Keyed Letters")]
    (stored,) = live.caller("registrar").call(MODEL, "search_read", domain, fields)
    assert [stored[name] for name in fields] == ["Keyed", "Letters", "2", "1990-05-05"]
