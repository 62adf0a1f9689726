import base64
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.core.errors import BrokenSeal, KeyMissing
from odoo.addons.socreg_crypto.opening import forget_keys, openings

from .files import CONTENT, NAME, FileCase, picture

LOGGER = "odoo.addons.socreg_crypto.models.ir_attachment_content"


class TestOpening(FileCase):
    """Who may see is shown the file and its name; nobody else is, by whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.attachments.create(
            {"name": NAME, "raw": CONTENT, "res_model": cls.lan._name, "res_id": cls.lan.id}
        )

    def test_every_way_of_reading_gives_nothing_to_who_may_not_see(self):
        file, names = self.as_clerk(self.file), ["name", "display_name", "raw", "datas"]
        masked = {
            "id": file.id,
            "name": "document.pdf",
            "display_name": "document.pdf",
            "raw": False,
            "datas": False,
        }
        self.assertEqual(file.read(names), [masked])
        self.assertEqual(file.search_read([("id", "=", file.id)], names), [masked])
        self.assertEqual(file.mapped("raw"), [False])
        rows = file.sudo().export_data(["name", "display_name", "raw", "datas"])["datas"]
        self.assertEqual(rows, [["document.pdf", "document.pdf", "", ""]])
        self.assertFalse(file.search([("name", "ilike", "Nguyen")]))
        self.assertEqual(file.filtered_domain([("name", "=", NAME)]), file.browse())
        with self.assertRaises(AccessError):
            file.copy()
        with self.assertRaises(AccessError):
            file.sudo().copy({"name": "x"})
        self.assertNotIn(b"Nguyen", bytes(file.sudo()._file_read(file.sudo().store_fname)))

    def test_neither_sudo_nor_the_superuser_nor_the_context_opens(self):
        file = self.as_clerk(self.file)
        for record in (
            file.sudo(),
            file.with_user(1),
            file.with_context(socreg_elevation="x", uid=self.user.id),
        ):
            self.assertFalse(record.raw or record.datas)
            self.assertEqual((record.name, record.display_name), ("document.pdf",) * 2)

    def test_what_somebody_was_shown_is_not_shown_to_the_next(self):
        file = self.fresh(self.file)
        for record in (file, file.with_user(self.clerk), file):
            shown = record.name, record.display_name, bool(record.raw), bool(record.datas)
            sees = record.env.user == self.user
            expected = (NAME,) * 2 if sees else ("document.pdf",) * 2
            self.assertEqual(shown, (*expected, sees, sees))

    def test_what_was_just_written_is_not_shown(self):
        self.file.raw = CONTENT + b"!"
        clerk = self.file.with_user(self.clerk)
        self.assertFalse(clerk.raw or clerk.datas)
        made = self.attach(self.lan).with_user(self.clerk)
        self.assertEqual((made.raw, made.datas, made.name), (False, False, "document.pdf"))

    def test_who_may_see_is_shown_all(self):
        file = self.fresh(self.file)
        names = ["name", "display_name", "raw", "datas"]
        expected = {"name": NAME, "display_name": NAME, "raw": CONTENT, "id": file.id}
        self.assertEqual(file.read(names), [{**expected, "datas": base64.b64encode(CONTENT)}])
        copied = file.copy()
        self.assertSealed(copied)
        self.assertNotEqual(copied.sealed_rid, file.sealed_rid)

    def test_copy_for_another_person_is_sealed_with_their_key(self):
        copied = self.file.copy({"res_id": self.mai.id, "name": "Nguyen.png"})
        self.destroy_key(self.lan)
        self.assertSealed(copied, name="Nguyen.png")

    def test_page_of_files_of_many_people_costs_no_query_a_file(self):
        people = self.people.create([{"name": f"P{n}"} for n in range(12)])
        files = self.attachments.union(*(self.attach(person) for person in people))

        def queries(some):
            self.fresh(some)
            forget_keys(self.env.cr)
            self.env["socreg.key"]._ring("identity")
            before = self.env.cr.sql_log_count
            told = some.search_read([("id", "in", some.ids)], ["name"])
            self.assertEqual({line["name"] for line in told}, {NAME})
            return self.env.cr.sql_log_count - before

        queries(files)
        self.assertEqual(queries(files), queries(files[:2]))

    def test_code_that_says_why_works_on_the_file(self):
        file = self.as_clerk(self.file)
        with elevation("test"):
            self.assertEqual((file.raw, file.name), (CONTENT, NAME))
        self.assertFalse(file.raw)

    def test_size_of_the_sealed_file_is_told_to_all(self):
        for record in (self.file, self.as_clerk(self.file)):
            asked = record.with_context(bin_size=True)
            self.assertEqual(asked.read(["datas"])[0]["datas"], b"370.00 bytes")
            self.assertEqual(asked.read(["raw"])[0]["raw"], b"370.00 bytes")

    def test_opening_is_logged(self):
        seen = openings(self.env.cr).seen
        seen.clear()
        self.as_clerk(self.file).raw
        self.assertFalse(seen)
        self.fresh(self.file).raw
        who = self.user.id, None, "ir.attachment"
        self.assertEqual(seen.pop((*who, "raw")), {self.file.id})
        self.fresh(self.file).name
        self.assertEqual(seen.pop((*who, "name")), {self.file.id})

    def test_masked_user_replaces_a_file_but_does_not_empty_or_rename_it_unseen(self):
        file = self.as_clerk(self.file)
        for vals in ({"raw": False}, {"datas": ""}):
            with self.assertRaises(AccessError):
                file.write(vals)
        file.write({"name": file.name})
        self.assertSealed(self.file)
        file.write({"raw": CONTENT + b"!", "name": "new Nguyen.png"})
        self.assertSealed(self.file, CONTENT + b"!", "new Nguyen.png")
        self.assertFalse(self.tells())

    def test_what_would_tell_in_plain_text_is_refused(self):
        for vals in (
            {"description": "Nguyen Lan"},
            {"url": "https://example.org/Nguyen"},
            {"public": True},
            {"access_token": "x"},
            {"db_datas": b"x"},
        ):
            with self.assertRaises(UserError, msg=vals):
                self.file.write(vals)
            with self.assertRaises(UserError, msg=vals):
                self.attach(self.lan, **vals)
        with self.assertRaises(UserError):
            self.file.generate_access_token()
        with self.assertRaises(UserError):
            self.attach(self.plain, description="Nguyen").write(
                {"res_model": self.lan._name, "res_id": self.lan.id}
            )

    def test_seal_is_not_written_by_hand(self):
        for vals in ({"sealed_rid": False}, {"sealed_name": "x"}):
            with self.assertRaises(UserError):
                self.file.write(vals)
        made = self.attach(self.plain, sealed_rid="x", sealed_name="x")
        self.assertFalse(made.sealed_rid or made.sealed_name)
        with self.assertRefusedByDatabase():
            made.flush_model()
            self.env.cr.execute(
                "UPDATE ir_attachment SET sealed_rid = %s WHERE id = %s",
                [self.file.sealed_rid, made.id],
            )

    def test_erased_persons_files_are_noise(self):
        other = self.attach(self.mai)
        self.lan._erase()
        file = self.fresh(self.file)
        with self.assertRefused(KeyMissing), mute_logger(LOGGER):
            file.raw
        with mute_logger(LOGGER):
            self.assertEqual(file.name, "document.pdf")
        with self.assertRaises(AccessError):
            self.attach(self.lan)
        self.assertSealed(other)

    def test_damaged_or_exchanged_files_do_not_open(self):
        other = self.attach(self.lan)
        path = Path(self.file._full_path(self.file.store_fname))
        kept = path.read_bytes()
        self.addCleanup(path.write_bytes, kept)
        exchanged = Path(other._full_path(other.store_fname)).read_bytes()
        for damaged in (b"", b"x", kept[:-1], kept[:-1] + bytes([kept[-1] ^ 1]), exchanged):
            path.write_bytes(damaged)
            with self.assertRefused(BrokenSeal), mute_logger(LOGGER):
                self.fresh(self.file).raw
        path.unlink()
        with self.assertRefused(BrokenSeal), mute_logger(LOGGER, "odoo.addons.base"):
            self.fresh(self.file).raw
        path.write_bytes(kept)
        self.assertSealed(self.file)

    def test_picture_field_that_cannot_be_opened_does_not_hide_the_record(self):
        item = self.items.create({"person_id": self.lan.id, "scan": base64.b64encode(picture())})
        self.destroy_key(self.lan)
        with mute_logger(LOGGER):
            self.assertFalse(self.fresh(item).read(["scan"])[0]["scan"])
            with self.assertRefused(KeyMissing):
                self.fresh(item).scan

    def test_picture_field_that_code_opened_is_not_shown(self):
        item = self.items.create({"person_id": self.lan.id, "scan": base64.b64encode(picture())})
        item = self.as_clerk(item)
        with elevation("test"):
            self.assertEqual(base64.b64decode(item.scan), picture())
        self.assertFalse(item.read(["scan"])[0]["scan"])
        with elevation("test"):
            self.assertEqual(base64.b64decode(self.fresh(item).scan), picture())
        self.assertEqual(item.sudo().export_data(["scan"])["datas"], [[""]])
