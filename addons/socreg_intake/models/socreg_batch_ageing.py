from datetime import timedelta

from odoo import api, fields, models

from .socreg_batch import CANCELLED, CHECKED, DONE, DRAFT, PAUSED, UNDONE
from .socreg_batch_steps import TAKEN_IN

DAYS = "socreg_intake.days_of_files"
DEFAULT_DAYS = 90
AT_ONCE = 20


class SocregBatch(models.Model):
    """Files are not kept for longer than somebody may ask for them."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    @api.autovacuum
    def _delete_old_files(self):
        """Delete files, and their rows, long after their end: counts stay."""
        before = fields.Datetime.now() - timedelta(days=self._days_of_files())
        ended = [
            ("state", "in", (DONE, CANCELLED, UNDONE)),
            ("ended_at", "<", before),
            ("piece_ids", "!=", False),
        ]
        self._cancel_abandoned(before)
        # In nobody's name.
        for batch in self.sudo().search(ended, limit=AT_ONCE, order="id"):
            batch.block_ids.unlink()
            batch.piece_ids.unlink()

    @api.model
    def _cancel_abandoned(self, before):
        """Give up files that nobody worked on for so long."""
        waiting = [("state", "in", (DRAFT, CHECKED, PAUSED)), ("write_date", "<", before)]
        # In nobody's name.
        for batch in self.sudo().search(waiting, limit=AT_ONCE, order="id"):
            batch._become(CANCELLED, report=batch._added_up(TAKEN_IN), ended_at=batch.write_date)

    @api.model
    def _days_of_files(self):
        # No user may read parameters: this one is a limit for all.
        told = self.env["ir.config_parameter"].sudo().get_param(DAYS)
        return int(told) if (told or "").isdecimal() else DEFAULT_DAYS
