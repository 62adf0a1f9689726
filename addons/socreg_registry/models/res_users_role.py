from odoo import fields, models


class ResUsersRole(models.Model):
    """A bundle of rights that people are given."""

    _inherit = "res.users.role"

    is_registry = fields.Boolean(
        string="Of the Registry",
        readonly=True,
        help="Managers of the registry may give this role to users.",
    )
    is_scoped = fields.Boolean(
        string="Holds in Areas",
        compute="_compute_is_scoped",
        help="The role holds in the areas that are given with it, or nationwide.",
    )

    def _compute_is_scoped(self):
        viewer = self.env.ref("socreg_registry.socreg_registry_group_viewer")
        for role in self:
            role.is_scoped = role._brings(viewer)

    def _brings(self, group):
        """Tell whether who has this role is in a group."""
        return group in self.group_id._with_implied()

    def write(self, vals):
        result = super().write(dict(vals))
        self.env["res.users"]._forget_scopes()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.users"]._forget_scopes()
        return result
