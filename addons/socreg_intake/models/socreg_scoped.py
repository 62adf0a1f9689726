from odoo import _, api, models
from odoo.exceptions import UserError


class SocregScoped(models.AbstractModel):
    """What lies in areas comes in by the corridor, and by no import of Odoo's own."""

    _inherit = "socreg.scoped"

    @api.model
    def load(self, fields, data):
        """Refuse Odoo's own import: for everybody, by every door."""
        raise UserError(
            _(
                "Files of people come in by Intake, which checks and matches them; not by this import."
            )
        )
