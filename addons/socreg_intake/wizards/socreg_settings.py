from odoo import _, fields, models
from odoo.exceptions import UserError

from ..models.socreg_export_quota import PARAMETER


class SocregSettings(models.TransientModel):
    """How many rows a manager takes out in a day."""

    _inherit = "socreg.settings"

    export_rows_a_day = fields.Integer(
        string="Rows a Manager Takes Out in a Day",
        default=lambda self: self.env["socreg.export.quota"]._allowed(),
    )

    def action_save(self):
        result = super().action_save()
        if self.export_rows_a_day < 0:
            raise UserError(_("Rows are counted from 0: nobody takes anything out."))
        # Managers set this, and are not administrators of the whole system.
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PARAMETER, str(self.export_rows_a_day))
        return result
