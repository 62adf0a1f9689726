"""A register as a registrar works with it: enrolling by the form, and a file that is checked."""

import re

from playwright.sync_api import expect

from .test_screens import PHONE, assert_fits

REGISTERS = "[data-menu-xmlid='socreg_registry.socreg_register_menu']"
# The address of a record; before it is saved it has none, and a reload begins anew.
SAVED = re.compile(r"/odoo/.*/\d+$|[#&]id=\d+")
FILE = b"public_number,land_area_ha,main_crops\n1234567890,2,rice\n123,x,stone\n"


def open_register(client, name):
    client.page.click(REGISTERS)
    client.page.locator(".dropdown-menu, .o-dropdown--menu").get_by_text(name, exact=True).click()
    # Until then the list is that of the page before.
    expect(client.page.locator(".o_breadcrumb .active")).to_contain_text(name)
    expect(client.page.locator(".o_list_view, .o_view_nocontent").first).to_be_visible()


def answer(client, name):
    return client.page.locator(f"#socreg_answer_{name}")


def test_registrar_enrols_a_farmer(live, visit):
    client = visit("enrol")
    client.log_in("registrar", live.password)
    open_register(client, "Farmers")
    client.start_new()
    client.box("registrant_id").click()
    client.page.locator(".o-autocomplete--dropdown-item").first.click()
    answer(client, "land_area_ha").fill("2.5")
    answer(client, "land_tenure").select_option("owned")
    answer(client, "main_crops_rice").check()
    answer(client, "main_crops_beans").check()
    answer(client, "plot_description").fill("Behind the school")
    client.save()
    client.page.wait_for_url(SAVED)
    client.shoot("enrolled")
    client.page.reload()
    expect(answer(client, "land_area_ha")).to_have_value("2.5")
    expect(answer(client, "land_tenure")).to_have_value("owned")
    expect(answer(client, "main_crops_beans")).to_be_checked()
    expect(answer(client, "plot_description")).to_have_value("Behind the school")


def test_file_is_checked_and_nothing_written(live, visit):
    client = visit("file")
    client.log_in("registrar", live.password)
    open_register(client, "Farmers")
    client.page.get_by_role("button", name="Import File").click()
    upload = {"name": "farmers.csv", "mimeType": "text/csv", "buffer": FILE}
    client.page.locator("#socreg_import_file").set_input_files([upload])
    client.page.get_by_role("button", name="Check the File").click()
    page = client.page.locator(".o_socreg_import")
    expect(page).to_contain_text("Nothing was written yet")
    expect(page).to_contain_text("Land Area (ha): a number is needed")
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    client.shoot("checked")


def test_enrolment_fits_a_phone(live, visit):
    registrar = live.caller("registrar")
    [action] = registrar.call(
        "socreg.register", "search_read", [("code", "=", "farmers")], ["action_id"]
    )
    client = visit("phone-register", **PHONE)
    client.log_in("registrar", live.password)
    client.page.goto(f"{client.address}/web#action={action['action_id'][0]}&view_type=form")
    answer(client, "poultry").scroll_into_view_if_needed()
    client.shoot("enrolment")
    assert_fits(client)
