import base64
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .files import CONTENT, NAME, TOLD, FileCase, picture

LOGGER = "odoo.addons.socreg_crypto.models.ir_attachment_content"


class TestMoving(FileCase):
    """A file goes from record to record, and its seal with it."""

    def linked(self, attachment, record):
        attachment.write({"res_model": record._name, "res_id": record.id})
        return attachment

    def after_commit(self):
        self.env.flush_all()
        here = nullcontext(self.env.cr)
        with patch.object(type(self.env.registry), "cursor", lambda *args, **kwargs: here):
            self.env.cr.postcommit.run()

    def test_file_that_is_uploaded_first_is_sealed_when_it_is_linked(self):
        attachment = self.attach(res_model=self.lan._name, res_id=0, mimetype="text/plain")
        self.assertEqual(self.tells(), set(TOLD))
        attachment.res_id = self.lan.id
        self.assertSealed(attachment)
        self.after_commit()
        self.assertFalse(self.tells())

    def test_file_of_another_record_is_sealed_when_it_is_linked(self):
        attachment = self.linked(self.attach(self.plain), self.lan)
        self.assertSealed(attachment)
        self.after_commit()
        self.assertFalse(self.tells())

    def test_plain_file_stays_while_another_attachment_has_it(self):
        other, moved = self.attach(self.plain), self.attach(self.plain)
        self.assertEqual(other.store_fname, moved.store_fname)
        self.linked(moved, self.lan)
        self.after_commit()
        self.assertEqual(self.fresh(other).raw, CONTENT)
        self.assertSealed(moved)

    def test_plain_file_is_marked_for_odoos_cleaning_too(self):
        attachment = self.attach(self.plain)
        mark = Path(attachment._full_path("checklist")) / attachment.store_fname
        mark.unlink(missing_ok=True)
        self.linked(attachment, self.lan)
        self.assertTrue(mark.exists())

    def test_link_that_is_rolled_back_keeps_the_plain_file(self):
        attachment = self.attach(self.plain)
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.linked(attachment, self.lan)
                raise ZeroDivisionError
        except ZeroDivisionError:
            self.env.invalidate_all()
        self.after_commit()
        self.assertEqual(attachment.raw, CONTENT)

    def test_content_that_comes_with_the_link_is_sealed(self):
        attachment = self.attach(self.plain, raw=b"first", name="a.txt")
        place = {"res_model": self.lan._name, "res_id": self.lan.id}
        attachment.write({**place, "raw": CONTENT, "name": NAME})
        self.assertSealed(attachment)

    def test_many_files_are_linked(self):
        files = self.attach(self.plain) + self.attach(self.plain, raw=CONTENT + b"2")
        self.linked(files, self.lan)
        self.assertSealed(files[0])
        self.assertSealed(files[1], CONTENT + b"2")

    def test_file_from_before_the_seal_is_sealed_when_it_is_written(self):
        attachment = self.attach(self.plain)
        attachment.flush_model()
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = %s, res_id = %s WHERE id = %s",
            [self.lan._name, self.lan.id, attachment.id],
        )
        self.fresh(attachment).write({})
        self.assertSealed(attachment)
        self.after_commit()
        self.assertFalse(self.tells())

    def test_file_that_moves_to_another_person_is_sealed_with_their_key(self):
        attachment = self.attach(self.lan)
        before = attachment.checksum
        self.linked(attachment.with_user(self.clerk), self.mai)
        self.assertNotEqual(self.fresh(attachment).checksum, before)
        self.destroy_key(self.lan)
        self.assertSealed(attachment)

    def test_item_that_moves_takes_its_files_along(self):
        item = self.items.create({"person_id": self.lan.id, "scan": base64.b64encode(picture())})
        attachment = self.attach(item)
        item.with_user(self.clerk).person_id = self.mai
        self.destroy_key(self.lan)
        self.assertSealed(attachment)
        self.assertEqual(base64.b64decode(self.fresh(item).scan), picture())

    def test_locked_file_does_not_move(self):
        item = self.items.create({"person_id": self.lan.id})
        attachment = self.attach(item)
        self.destroy_key(self.lan)
        for move in (
            lambda: self.linked(attachment, self.mai),
            lambda: item.write({"person_id": self.mai.id}),
        ):
            with self.assertRaisesRegex(UserError, "locked"), mute_logger(LOGGER):
                move()

    def test_sealed_file_does_not_leave_for_a_plain_record(self):
        attachment = self.attach(self.lan)
        for vals in (
            {"res_model": self.plain._name, "res_id": self.plain.id},
            {"res_model": False, "res_id": False},
            {"res_id": 0},
        ):
            with self.assertRaisesRegex(UserError, "stays"):
                attachment.write(vals)
            with self.assertRaisesRegex(UserError, "stays"):
                attachment.copy(vals)
        self.assertSealed(attachment)

    def test_token_and_public_page_of_a_file_end_when_it_is_linked(self):
        attachment = self.attach(self.plain)
        attachment.generate_access_token()
        attachment.public = True
        self.linked(attachment, self.lan)
        self.assertFalse(attachment.access_token or attachment.public)
