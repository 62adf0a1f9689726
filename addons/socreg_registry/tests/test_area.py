from odoo.exceptions import UserError

from .common import RegistryCase


class TestArea(RegistryCase):
    def test_complete_name_follows_a_rename_above(self):
        district = self.env["socreg.area"].create({"name": "District 1", "code": "T-D01"})
        self.area.parent_id = district
        self.assertEqual(self.area.complete_name, "District 1 / Commune 1")
        district.name = "Quận 1"
        self.assertEqual(self.area.complete_name, "Quận 1 / Commune 1")

    def test_equal_codes_are_refused(self):
        with self.assertRefusedByDatabase("code_unique"):
            self.env["socreg.area"].create({"name": "Other", "code": "T-C001"})

    def test_area_within_itself_is_refused(self):
        below = self.env["socreg.area"].create(
            {"name": "Below", "code": "T-B", "parent_id": self.area.id}
        )
        with self.assertRaises(UserError):
            self.area.parent_id = below

    def test_people_are_found_by_an_area_above_theirs(self):
        below = self.env["socreg.area"].create(
            {"name": "Below", "code": "T-B", "parent_id": self.area.id}
        )
        person = self.new_people("Lan")
        person.area_id = below
        self.assertEqual(self.registrants.search([("area_id", "child_of", self.area.id)]), person)

    def test_equal_codes_of_settings_are_refused(self):
        for model in ("socreg.group.type", "socreg.membership.role"):
            with self.assertRefusedByDatabase("code_unique"):
                self.env[model].create(
                    [{"name": "A", "code": "same"}, {"name": "B", "code": "same"}]
                )
