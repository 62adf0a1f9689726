from odoo import models

from .socreg_batch import CANCELLED, DONE


class SocregBatch(models.Model):
    """A batch is taken back, as far as nothing came after it."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    def _can_undo(self):
        """Tell whether the user may take this back."""
        is_own = self.user_id.id == self.env.uid
        return is_own and self.state in (DONE, CANCELLED) and bool(self._pieces_to_undo())

    def _pieces_to_undo(self):
        # Pieces are read and written by this code alone.
        pieces = self.env["socreg.batch.piece"].sudo()
        return pieces.search(
            [("batch_id", "=", self.id), ("is_done", "=", True), ("is_undone", "=", False)],
            limit=1,
        )
