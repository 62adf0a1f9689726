from odoo import models


class SocregGroupMerge(models.TransientModel):
    """A merge changes many who only hold together: it is not proposed."""

    _inherit = "socreg.group.merge"

    def action_apply(self):
        """Merge the groups, where what the user says is not reviewed."""
        self.group_ids._refuse_reviewed()
        return super().action_apply()
