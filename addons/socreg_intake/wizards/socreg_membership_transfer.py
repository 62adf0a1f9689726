from odoo import models


class SocregMembershipTransfer(models.TransientModel):
    """A move ends and makes memberships that only hold together: it is not proposed."""

    _inherit = "socreg.membership.transfer"

    def action_apply(self):
        """Move the members, where what the user says is not reviewed."""
        self.group_id._refuse_reviewed()
        return super().action_apply()
