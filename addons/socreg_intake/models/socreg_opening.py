from odoo import api, fields, models

from ..core.exporting import current_export


class SocregOpening(models.Model):
    """For which export data was opened."""

    _inherit = "socreg.opening"  # pylint: disable=consider-merging-classes-inherited

    export_id = fields.Many2one(
        "socreg.export",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        data_class="statistical",
    )
    purpose = fields.Char(related="export_id.purpose", data_class="statistical", related_sudo=False)

    @api.model_create_multi
    def create(self, vals_list):
        # What a request's context would say of it, anybody could say.
        return super().create([{**vals, "export_id": current_export()} for vals in vals_list])
