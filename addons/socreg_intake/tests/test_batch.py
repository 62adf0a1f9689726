from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.socreg_intake.core.entry import Fault
from odoo.addons.socreg_intake.core.errors import OF_FILES, OF_MAPPINGS, OF_ROWS
from odoo.addons.socreg_intake.models import socreg_batch_steps as steps
from odoo.addons.socreg_intake.models.socreg_batch_work import Memory

from .batch_case import FILE, BatchCase


class TestBatch(BatchCase):
    """A file on its way in."""

    def test_check_tells_what_would_happen_and_writes_nothing(self):
        before = self.registrants.search_count([])
        batch = self.check(self.bring())
        self.assertEqual(self.mistakes(batch), {})
        self.assertEqual(batch.state, "checked")
        self.assertEqual((batch.rows, self.counts(batch)), (3, {"new": 3}))
        self.assertEqual(self.registrants.search_count([]), before)

    def test_run_registers_people_and_their_households(self):
        batch = self.run_whole(self.bring())
        self.assertEqual(self.mistakes(batch), {})
        self.assertEqual((batch.state, self.counts(batch)), ("done", {"new": 3}))
        lan = self.registrants.search([("name", "=", "Lan Nguyen")])
        self.assertEqual(lan.birth_year, 2001)
        self.assertEqual(lan.phone_ids.number, "+84905123451")
        minh = self.registrants.search([("name", "=", "Minh Nguyen")])
        self.assertEqual(minh.membership_ids.group_id, lan.membership_ids.group_id)
        self.assertEqual(lan.membership_ids.role_ids, self.head)

    def test_same_file_again_changes_nothing(self):
        self.run_whole(self.bring())
        batch = self.check(self.bring(FILE))
        self.assertEqual(self.counts(batch), {"same": 3})
        with self.assertRaises(UserError):
            batch.batch_run(batch.number)

    def test_mistakes_are_told_all_at_once_by_reason_and_line(self):
        text = (
            "Household;Role;Given name;Family name;Sex;Birth date;National ID;Phone;Area\n"
            "HH-1;King;Lan;Nguyen;X;2999-03-04;100001;12;T-C001\n"
            "HH-2;Head;Mai;Tran;F;1980-11-30;100003;0905123453;T-C001\n"
            "HH-2;Child;Hoa;Tran;F;2010-11-30;100004;;nowhere\n"
        )
        batch = self.run_whole(self.bring(text))
        self.assertEqual(self.counts(batch), {"invalid": 2, "new": 1})
        mistakes = self.mistakes(batch)
        self.assertEqual(mistakes["sex", "choice"], [2])
        self.assertIn(("birthdate", "date"), mistakes)
        self.assertEqual(mistakes["area_id", "choice"], [4])
        rows = list(batch._failed_rows(9))
        self.assertEqual(
            [row[:4] for row in rows], [["HH-1", "King", "Lan", "Nguyen"], rows[1][:4]]
        )
        self.assertEqual([row[9] for row in rows], [2, 4])
        self.assertIn("Birth Date: this is no date.", rows[0][10])

    def test_corrected_rows_find_the_household_of_the_file_they_correct(self):
        text = FILE.replace("Minh;Nguyen;M", "Minh;Nguyen;X")
        first = self.run_whole(self.bring(text))
        second = self.run_whole(self.bring(FILE, follows=first.number))
        self.assertEqual(self.counts(second), {"new": 1, "same": 2})
        minh = self.registrants.search([("name", "=", "Minh Nguyen")])
        lan = self.registrants.search([("name", "=", "Lan Nguyen")])
        self.assertEqual(minh.membership_ids.group_id, lan.membership_ids.group_id)

    def test_who_comes_twice_in_a_file_is_registered_once(self):
        batch = self.bring(FILE + FILE.partition("\n")[2])
        self.assertEqual(self.counts(self.check(batch)), {"new": 3, "same": 3})
        batch.batch_run(batch.number)
        self.assertEqual(self.counts(self.work(batch)), {"new": 3, "same": 3})

    def test_pieces_go_on_where_the_work_stopped(self):
        with patch.object(steps, "PIECE", 1):
            batch = self.check(self.bring())
        self.assertEqual(len(batch.sudo().piece_ids), 3)
        batch.batch_run(batch.number)
        self.assertTrue(batch._step(Memory()))
        batch.batch_pause(batch.number)
        self.assertFalse(batch._step(Memory()))
        self.assertEqual(batch.batch_status(batch.number)["done"], 1)
        batch.batch_resume(batch.number)
        self.work(batch)
        self.assertEqual((batch.state, self.counts(batch)), ("done", {"new": 3}))
        lan = self.registrants.search([("name", "=", "Lan Nguyen")])
        minh = self.registrants.search([("name", "=", "Minh Nguyen")])
        self.assertEqual(minh.membership_ids.group_id, lan.membership_ids.group_id)

    def test_what_is_cancelled_takes_no_more_in(self):
        with patch.object(steps, "PIECE", 1):
            batch = self.check(self.bring())
        batch.batch_run(batch.number)
        batch._step(Memory())
        batch.batch_cancel(batch.number)
        self.work(batch)
        self.assertEqual((batch.state, self.counts(batch)), ("cancelled", {"new": 1}))

    def test_who_may_not_import_any_more_stops_the_work(self):
        batch = self.check(self.bring())
        batch.batch_run(batch.number)
        self.registrar.sudo().active = False
        self.work(batch)
        self.assertEqual((batch.state, batch.trouble), ("paused", "user"))

    def test_file_that_is_no_table_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "PDF"):
            self.bring(b"%PDF-1.7 ...", columns=None)

    def test_two_files_households_first(self):
        households = self.bring("Key;Type;Area;Name\nHH-1;household;T-C001;Nguyen\n", columns=None)
        columns = {"Key": "key", "Type": "group_type_id", "Area": "area_id", "Name": "group_name"}
        households.batch_map(households.number, self.mapping(columns, "group"))
        self.check(households)
        households.batch_run(households.number)
        self.work(households)
        people = self.bring(
            "HH;Given name;Area\nHH-1;Lan;T-C001\nHH-9;Mai;T-C001\n",
            follows=households.number,
            columns=None,
        )
        columns = {"HH": "household.key", "Given name": "given_name", "Area": "area_id"}
        mapping = {**self.mapping(columns), "makes_households": False}
        people.batch_map(people.number, mapping)
        self.check(people)
        self.assertEqual(self.counts(people), {"new": 1, "invalid": 1})
        people.batch_run(people.number)
        self.work(people)
        lan = self.registrants.search([("name", "=", "Lan")])
        self.assertEqual(lan.membership_ids.group_id.group_name, "Nguyen")

    def test_every_refusal_has_words(self):
        fallback = self.batches._file_in_words("nothing")
        for key in OF_FILES - {"depth", "doctype", "styles", "texts"}:
            self.assertNotEqual(self.batches._file_in_words(key), fallback, key)
        fallback = self.batches._mapping_in_words("nothing")
        for key in OF_MAPPINGS - {"mapping"}:
            self.assertNotEqual(self.batches._mapping_in_words(key), fallback, key)
        self.assertFalse(OF_ROWS - set(self.intake._sentences()))

    def test_labels_of_a_row_are_those_of_the_screen(self):
        words = self.intake._fault_in_words(Fault("identifiers.national_id.value", "checksum"))
        self.assertTrue(words.startswith("National ID: "), words)
        words = self.intake._fault_in_words(Fault("members.2.given_name", "control"))
        self.assertTrue(words.startswith("Member 2: Given Name: "), words)

    def test_old_files_are_deleted_and_their_counts_stay(self):
        old, young = self.run_whole(self.bring()), self.run_whole(self.bring(FILE + FILE))
        old.sudo().ended_at = fields.Datetime.now() - timedelta(days=91)
        self.env["socreg.batch"]._delete_old_files()
        self.assertFalse(old.sudo().piece_ids)
        self.assertFalse(old.sudo().block_ids)
        self.assertTrue(young.sudo().piece_ids)
        self.assertEqual(old.batch_status(old.number)["counts"][0]["count"], 3)
        self.assertFalse(old.batch_status(old.number)["can_undo"])

    def test_abandoned_files_are_given_up(self):
        batch = self.check(self.bring())
        later = fields.Datetime.now() + timedelta(days=91)
        with patch.object(fields.Datetime, "now", lambda *_about: later):
            self.env["socreg.batch"]._delete_old_files()
        self.assertEqual((batch.state, self.counts(batch)), ("cancelled", {}))
        self.assertFalse(batch.sudo().piece_ids)
