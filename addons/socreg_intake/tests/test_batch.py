from odoo.exceptions import UserError

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
