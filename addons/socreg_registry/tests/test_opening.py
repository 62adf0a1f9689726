from odoo.exceptions import AccessError, UserError

from .common import RegistryCase


class TestOpening(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.phone = cls.phones.create({"registrant_id": cls.lan.id, "number": "0912 345 678"})
        cls.log = cls.env["socreg.opening"].with_user(cls.new_user("auditor"))

    def test_auditor_finds_who_opened_somebodys_data(self):
        for record, name in ((self.lan, "given_name"), (self.mai, "name"), (self.phone, "number")):
            self.env.flush_all()
            self.env.invalidate_all()
            # By itself: a page is opened as a whole.
            record.browse(record.id).read([name])
            self.env.cr.precommit.run()
        uid = f"{self.lan.uid[:3]} {self.lan.uid[3:6]} {self.lan.uid[6:]}"
        lines = self.log.search([("opened_of", "=", uid), ("reason", "=", False)], order="id")
        self.assertEqual(lines.mapped("model"), ["socreg.registrant", "socreg.phone"])
        self.assertEqual(lines.mapped("model_name"), ["Registrant", "Phone"])
        self.assertEqual(lines.user_id, self.registrar)
        self.assertFalse(self.log.search([("opened_of", "=", "1234567890")]))
        with self.assertRaises(UserError):
            self.log.search([("opened_of", "=", False)])

    def test_only_auditors_read_the_log(self):
        with self.assertRaises(AccessError):
            self.log.with_user(self.registrar).search([])
