from odoo import SUPERUSER_ID, api, fields, models, tools

from ..core.scope import EVERYWHERE, NOWHERE, Scope

READ, WRITE, MANAGE = "viewer", "registrar", "manager"


class ResUsers(models.Model):
    """Where somebody may see, change and manage: told by the roles they have today."""

    _inherit = "res.users"

    @api.model
    def _scope(self, role):
        """Return where the user of the environment has the rights of a role today.

        A superuser's environment keeps its user, and their scope. The day is the server's: a user
        may choose their time zone.

        :param role: READ, WRITE or MANAGE
        """
        if self.env.uid == SUPERUSER_ID:
            return EVERYWHERE
        return self._scope_on(self.env.uid, role, fields.Date.today()) if self.env.uid else NOWHERE

    @api.model
    @tools.ormcache("uid", "role", "day")
    def _scope_on(self, uid, role, day):
        # Users may not read the lines that say what they may do.
        lines = self.env["res.users.role.line"].sudo().with_context(active_test=False)
        lines = lines.search([("user_id", "=", uid), *lines._domain_in_force(day)])
        group = self.env.ref(f"socreg_registry.socreg_registry_group_{role}")
        lines = lines.filtered(lambda line: line.role_id._brings(group))
        if any(lines.mapped("is_nationwide")):
            return EVERYWHERE
        return Scope(area_ids=frozenset(lines.area_ids.ids))

    @api.model
    def _forget_scopes(self):
        """Have every process find out anew who may do what where."""
        self.env.registry.clear_cache()
        self.env.invalidate_all()
