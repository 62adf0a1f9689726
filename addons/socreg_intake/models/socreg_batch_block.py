from odoo import api, fields, models

from odoo.addons.socreg_crypto.fields import SealedBinary


class SocregBatchBlock(models.Model):
    """A part of a file as it was brought, sealed. Nobody has access but the code of batches."""

    _name = "socreg.batch.block"
    _inherit = "socreg.sealed"
    _description = "Part of an Imported File"
    _subject_field = "batch_id"
    _order = "batch_id, sequence"
    _rec_name = "sequence"

    batch_id = fields.Many2one(
        "socreg.batch", required=True, ondelete="cascade", data_class="statistical"
    )
    sequence = fields.Integer(required=True, data_class="statistical")
    size = fields.Integer(required=True, data_class="statistical")
    content = SealedBinary()

    _sql_constraints = [
        ("once", "UNIQUE (batch_id, sequence)", "This part of the file is there already."),
        ("size_fits", "CHECK (size BETWEEN 1 AND 393216)", "The part is too large."),
    ]

    @api.model
    def _of(self, batch, sequence):
        return self.search([("batch_id", "=", batch.id), ("sequence", "=", sequence)])
