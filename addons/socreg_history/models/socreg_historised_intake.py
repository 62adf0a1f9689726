from odoo import api, models


class SocregHistorised(models.AbstractModel):
    """Nothing is taken in while the proof is too far behind."""

    _inherit = "socreg.historised"

    # Whether its rows are taken in, and may wait; or tell what happens anyway.
    _history_intake = True

    @api.model
    def _sign_history(self):
        if self._history_intake:
            self.env["socreg.sealing"]._check_intake()
        return super()._sign_history()
