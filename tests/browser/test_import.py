"""A file on its way in, as a registrar sees it."""

import re

from playwright.sync_api import expect

from .test_screens import PHONE, assert_fits

IMPORTS = "socreg_intake.socreg_batch_menu"
NEW = "socreg_intake.socreg_batch_new_menu"
MILLISECONDS_OF_WORK = 150_000


def people(live, *rows):
    """Return a file of people in some area of the registry."""
    [area] = live.caller("manager").call(
        "socreg.area", "search_read", [("child_ids", "=", False)], ["code"], limit=1
    )
    lines = ["Household;Role;Given name;Family name;Sex;Birth date;National ID;Area"]
    lines += [f"{row};{area['code']}" for row in rows]
    return "\n".join(lines).encode()


def open_import(client):
    client.page.click(f"[data-menu-xmlid='{IMPORTS}']")
    client.page.click(f"[data-menu-xmlid='{NEW}']")
    expect(client.page.locator("#socreg_batch_file")).to_be_visible()


def drop(client, content):
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": content}
    client.page.locator("#socreg_batch_file").set_input_files([file])
    expect(client.page.get_by_role("button", name="Check the File")).to_be_visible()


def press(client, name):
    screen = client.page.locator(".o_socreg_batch")
    screen.get_by_role("button", name=name, exact=True).click()


def test_file_is_checked_taken_in_and_its_failed_rows_come_back(live, visit):
    client = visit("import")
    client.log_in("registrar", live.password)
    open_import(client)
    content = people(
        live,
        "HH-1;Head;Xuan;Importeduong;F;2001-03-04;771000000001",
        "HH-1;Child;Yen;Importeduong;X;2015-05-06;771000000002",
        "HH-2;Head;Zung;Importeduong;M;1980-11-30;771000000003",
    )
    drop(client, content)
    page = client.page.locator(".o_socreg_batch")
    given_name = page.get_by_label("Given name", exact=True)
    expect(given_name).to_have_value("given_name")
    expect(page).to_contain_text("Xuan")
    client.shoot("columns")
    press(client, "Check the File")
    expect(page).to_contain_text("New: 2", timeout=MILLISECONDS_OF_WORK)
    expect(page).to_contain_text("Invalid: 1")
    expect(page).to_contain_text("Sex: this is none of the choices.")
    client.shoot("checked")
    press(client, "New: 2")
    expect(page.locator("td").filter(has_text="Zung").first).to_be_visible()
    press(client, "Import")
    expect(page).to_contain_text("Done", timeout=MILLISECONDS_OF_WORK)
    client.shoot("done")
    with client.page.expect_download() as coming:
        page.get_by_role("link", name="Rows That Failed").click()
    failed = coming.value.path().read_text(encoding="utf-8-sig")
    assert re.search(r"^HH-1,Child,Yen,.*,3,.*Sex: this is none of the choices\.", failed, re.M)
    assert "Xuan" not in failed


def test_import_fits_a_phone(live, visit):
    client = visit("phone-import", **PHONE)
    client.log_in("registrar", live.password)
    client.page.goto(f"{client.address}/web#action=socreg_intake.socreg_batch_new_action")
    expect(client.page.locator("#socreg_batch_file")).to_be_visible()
    drop(client, people(live, "HH-7;Head;Xuan;Importeduong;F;2001-03-04;771000000007"))
    client.shoot("columns")
    assert_fits(client)
