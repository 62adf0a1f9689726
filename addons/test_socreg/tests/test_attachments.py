import base64
import hashlib
import io
import tracemalloc
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.core.errors import KeyMissing

from .files import CONTENT, NAME, TOLD, FileCase, picture

LOGGER = "odoo.addons.socreg_crypto.models.ir_attachment_content"


class TestSealing(FileCase):
    """Whatever way a file comes, store and table tell neither the file nor its name."""

    def test_file_of_a_person_is_sealed_whatever_field_it_comes_in(self):
        encoded = base64.b64encode(CONTENT)
        for content in ({"raw": CONTENT}, {"raw": CONTENT.decode()}, {"datas": encoded}):
            values = {"name": NAME, "res_model": self.lan._name, "res_id": self.lan.id}
            self.assertSealed(self.attachments.create({**values, **content}))
        self.assertFalse(self.tells())

    def test_control_file_of_another_record_is_in_the_store_as_it_is(self):
        attachment = self.attach(self.plain)
        self.assertEqual(self.tells(), set(TOLD))
        self.assertFalse(attachment.sealed_rid)
        self.assertEqual(self.as_clerk(attachment).raw, CONTENT)
        self.assertEqual(self.as_clerk(attachment).name, NAME)

    def test_file_of_what_hangs_on_a_person_is_sealed_with_the_persons_key(self):
        item = self.items.create({"person_id": self.lan.id, "value": "AB-1"})
        attachment = self.attach(item)
        self.assertSealed(attachment)
        self.destroy_key(self.mai)
        self.assertEqual(self.fresh(attachment).raw, CONTENT)
        self.destroy_key(self.lan)
        with self.assertRefused(KeyMissing), mute_logger(LOGGER):
            self.fresh(attachment).raw

    def test_file_in_the_database_is_sealed(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        attachment = self.attach(self.lan)
        self.assertFalse(attachment.store_fname)
        self.assertSealed(attachment)
        self.assertSealed(attachment.copy())
        self.assertFalse(self.tells())

    def test_sealed_files_move_between_store_and_database_as_they_are(self):
        attachment, plain = self.attach(self.lan), self.attach(self.plain)
        sealed, parameter = attachment.checksum, self.env["ir.config_parameter"]
        both = (attachment + plain).with_user(self.clerk).sudo()
        for place in ("db", "file"):
            parameter.set_param("ir_attachment.location", place)
            both._migrate()
            self.fresh(both)
            self.assertEqual(bool(attachment.store_fname), place == "file")
            self.assertEqual((attachment.checksum, plain.raw), (sealed, CONTENT))
            self.assertSealed(attachment)

    def test_files_with_and_without_seal_are_made_together_each_its_way(self):
        place = {"res_model": self.lan._name, "res_id": self.lan.id}
        sealed, plain, mine = self.attachments.create(
            [
                {"name": NAME, "raw": CONTENT, **place},
                {"name": "a.txt", "raw": b"plain"},
                {"name": "b.txt", "raw": b"mine", **place, "res_id": self.mai.id},
            ]
        )
        self.assertSealed(sealed)
        self.assertSealed(mine, b"mine", "b.txt")
        self.assertEqual((plain.raw, plain.name), (b"plain", "a.txt"))
        self.assertFalse(self.tells())

    def test_place_that_the_context_tells_counts(self):
        context = {"default_res_model": self.lan._name, "default_res_id": self.lan.id}
        made = self.attachments.with_context(**context).create({"name": NAME, "raw": CONTENT})
        self.assertSealed(self.attachments.browse(made.id))
        self.assertFalse(self.tells())

    def test_place_that_is_found_too_late_is_refused(self):
        self.env["ir.default"].set("ir.attachment", "res_id", self.lan.id)
        with self.assertRaisesRegex(UserError, "too late"):
            self.attachments.create({"name": NAME, "raw": b"x", "res_model": self.lan._name})

    def test_content_and_name_that_are_written_are_sealed(self):
        attachment = self.attach(self.lan, name="a.txt", raw=b"first")
        attachment.write({"raw": CONTENT, "name": NAME})
        self.assertSealed(attachment)
        attachment.datas = base64.b64encode(CONTENT + b"!")
        self.assertSealed(attachment, CONTENT + b"!")
        self.assertFalse(self.tells())

    def test_many_files_are_written_and_each_opens(self):
        both = self.attach(self.lan) + self.attach(self.mai)
        both.write({"raw": CONTENT + b"2", "name": f"{NAME}.png"})
        for attachment in both:
            self.assertSealed(attachment, CONTENT + b"2", f"{NAME}.png")
        self.assertNotEqual(*both.mapped("checksum"))

    def test_picture_fields_that_are_attachments_are_sealed(self):
        item = self.items.create(
            {"person_id": self.lan.id, "scan": base64.b64encode(picture()), "value": "AB-1"}
        )
        self.assertEqual(base64.b64decode(self.fresh(item).scan), picture())
        self.assertFalse(self.as_clerk(item).scan)
        self.fresh(item).scan = base64.b64encode(picture("blue"))
        self.assertEqual(base64.b64decode(self.fresh(item).scan), picture("blue"))
        self.assertFalse(self.tells(picture()[:60], picture("blue")[:60]))

    def test_control_picture_fields_of_others_are_in_the_store(self):
        self.plain.scan = base64.b64encode(picture())
        self.assertTrue(self.tells(picture()[:60]))

    def test_large_pictures_are_still_made_smaller(self):
        attachment = self.attach(self.lan, name="x.png", raw=picture(size=(3000, 20)))
        opened = Image.open(io.BytesIO(self.fresh(attachment).raw))
        self.assertEqual((opened.width, attachment.mimetype), (1920, "image/png"))

    def test_what_odoo_derives_from_a_file_tells_nothing(self):
        text = b"Nguyen Lan was born in Hue"
        sealed = self.attach(self.lan, name="a.txt", raw=text, mimetype="text/plain")
        plain = self.attach(self.plain, name="a.txt", raw=text, mimetype="text/plain")
        digest = hashlib.sha1(text).hexdigest()
        self.assertEqual((plain.checksum, plain.index_content), (digest, text.decode()))
        self.assertNotEqual(sealed.checksum, digest)
        self.assertFalse(sealed.index_content)
        short = self.attach(self.lan, name="a.txt", raw=b"x", mimetype="text/plain")
        self.assertEqual((short.file_size, sealed.mimetype), (sealed.file_size, "text/plain"))

    def test_same_file_of_two_people_is_two_files(self):
        one, other = self.attach(self.lan), self.attach(self.mai)
        self.assertNotEqual(one.checksum, other.checksum)
        self.assertNotEqual(one.checksum, one.copy().checksum)

    def test_file_without_content_is_just_empty(self):
        attachment = self.attach(self.lan, raw=False)
        self.assertFalse(self.fresh(attachment).raw)
        self.assertEqual(attachment.name, NAME)
        attachment.raw = CONTENT
        self.assertSealed(attachment)
        attachment.raw = False
        self.assertFalse(self.fresh(attachment).raw)

    def test_file_of_25_megabytes(self):
        content = b"Nguyen Lan " * (25 * 2**20 // 11)
        tracemalloc.start()
        try:
            attachment = self.attach(self.lan, raw=content)
            self.assertEqual(len(self.fresh(attachment).raw), len(content))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertLess(peak, 6 * len(content))
        self.assertFalse(self.tells())

    def test_ordinary_file_costs_no_query_more(self):
        vals = {"name": "a.txt", "raw": b"plain", "res_model": "test_socreg.plain"}
        own = self.attachments.sudo()

        def queries():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            own.create({**vals, "res_id": self.plain.id}).name
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        model = type(self.attachments)
        queries()
        with (
            patch.object(model, "_create_vals", lambda self, vals: vals),
            patch.object(model, "_shown_name", lambda self, name: name),
            patch.object(model, "_sealed_form", lambda self, content: content),
        ):
            without = queries()
        self.assertEqual(queries(), without)
