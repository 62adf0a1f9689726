"""The family tree: on a desk, on a phone, by keyboard, and written from right to left."""

import pytest
from playwright.sync_api import expect

MODEL = "socreg.registrant"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
FITS = "() => document.querySelector('.o_socreg_family_tree').scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def family(live):
    """Return the public numbers of a family by their given names."""
    registrar = live.caller("registrar")
    people = {}

    def person(name, **values):
        people[name] = registrar.create(MODEL, given_name=name, family_name="Oak", **values)
        return people[name]

    def marry(one, other, **values):
        registrar.create("socreg.spouse", person1_id=one, person2_id=other, **values)

    eldest = person("Eldest", sex="1", birthdate="1925-02-02")
    father = person("Father", sex="1", birthdate="1950-01-01", parent1_id=eldest)
    mother = person("Mother", sex="2", birthdate="1955-01-01")
    marry(father, mother, married_on="1974-06-01")
    registrar.call(MODEL, "write", [father], {"state": "deceased", "state_date": "2015-03-03"})
    parents = {"parent1_id": father, "parent2_id": mother}
    person("Brother", sex="1", birthdate="1978-01-01", **parents)
    ego = person("Ego", sex="2", birthdate="1980-01-01", **parents)
    husband = person("Husband", sex="1", birthdate="1979-01-01")
    marry(husband, ego, married_on="2005-01-01")
    for number, name in enumerate(("First", "Second", "Third", "Fourth")):
        born = f"{2006 + 3 * number}-01-01"
        person(name, sex="2", birthdate=born, parent1_id=ego, parent2_id=husband)
    person("Alone", sex="2")
    rows = registrar.call(MODEL, "read", list(people.values()), ["uid"])
    uids = {row["id"]: row["uid"] for row in rows}
    return {name: uids[id_] for name, id_ in people.items()}


def open_family(client, login, password, uid):
    client.log_in(login, password)
    client.open_only(uid, "family")


def box(client, uid):
    return client.page.locator(".o_socreg_person", has_text=uid)


def test_tree_shows_the_family_and_opens_each_of_them(live, visit, family):
    client = visit("tree")
    open_family(client, "registrar", live.password, family["Ego"])
    client.wait_for_icons()
    for name, words in (
        ("Father", ("Parent", "Father Oak", "1950", "Male", "Deceased")),
        ("Brother", ("Sibling", "Brother Oak", "Male")),
        ("Ego", ("This person", "Female")),
        ("Husband", ("Spouse",)),
        ("Fourth", ("Child", "2015")),
        ("Eldest", ("1925",)),
    ):
        for word in words:
            expect(box(client, family[name]).first).to_contain_text(word)
    client.shoot("desktop")
    client.page.locator(".o_socreg_family_tree").scroll_into_view_if_needed()
    client.page.locator(".o_socreg_others").last.scroll_into_view_if_needed()
    client.shoot("desktop-below")
    box(client, family["Brother"]).first.click()
    expect(client.box("given_name")).to_have_value("Brother")


def test_tree_is_walked_by_keyboard(live, visit, family):
    client = visit("tree-keyboard")
    open_family(client, "registrar", live.password, family["Ego"])
    stops = client.page.locator(".o_socreg_person[tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_contain_text(family["Ego"])
    client.page.locator(".o_field_x2many_list_row_add a").last.focus()
    for _press in range(6):
        client.page.keyboard.press("Tab")
        if stops.evaluate("stop => stop === document.activeElement"):
            break
    expect(stops).to_be_focused()
    for key, name in (
        ("ArrowLeft", "Brother"),
        ("ArrowRight", "Ego"),
        ("ArrowRight", "Husband"),
        ("ArrowUp", "Mother"),
        ("Home", "Father"),
    ):
        client.page.keyboard.press(key)
        expect(box(client, family[name]).first).to_be_focused()
    client.shoot("focused")
    client.page.keyboard.press("End")
    client.page.keyboard.press("Enter")
    expect(client.box("given_name")).to_have_value("Mother")


def test_tree_fits_a_phone(live, visit, family):
    client = visit("tree-phone", **PHONE)
    open_family(client, "registrar", live.password, family["Ego"])
    expect(box(client, family["Father"]).first).to_be_visible()
    box(client, family["Father"]).first.scroll_into_view_if_needed()
    client.shoot("phone")
    box(client, family["Fourth"]).first.scroll_into_view_if_needed()
    client.shoot("phone-below")
    assert client.page.evaluate(FITS)
    edges = [box(client, family[name]).first.bounding_box() for name in ("Father", "Mother")]
    assert edges[0]["x"] == edges[1]["x"]
    assert edges[0]["y"] < edges[1]["y"]


def test_who_is_alone_is_told_what_to_do(live, visit, family):
    client = visit("tree-alone")
    open_family(client, "registrar", live.password, family["Alone"])
    expect(client.page.locator(".o_socreg_alone")).to_contain_text("No relatives yet")
    client.shoot("alone")


def test_tree_is_mirrored_and_masked(live, visit, family, arabic):
    client = visit("tree-arabic")
    open_family(client, arabic, live.password, family["Ego"])
    tree = client.page.locator(".o_socreg_family_tree")
    expect(tree).to_contain_text(family["Father"])
    client.shoot("arabic")
    assert tree.evaluate("tree => getComputedStyle(tree).direction") == "rtl"
    assert "Father" not in tree.inner_text()
    brother, ego = (box(client, family[name]).first for name in ("Brother", "Ego"))
    assert brother.bounding_box()["x"] > ego.bounding_box()["x"]
    ego.focus()
    client.page.keyboard.press("ArrowRight")
    expect(brother).to_be_focused()
