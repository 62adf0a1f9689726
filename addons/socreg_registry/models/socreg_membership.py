from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.socreg_crypto.fields import PersonalDate

from ..deferred import check_when_done
from .res_users import READ


class SocregMembershipRole(models.Model):
    """What a member is in a group: head, spouse, teacher …"""

    _name = "socreg.membership.role"
    _description = "Membership Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_head = fields.Boolean(help="A group has one member at a time with such a role.")
    active = fields.Boolean(default=True)

    _sql_constraints = [("code_unique", "UNIQUE (code)", "Another role has this code.")]


class SocregMembership(models.Model):
    """That somebody belongs to a group, from when to when. Open while it has no end."""

    _name = "socreg.membership"
    _inherit = ["socreg.historised", "socreg.scoped"]
    _description = "Membership"
    _order = "is_head desc, start_date, id"
    _rec_name = "member_id"
    _scope_paths = ("group_id", "member_id")
    _history_subject = "member_id"
    _history_party = "group_id"

    group_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    member_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    role_ids = fields.Many2many("socreg.membership.role", string="Roles", data_class="statistical")
    start_date = fields.Date(
        required=True, default=fields.Date.context_today, data_class="statistical"
    )
    end_date = fields.Date(data_class="statistical")
    is_head = fields.Boolean(
        string="Head", compute="_compute_is_head", store=True, data_class="statistical"
    )
    is_exclusive = fields.Boolean(
        string="Exclusive",
        compute="_compute_is_exclusive",
        store=True,
        help="The member can have only one open membership of such groups.",
        data_class="statistical",
    )
    member_sex = fields.Selection(
        selection="_selection_member_sex",
        string="Sex",
        compute="_compute_from_member",
        data_class="statistical",
    )
    member_birthdate = PersonalDate(string="Birth Date", compute="_compute_from_member")
    member_uid = fields.Char(
        related="member_id.uid", string="Public Number", data_class="statistical"
    )
    group_type_id = fields.Many2one(
        "socreg.group.type",
        compute="_compute_group_type_id",
        search="_search_group_type_id",
        data_class="statistical",
    )

    _sql_constraints = [
        (
            "not_in_itself",
            "CHECK (group_id <> member_id)",
            "A group cannot be a member of itself.",
        ),
        (
            "ends_after_start",
            "CHECK (end_date IS NULL OR end_date >= start_date)",
            "A membership cannot end before it starts.",
        ),
        (
            "one_open",
            "EXCLUDE (group_id WITH =, member_id WITH =) WHERE (end_date IS NULL)"
            " DEFERRABLE INITIALLY DEFERRED",
            "This member already belongs to the group.",
        ),
        (
            "one_head",
            "EXCLUDE (group_id WITH =) WHERE (is_head AND end_date IS NULL)"
            " DEFERRABLE INITIALLY DEFERRED",
            "The group already has a head. End that membership or change its role first.",
        ),
        (
            "one_exclusive",
            "EXCLUDE (member_id WITH =) WHERE (is_exclusive AND end_date IS NULL)"
            " DEFERRABLE INITIALLY DEFERRED",
            "The member already belongs to another group of this kind. End that membership first.",
        ),
    ]

    @api.model
    def _selection_member_sex(self):
        return self.env["socreg.registrant"]._fields["sex"]._description_selection(self.env)

    @api.depends("member_id.sex", "member_id.birthdate", "member_id.is_readable_here")
    @api.depends_context("uid")
    def _compute_from_member(self):
        """Tell nothing of a member who lies outside the user's areas."""
        within = self.member_id._within(READ)
        for membership in self:
            member = membership.member_id & within
            membership.member_sex = member.sex
            membership.member_birthdate = member.birthdate

    @api.depends("group_id.group_type_id", "group_id.is_readable_here")
    @api.depends_context("uid")
    def _compute_group_type_id(self):
        """Tell nothing of a group that lies outside the user's areas."""
        within = self.group_id._within(READ)
        for membership in self:
            membership.group_type_id = (membership.group_id & within).group_type_id

    @api.model
    def _search_group_type_id(self, operator, value):
        return [("group_id.group_type_id", operator, value)]

    @api.depends("group_id.group_type_id.is_exclusive")
    def _compute_is_exclusive(self):
        for membership in self:
            membership.is_exclusive = membership._linked("group_id").group_type_id.is_exclusive

    @api.depends("role_ids.is_head")
    def _compute_is_head(self):
        for membership in self:
            membership.is_head = any(membership.role_ids.mapped("is_head"))

    @api.constrains("group_id")
    def _check_group_id(self):
        if any(membership.group_id.kind != "group" for membership in self):
            raise ValidationError(_("Only a group has members."))

    @api.constrains("start_date", "end_date")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for membership in self:
            if max(membership.start_date, membership.end_date or membership.start_date) > today:
                raise ValidationError(_("A membership cannot start or end in the future."))

    @api.constrains("group_id", "member_id", "end_date")
    def _check_nesting(self):
        """Refuse groups that would contain themselves, however deep."""
        nested = self.filtered(lambda it: not it.end_date and it.member_id.kind == "group")
        within, level = defaultdict(set), nested.member_id
        while level:
            for membership in self._groups_inside(level):
                within[membership.group_id.id].add(membership.member_id.id)
            new = {id_ for group in level for id_ in within[group.id]} - within.keys()
            level = level.browse(new)
        try:
            TopologicalSorter(within).prepare()
        except CycleError as error:
            raise ValidationError(_("A group cannot lie within itself.")) from error

    @api.model
    def _derived_of_new(self, vals_list):
        derived = super()._derived_of_new(vals_list)
        # As the fields do: what a group's type and a role say holds whoever enters the membership.
        groups = self.env["socreg.registrant"].sudo()
        groups = groups.browse({vals["group_id"] for vals in vals_list if vals.get("group_id")})
        type_by_group = {group.id: group.group_type_id for group in groups}
        for vals, more in zip(vals_list, derived, strict=True):
            if vals.get("group_id"):
                more["is_exclusive"] = type_by_group[vals["group_id"]].is_exclusive
            role_ids = self._role_ids_of_new(vals)
            if role_ids is not None:
                roles = self.env["socreg.membership.role"].sudo().browse(role_ids)
                more["is_head"] = any(roles.mapped("is_head"))
        return derived

    @api.model
    def _role_ids_of_new(self, vals):
        """Return the ids of the roles of a new membership, or None where values do not tell."""
        if "role_ids" not in vals:
            return None if "default_role_ids" in self.env.context else []
        commands = vals["role_ids"] or []
        if not all(isinstance(command, (list, tuple)) for command in commands):
            return None
        if all(len(c) == 3 and c[0] == fields.Command.SET for c in commands):
            return [id_ for command in commands[-1:] for id_ in command[2]]
        if all(c[0] == fields.Command.LINK for c in commands):
            return [command[1] for command in commands]
        return None

    @api.model_create_multi
    def create(self, vals_list):
        check_when_done(self.env)
        return super().create(vals_list)

    def write(self, vals):
        check_when_done(self.env)
        return super().write(vals)

    @api.model
    def _is_enough(self, role):
        """Show that somebody of here belongs elsewhere; changing it takes both sides."""
        return any if role == READ else all

    @api.model
    def _groups_inside(self, groups):
        """Return the open memberships of groups in these."""
        open_memberships = [
            ("group_id", "in", groups.ids),
            ("member_id.kind", "=", "group"),
            ("end_date", "=", False),
        ]
        # A circle may lead through groups that this user may not see; nothing of them is shown.
        memberships = self.sudo()
        return memberships.search_fetch(open_memberships, ["group_id", "member_id"], order="id")
