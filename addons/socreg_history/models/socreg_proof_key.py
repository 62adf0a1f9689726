from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.socreg_crypto.models.socreg_key import STATES


class SocregProofKey(models.Model):
    """A public key that roots of the log are checked with; it stays when its secret is destroyed."""

    _name = "socreg.proof.key"
    _inherit = "socreg.view"
    _description = "Public Key of the Proof"
    _auto = False
    _log_access = False
    _order = "version desc"

    version = fields.Integer(readonly=True)
    state = fields.Selection(STATES, readonly=True)
    since = fields.Datetime(readonly=True)
    public_key = fields.Char(readonly=True, help="Ed25519, in base64.")

    @api.model
    def _view(self):
        return SQL(
            """
            SELECT id, version, state, state_at AS since, public_key FROM socreg_key
            WHERE purpose = 'proof'
            """
        )

    @api.depends("version")
    def _compute_display_name(self):
        for key in self:
            key.display_name = str(key.version)
