from odoo.exceptions import AccessError

from odoo.addons.socreg_history.core.acting import acting

from .common import RegistryCase
from .users import PERSONAL_DATA, new_user_with


class TestHistoryScreens(RegistryCase):
    """What the screens of history are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = cls.new_user("viewer")
        cls.auditor = cls.new_user("auditor")
        cls.manager = cls.new_user("manager")

    def person(self):
        """Return somebody whom this transaction has made and changed."""
        person = self.new_people("Lan")
        self.env.flush_all()
        person.write({"address": "12 Elm Street"})
        self.env.flush_all()
        return person

    def look(self, records, name):
        """Open something of records for whoever they are read by, and write the log of it."""
        self.env.flush_all()
        self.env.invalidate_all()
        records.read([name])
        self.env.cr.precommit.run()

    def test_change_log_tells_fields_with_their_values(self):
        page = self.person().history_changes()
        told = {change["field"]: (change["old"], change["new"]) for change in page["changes"]}
        self.assertEqual(told["given_name"], ("", "Lan"))
        self.assertEqual(told["address"], ("", "12 Elm Street"))
        self.assertFalse(page["more"])
        self.assertEqual({change["who"] for change in page["changes"]}, {self.registrar.name})

    def test_change_log_masks_for_who_may_not_see(self):
        page = self.person().with_user(self.viewer).history_changes()
        told = {change["field"]: change for change in page["changes"]}
        self.assertEqual((told["address"]["new"], told["address"]["masked"]), ("••••", True))
        self.assertNotIn("Elm", str(page))

    def test_named_version_is_offered(self):
        with acting(version="Census 2026"):
            person = self.person()
        named = person.with_user(self.viewer).history_names()
        self.assertEqual([version["name"] for version in named], ["Census 2026"])

    def test_group_tells_of_its_members(self):
        group, person = self.new_group("House"), self.person()
        self.join(group, person)
        self.env.flush_all()
        changes = group.history_changes()["changes"]
        self.assertIn("Member", [change["label"] for change in changes])

    def test_auditor_and_manager_see_who_looked(self):
        person, phone = self.person(), None
        phone = self.phones.create({"registrant_id": person.id, "number": "0912 345 678"})
        self.look(person, "given_name")
        self.look(phone, "number")
        for user in (self.auditor, self.manager):
            page = person.with_user(user).get_openings()
            shown = [line for line in page["openings"] if not line["why"]]
            self.assertEqual([line["what"] for line in shown[:2]], ["Phone", "Registrant"])
            self.assertEqual({line["who"] for line in shown}, {self.registrar.name})
            self.assertIn("Given Name", shown[1]["fields"])
        first = person.with_user(self.auditor).get_openings(limit=1)
        self.assertTrue(first["more"])
        rest = person.with_user(self.auditor).get_openings(1, first["openings"][0]["id"])
        self.assertEqual(rest["openings"][0]["what"], "Registrant")

    def test_others_do_not_see_who_looked(self):
        person = self.person()
        for user in (self.viewer, self.registrar):
            with self.assertRaises(AccessError):
                person.with_user(user).get_openings()

    def test_manager_sees_who_looked_in_their_own_areas(self):
        elsewhere = self.env["socreg.area"].create({"name": "Commune 2", "code": "T-C002"})
        manager = new_user_with(self.env, "test-manager-there", "manager", areas=elsewhere)
        person = self.person()
        person.area_id = self.area
        self.env.flush_all()
        with self.assertRaises(AccessError):
            person.with_user(manager).get_openings()

    def test_status_of_the_log_is_told_to_who_audits(self):
        for user in (self.auditor, self.manager):
            sections = self.env["socreg.history"].with_user(user).log_status()
            named = {section["name"]: section for section in sections}
            self.assertEqual(named["log"]["state"], "well", named["log"]["words"])
            self.assertIn(named["guard"]["state"], ("well", "warning"))
            self.assertTrue(named["months"]["rows"])
        with self.assertRaises(AccessError):
            self.env["socreg.history"].with_user(self.registrar).log_status()

    def test_status_says_what_is_wrong_and_what_to_do(self):
        self.env.cr.execute("ALTER TABLE socreg_phone DISABLE TRIGGER socreg_history_update")
        sections = self.env["socreg.history"].with_user(self.auditor).log_status()
        (log,) = [section for section in sections if section["name"] == "log"]
        self.assertEqual(log["state"], "bad")
        self.assertIn("socreg_phone", log["words"][0])
        self.assertTrue(log["advice"])

    def test_change_log_over_all_finds_by_kind_person_and_area(self):
        person = self.person()
        person.area_id = self.area
        self.phones.create({"registrant_id": person.id, "number": "0912 345 678"})
        self.env.flush_all()
        log = self.env["socreg.event"].with_user(self.auditor)
        phones = log.search([("registrant_id", "=", person.id), ("model", "=", "socreg.phone")])
        self.assertEqual(phones.mapped("model_name"), ["Phone"])
        self.assertEqual(phones.mapped("who"), [self.registrar.name])
        here = log.search([("area_id", "child_of", self.area.id)])
        self.assertLessEqual(phones, here)
        self.assertEqual(here.registrant_id, person)

    def test_auditor_who_may_not_see_reads_masks_in_every_screen(self):
        person = self.person()
        self.assertFalse(
            self.auditor.has_group(f"socreg_crypto.socreg_crypto_group_{PERSONAL_DATA}")
        )
        seen = person.with_user(self.auditor)
        told = [seen.history_versions(), seen.history_as_of(), seen.history_changes()]
        self.assertNotIn("Elm", str(told))
