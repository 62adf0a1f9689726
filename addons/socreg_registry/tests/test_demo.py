from odoo import fields
from odoo.tools import convert_file

from .common import RegistryCase

FILE = "demo/socreg_registry_demo.xml"


class TestDemo(RegistryCase):
    """People of every shape a registry meets, as the demonstration has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        convert_file(cls.env, "socreg_registry", FILE, {}, mode="init", noupdate=True)

    def person(self, name):
        return self.env.ref(f"socreg_registry.demo_{name}").with_user(self.registrar)

    def test_man_of_two_wives_has_children_of_both(self):
        amadou = self.person("amadou")
        self.assertEqual(amadou.spouse_ids, self.person("aissatou") + self.person("mariama"))
        self.assertEqual(amadou.child_ids, self.person("ibrahima") + self.person("kadiatou"))
        self.assertIn(self.person("ibrahima"), self.person("kadiatou").sibling_ids)

    def test_orphan_has_a_guardian_and_is_her_grandchild(self):
        dawit, tigist = self.person("dawit"), self.person("tigist")
        self.assertEqual(dawit.guardian_id, tigist)
        self.assertIn(tigist, dawit.grandparent_ids)
        self.assertFalse(dawit.is_minor_without_guardian)

    def test_camp_holds_a_household(self):
        camp = self.person("camp")
        self.assertEqual(camp.group_membership_ids.member_id, self.person("herders"))

    def test_twins_are_of_one_day_and_one_has_moved(self):
        lucia, julia = self.person("lucia"), self.person("julia")
        self.assertEqual(lucia.birthdate, julia.birthdate)
        self.assertEqual(lucia.sibling_ids, julia)
        self.assertEqual(len(julia.membership_ids), 2)

    def test_oldest_is_past_a_hundred(self):
        nguyen = self.person("nguyen")
        self.assertGreaterEqual(nguyen.age, 100)
        self.assertEqual(nguyen.disability_status, "yes")

    def test_someone_has_one_name_and_someone_no_document(self):
        self.assertEqual(self.person("sukarti").name, "Sukarti")
        yusuf = self.person("yusuf")
        self.assertFalse(yusuf.identifier_ids or yusuf.phone_ids)
        self.assertTrue(yusuf.is_birthdate_estimated)

    def test_nobody_was_born_or_registered_later_than_today(self):
        everybody = self.env["socreg.registrant"].search([])
        dates = everybody.mapped("registration_date")
        self.assertLessEqual(max(dates), fields.Date.today())
