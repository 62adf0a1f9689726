from odoo import fields, models

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import SealedJson

from ..core.sheet import Row

PIECE = 1_000


class SocregBatchPiece(models.Model):
    """Rows of a file that are taken in together, in one transaction, with what became of them.

    Nobody has access but the code of batches.
    """

    _name = "socreg.batch.piece"
    _inherit = "socreg.sealed"
    _description = "Rows of an Import"
    _subject_field = "batch_id"
    _order = "batch_id, sequence"
    _rec_name = "sequence"

    batch_id = fields.Many2one(
        "socreg.batch", required=True, ondelete="cascade", data_class="statistical"
    )
    sequence = fields.Integer(required=True, data_class="statistical")
    rows = fields.Integer(required=True, data_class="statistical")
    first_line = fields.Integer(required=True, data_class="statistical")
    last_line = fields.Integer(required=True, data_class="statistical")
    content = SealedJson(prefetch=False, help="Line, cells and fault of each row.")
    words = SealedJson(
        prefetch=False, help="What the registry said when it refused a row, by line."
    )
    is_checked = fields.Boolean(data_class="statistical")
    is_done = fields.Boolean(data_class="statistical")
    is_undone = fields.Boolean(data_class="statistical")
    counts = fields.Json(help="Rows by result.", data_class="statistical")
    samples = fields.Json(help="First lines by result.", data_class="statistical")
    faults = fields.Json(
        prefetch=False,
        help="Line, result and faults of the rows that failed: no values.",
        data_class="statistical",
    )
    touched = fields.Json(
        prefetch=False,
        help="Whom it registered and whom it changed, until that cannot be undone any more.",
        data_class="statistical",
    )
    xids = fields.Json(help="The transactions that took it in, and back.", data_class="statistical")

    _sql_constraints = [
        ("once", "UNIQUE (batch_id, sequence)", "These rows are there already."),
    ]

    def _one_by_one(self):
        """Yield the pieces so that none is read with another: their rows are many."""
        for piece in self:
            yield piece.with_prefetch()
            piece.invalidate_recordset(["content", "words", "faults", "touched"])

    @elevated("import of a file")
    def _rows(self):
        """Return the rows as they were read from the file."""
        self.ensure_one()
        return [Row(*row) for row in self.content or []]

    def _keep_tally(self, tally, **vals):
        """Write what became of the rows."""
        return self.write(
            {
                "counts": dict(tally.counts),
                "samples": tally.samples,
                "faults": tally.faults,
                "words": tally.words or False,
                "touched": tally.touched,
                **vals,
            }
        )
