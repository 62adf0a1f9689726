from odoo import api, fields, models


class SocregSubmission(models.Model):
    """With which file a submission came."""

    # One model in several files, by noun.
    _inherit = "socreg.submission"  # pylint: disable=consider-merging-classes-inherited

    batch_id = fields.Many2one(
        "socreg.batch",
        string="Import",
        index="btree_not_null",
        ondelete="restrict",
        data_class="statistical",
        help="The first of the files that go together.",
    )

    def _batch(self):
        # Who reviews it sees none of the file.
        return self.sudo().batch_id or super()._batch()


class SocregIntake(models.AbstractModel):
    """What a submission is told of its file."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _row_vals(self, case):
        batch = case.delivery.batch
        return {**super()._row_vals(case), **({"batch_id": batch.id} if batch else {})}
