from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..core.scope import NOWHERE
from .res_users import MANAGE

# Their roles are the administrators' business.
NOT_STAFF = ("base.group_erp_manager", "base.group_portal", "base.group_public")


class ResUsersRoleLine(models.Model):
    """That a user has a role: where, from when and to when."""

    _inherit = "res.users.role.line"

    area_ids = fields.Many2many(
        "socreg.area",
        string="Areas",
        ondelete="restrict",
        help="The role holds in these areas and all within them.",
    )
    is_nationwide = fields.Boolean(
        string="Nationwide", help="The role holds everywhere, and for registrants without an area."
    )
    is_scoped = fields.Boolean(related="role_id.is_scoped")
    is_registry = fields.Boolean(related="role_id.is_registry")

    _sql_constraints = [
        # Somebody may be registrar here until May, and there from June on.
        (
            "user_role_uniq",
            "UNIQUE (user_id, role_id, date_from)",
            "The user has this role from this day on already.",
        ),
        (
            "ends_after_start",
            "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
            "A role cannot end before it begins.",
        ),
    ]

    @api.constrains("role_id", "area_ids", "is_nationwide")
    def _check_areas(self):
        for line in self:
            where = bool(line.area_ids) + line.is_nationwide
            if line.is_scoped and where != 1:
                raise ValidationError(
                    _("%(role)s: choose areas, or nationwide.", role=line.role_id.name)
                )
            if not line.is_scoped and where:
                raise ValidationError(
                    _("%(role)s holds wherever its user sees people.", role=line.role_id.name)
                )

    @api.onchange("is_nationwide")
    def _onchange_is_nationwide(self):
        if self.is_nationwide:
            self.area_ids = False

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_beyond_manager()
        lines._take_effect()
        return lines

    def write(self, vals):
        self._refuse_beyond_manager()
        users = self.user_id
        result = super().write(vals)
        self._refuse_beyond_manager()
        self._take_effect(users)
        return result

    def unlink(self):
        self._refuse_beyond_manager()
        # Groups are the administrators' to write; which roles a manager may take was checked.
        result = super(ResUsersRoleLine, self.sudo()).unlink()
        self.env["res.users"]._forget_scopes()
        return result

    @api.model
    def _domain_in_force(self, day):
        return [
            *["|", ("date_from", "=", False), ("date_from", "<=", day)],
            *["|", ("date_to", "=", False), ("date_to", ">=", day)],
        ]

    def _take_effect(self, users=None):
        """Give the users the groups of their roles, and their scopes.

        :param users: who had these lines before
        """
        self.env["res.users"]._forget_scopes()
        # Groups are the administrators' to write; which roles a manager may give was checked.
        users = self.sudo().user_id | (users or self.env["res.users"]).sudo()
        users.set_groups_from_roles(force=True)

    def _refuse_beyond_manager(self):
        """Refuse what is not a manager's to give or to take: administrators may do all."""
        if self.env.su or self.env.user.has_group("base.group_erp_manager"):
            return
        scope = self.env["res.users"]._scope(MANAGE)
        if scope == NOWHERE:
            raise AccessError(_("Only a manager of the registry gives its roles."))
        # Of users and their other lines a manager reads little, and all of it counts here.
        for line in self.sudo():
            line._refuse_role_and_user()
            line._refuse_place(scope)

    def _refuse_role_and_user(self):
        if not self.role_id.is_registry:
            raise AccessError(_("Only roles of the registry are yours to give."))
        if self.user_id == self.env.user:
            raise AccessError(_("Nobody changes their own roles: ask another manager."))
        if not self._is_of_staff():
            raise AccessError(_("The roles of this user are not yours to change."))

    def _is_of_staff(self):
        """Tell whether managers, and not administrators alone, change the roles of this user."""
        return self.user_id.active and not any(map(self.user_id.has_group, NOT_STAFF))

    def _refuse_place(self, scope):
        """Refuse a role that holds somewhere outside: as one without areas does with the others."""
        lines = self if self.is_scoped else self.user_id.role_line_ids
        paths = lines.with_context(active_test=False).area_ids.mapped("parent_path")
        is_within = not any(lines.mapped("is_nationwide")) and all(map(scope.holds, paths))
        if not (scope.is_everywhere or is_within):
            raise AccessError(_("This role reaches beyond your own areas."))
