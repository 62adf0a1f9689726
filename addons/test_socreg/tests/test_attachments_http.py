import io
import json
from base64 import b64encode
from pathlib import Path

from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import HttpCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.opening import SEERS

from .files import CONTENT, NAME, FileCase, picture

LOGGER = "odoo.addons.socreg_crypto.models.ir_attachment_content"


@tagged("post_install", "-at_install")
class TestFileDoors(FileCase, HttpCase):
    """The addresses that answer with files."""

    # Odoo 19's test cursors refuse what a real server does: write the log beside a reading cursor.
    _registry_readonly_enabled = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = {"res_model": cls.lan._name, "res_id": cls.lan.id}
        cls.file = cls.attachments.create({"name": NAME, "raw": CONTENT, **place})
        cls.photo = cls.attachments.create({"name": "Lan.png", "raw": picture(), **place})
        cls.item = cls.items.create({"person_id": cls.lan.id, "scan": b64encode(picture())})

    def get(self, address, user=None):
        user = user or self.user
        self.authenticate(user.login, user.login)
        self.env.flush_all()
        return self.url_open(address)

    def addresses(self):
        item = f"test_socreg.item/{self.item.id}/scan"
        return [
            f"/web/content/{self.file.id}",
            f"/web/content/{self.file.id}?download=1",
            f"/web/content/{self.file.id}/x.pdf?unique=abc",
            f"/web/content/ir.attachment/{self.file.id}/datas",
            f"/web/content/ir.attachment/{self.file.id}/db_datas",
            f"/web/content/{item}",
            f"/web/image/{self.photo.id}",
            f"/web/image/{self.photo.id}?download=1",
            f"/web/image/{self.photo.id}-abc/20x20?unique=1",
            f"/web/image/{item}",
        ]

    def test_who_may_see_downloads_the_file_under_its_name(self):
        answer = self.get(f"/web/content/{self.file.id}?download=1")
        self.assertEqual((answer.status_code, answer.content), (200, CONTENT))
        self.assertIn(NAME, answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(self.get(f"/web/image/{self.photo.id}").content, picture())
        scan = self.get(f"/web/image/test_socreg.item/{self.item.id}/scan")
        self.assertEqual(scan.content, picture())
        small = self.get(f"/web/image/{self.photo.id}/20x20")
        self.assertEqual(small.status_code, 200)
        self.assertNotEqual(small.content, picture())

    def test_nothing_is_kept_on_the_way(self):
        for address in self.addresses():
            answer = self.get(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertEqual(answer.headers["Cache-Control"], "private, no-store", address)
            self.assertFalse({"ETag", "Expires"} & set(answer.headers), address)

    def test_control_other_files_are_kept_on_the_way(self):
        plain = self.attach(self.plain)
        answer = self.get(f"/web/content/{plain.id}?unique=1", self.clerk)
        self.assertEqual((answer.status_code, answer.content), (200, CONTENT))
        self.assertIn("immutable", answer.headers["Cache-Control"])
        self.assertIn("ETag", answer.headers)

    def test_who_may_not_see_is_given_nothing(self):
        for user in (self.clerk, self.env.ref("base.user_admin")):
            for address in self.addresses():
                answer = self.get(address, user)
                self.assertNotIn(b"Nguyen", answer.content, address)
                self.assertNotIn("Lan", answer.headers.get("Content-Disposition", ""))
                self.assertNotEqual(answer.content, picture(), address)
                if "/web/content" in address or "download" in address:
                    self.assertEqual(answer.status_code, 403, address)
                    self.assertIn("You may not see this file", answer.text)

    def test_visitor_is_given_nothing(self):
        self.authenticate(None, None)
        for address in self.addresses():
            answer = self.url_open(address)
            self.assertNotIn(b"Nguyen", answer.content, address)
            self.assertNotEqual(answer.content, picture(), address)

    def test_token_lends_no_rights(self):
        self.file.flush_model()
        self.env.cr.execute(
            "UPDATE ir_attachment SET access_token = 'abc', public = true WHERE id = %s",
            [self.file.id],
        )
        self.file.invalidate_model()
        answer = self.get(f"/web/content/{self.file.id}?access_token=abc", self.clerk)
        self.assertEqual(answer.status_code, 403)
        answer = self.get(f"/web/content/{self.file.id}?access_token=abc")
        self.assertEqual(answer.headers["Cache-Control"], "private, no-store")

    def test_rights_on_the_record_are_asked_of_who_may_see(self):
        rule = {
            "name": "nobody",
            "model_id": self.env["ir.model"]._get_id("test_socreg.person"),
            "domain_force": "[(0, '=', 1)]",
        }
        self.env["ir.rule"].create(rule)
        self.file.flush_model()
        self.env.cr.execute(
            "UPDATE ir_attachment SET access_token = 'abc' WHERE id = %s", [self.file.id]
        )
        self.file.invalidate_model()
        for address in ("", "?access_token=abc"):
            answer = self.get(f"/web/content/{self.file.id}{address}")
            self.assertIn(answer.status_code, (403, 404))
            self.assertNotIn(b"Nguyen", answer.content)

    def test_rights_on_the_field_are_asked_of_who_may_see(self):
        self.item.sudo().guarded_scan = b64encode(picture())
        address = f"/web/content/test_socreg.item/{self.item.id}/guarded_scan"
        self.assertEqual(self.get(address).status_code, 403)
        groups = f"base.group_system,{SEERS}"
        chief = new_test_user(self.env, "test-chief", groups=groups)
        self.assertEqual(self.get(address, chief).content, picture())

    def test_file_that_does_not_open_is_said_so(self):
        path = Path(self.file._full_path(self.file.store_fname))
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(b"x" * 90)
        with mute_logger(LOGGER):
            answer = self.get(f"/web/content/{self.file.id}")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("This file is locked", answer.text)
        self.assertNotIn("Traceback", answer.text)

    def test_opening_by_an_address_is_logged(self):
        log = self.env["socreg.opening"]
        before = log.search([])
        self.get(f"/web/content/{self.file.id}")
        lines = (log.search([]) - before).filtered(
            lambda line: line.door.startswith("/web/content")
        )
        self.assertEqual((lines.user_id, lines.model), (self.user, "ir.attachment"))
        self.assertEqual(list(lines.record_ids), [self.file.id])
        self.assertEqual(lines.field_names, "name, raw")

    def test_upload_is_sealed(self):
        self.authenticate(self.user.login, self.user.login)
        answer = self.url_open(
            "/web/binary/upload_attachment",
            data={
                "model": self.lan._name,
                "id": self.lan.id,
                "csrf_token": Request.csrf_token(self),
            },
            files=[("ufile", (NAME, io.BytesIO(CONTENT), "application/pdf"))],
        )
        (told,) = json.loads(answer.text)
        self.assertSealed(self.env["ir.attachment"].browse(told["id"]))
        self.assertFalse(self.tells())
