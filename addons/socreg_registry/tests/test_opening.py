from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path

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

    def test_upgrade_says_whose_data_older_lines_tell_of(self):
        lines = self.env["socreg.opening"].create(
            [
                {
                    "user_id": self.registrar.id,
                    "opened_at": "2026-01-01",
                    "door": "/web",
                    "model": records._name,
                    "field_names": "x",
                    "record_ids": records.ids,
                }
                for records in (self.lan + self.mai, self.phone)
            ]
        )
        lines.flush_recordset()
        script = Path(get_module_path("socreg_crypto"), "migrations", "1.2.0", "end-subjects.py")
        load_script(str(script), script.stem).migrate(self.env.cr, "17.0.1.1.0")
        lines.invalidate_recordset()
        self.assertEqual(self.log.search([("opened_of", "=", self.lan.uid)]) & lines, lines)
        self.assertEqual(self.log.search([("opened_of", "=", self.mai.uid)]) & lines, lines[0])

    def test_only_auditors_read_the_log(self):
        with self.assertRaises(AccessError):
            self.log.with_user(self.registrar).search([])
