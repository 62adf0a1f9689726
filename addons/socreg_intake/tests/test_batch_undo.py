from odoo.exceptions import UserError

from .batch_case import BatchCase


class TestBatchUndo(BatchCase):
    """A file is taken back."""

    def undo(self, batch):
        batch.batch_undo(batch.number)
        return self.work(batch)

    def found(self, name):
        return self.registrants.search([("name", "=", name)])

    def test_whom_it_registered_is_withdrawn_and_may_come_again_after_a_review(self):
        batch = self.run_whole(self.bring())
        lan = self.found("Lan Nguyen")
        self.undo(batch)
        self.assertEqual(batch.state, "undone")
        self.assertEqual(batch.report["undone"], {"done": 5, "left": 0})
        self.assertEqual(lan.state, "withdrawn")
        self.assertFalse(lan.identifier_ids or lan.phone_ids)
        self.assertEqual(self.counts(self.check(self.bring())), {"pending": 3})

    def test_nothing_is_undone_twice_or_before_it_was_done(self):
        batch = self.check(self.bring())
        with self.assertRaises(UserError):
            batch.batch_undo(batch.number)
        batch.batch_run(batch.number)
        self.undo(self.work(batch))
        with self.assertRaises(UserError):
            batch.batch_undo(batch.number)
