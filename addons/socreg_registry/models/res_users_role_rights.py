from odoo import api, fields, models


class ResUsersRoleLine(models.Model):
    """What a user loses by a first role: roles replace all rights that were given otherwise."""

    # One model in two files: a role that is given, and what it takes.
    _inherit = "res.users.role.line"  # pylint: disable=consider-merging-classes-inherited

    lost_rights = fields.Char(string="Rights That End", compute="_compute_lost_rights")

    @api.depends("user_id", "role_id", "is_enabled")
    @api.depends_context("lang")
    def _compute_lost_rights(self):
        """Name them while the role is chosen."""
        for line in self:
            # Of users' rights a manager reads nothing, and is told only what saving would end.
            lost = line.sudo()._lost_groups()
            line.lost_rights = ", ".join(lost.mapped("display_name")) or False

    def _lost_groups(self):
        """Return what the user has and no role brings, without what is implied by the rest of it."""
        is_chosen = self.user_id and self.role_id and not self._origin
        if not is_chosen or not self._is_of_staff():
            return self.env["res.groups"]
        # One that begins later leaves its user without any right until then.
        roles = (self | self.user_id.role_line_ids).filtered("is_enabled").role_id
        lost = self.user_id.groups_id._with_implied() - roles.group_id._with_implied()
        return lost - lost.implied_ids
