from odoo.exceptions import AccessError, ValidationError

from .common import RegistryCase


class TestSettings(RegistryCase):
    def settings(self, user, **values):
        return self.env["socreg.settings"].with_user(user).create(values)

    def test_manager_chooses_how_public_numbers_look(self):
        settings = self.settings(self.new_user("manager"), public_number_pattern="XP########")
        self.assertRegex(settings.example, r"^XP[1-9]\d{8}$")
        settings.action_save()
        self.assertRegex(self.new_people("Lan").uid, r"^XP[1-9]\d{8}$")

    def test_pattern_that_cannot_be_is_refused_and_shows_no_example(self):
        settings = self.settings(self.new_user("manager"), public_number_pattern="###")
        self.assertFalse(settings.example)
        with self.assertRaises(ValidationError):
            settings.action_save()

    def test_saving_leaves_what_was_not_touched(self):
        before = self.registrants._public_number_patterns()
        self.settings(self.new_user("manager"), is_polygamy_allowed=True).action_save()
        self.assertEqual(self.registrants._public_number_patterns(), before)
        self.assertTrue(self.env["socreg.settings"]._get("is_polygamy_allowed"))

    def test_nobody_else_changes_them(self):
        for role in ("viewer", "supervisor", "auditor"):
            with self.assertRaises(AccessError):
                self.settings(self.new_user(role))
