from odoo import models


class ResGroups(models.Model):
    """What a group implies says what the roles bring."""

    _inherit = "res.groups"

    def write(self, vals):
        result = super().write(vals)
        if "implied_ids" in vals:
            self.env["res.users"]._forget_scopes()
        return result

    def _with_implied(self):
        """Return these groups and all that they bring."""
        brought = above = self
        while above := above.implied_ids - brought:
            brought |= above
        return brought
