from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user

from .common import RegistryCase


class TestLookup(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan = cls.registrants.create(
            {
                "given_name": "Lanquick",
                "family_name": "Testfamily",
                "birthdate": "1990-05-17",
                "area_id": cls.area.id,
                "phone_ids": [(0, 0, {"number": "0952 360 678"})],
            }
        )
        cls.household = cls.new_group("Quickhousehold")

    def test_person_is_found_with_what_tells_them_from_others(self):
        (found,) = self.registrants.look_up("lanquick testfamily")
        known = {key: found[key] for key in ("id", "uid", "name", "kind", "birth_year", "area")}
        self.assertEqual(
            known,
            {
                "id": self.lan.id,
                "uid": self.lan.uid,
                "name": "Lanquick Testfamily",
                "kind": "individual",
                "birth_year": 1990,
                "area": "Commune 1",
            },
        )

    def test_household_is_found_and_opens_in_its_form(self):
        (found,) = self.registrants.look_up("Quickhousehold")
        self.assertEqual(found["type"], "Household")
        self.assertEqual(found["view_id"], self.household.get_formview_id())

    def test_phone_finds_its_holder(self):
        self.assertEqual(self.registrants.look_up("0952360678")[0]["id"], self.lan.id)

    def test_letter_or_nothing_finds_nobody(self):
        for text in ("", " ", "L", None):
            self.assertEqual(self.registrants.look_up(text), [])

    def test_viewer_finds_by_public_number_only_and_sees_masks(self):
        look_up = self.registrants.with_user(self.new_user("viewer")).look_up
        self.assertEqual(look_up("Lanquick Testfamily"), [])
        self.assertEqual(look_up(self.lan.uid)[0]["name"], "L•• T••")

    def test_stranger_is_refused(self):
        user = new_test_user(self.env, "test-stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.registrants.with_user(user).look_up(self.lan.uid)
