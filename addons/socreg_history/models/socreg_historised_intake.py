from odoo import api, models


class SocregHistorised(models.AbstractModel):
    """Nothing is taken in while the proof is too far behind."""

    _inherit = "socreg.historised"

    @api.model
    def _sign_history(self):
        self.env["socreg.sealing"]._check_intake()
        return super()._sign_history()
