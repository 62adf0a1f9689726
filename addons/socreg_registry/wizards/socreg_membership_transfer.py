from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.fields import PersonalChar, SealedChar

from ..models.res_users import READ

# A wizard lists the members of a household, not those of a whole community.
MOST_LISTED = 100


class SocregMembershipTransfer(models.TransientModel):
    """Members who leave a group for another, which is there already or is made for them."""

    _name = "socreg.membership.transfer"
    _inherit = ["socreg.scoped.wizard", "socreg.sealed.wizard"]
    _description = "Move of Members"

    group_id = fields.Many2one(
        "socreg.registrant",
        string="Leaving",
        required=True,
        ondelete="cascade",
        domain="[('kind', '=', 'group')]",
        data_class="statistical",
    )
    group_type_id = fields.Many2one(
        related="group_id.group_type_id", related_sudo=False, data_class="statistical"
    )
    is_new = fields.Boolean(string="To a New Group", data_class="statistical")
    target_id = fields.Many2one(
        "socreg.registrant",
        string="Joining",
        ondelete="cascade",
        domain="[('kind', '=', 'group'), ('state', '=', 'active'), ('id', '!=', group_id)]",
        data_class="statistical",
    )
    target_name = SealedChar(string="Name of the New Group")
    area_id = fields.Many2one(
        "socreg.area",
        compute="_compute_area_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        data_class="statistical",
    )
    since = fields.Date(
        string="Date", required=True, default=fields.Date.context_today, data_class="statistical"
    )
    line_ids = fields.One2many(
        "socreg.membership.transfer.line",
        "transfer_id",
        string="Members",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        data_class="statistical",
    )
    staying_ids = fields.Many2many(
        "socreg.registrant", compute="_compute_staying_ids", data_class="statistical"
    )
    leaves_headless = fields.Boolean(compute="_compute_staying_ids", data_class="statistical")
    successor_id = fields.Many2one(
        "socreg.registrant",
        string="New Head of Who Stay",
        ondelete="cascade",
        domain="[('id', 'in', staying_ids)]",
        data_class="statistical",
    )

    @api.depends("group_id")
    def _compute_area_id(self):
        for wizard in self:
            wizard.area_id = wizard.group_id.area_id

    @api.depends("group_id")
    @api.depends_context("chosen_membership_ids")
    def _compute_line_ids(self):
        chosen = self.env.context.get("chosen_membership_ids") or []
        for wizard in self:
            memberships = wizard.group_id._origin.open_membership_ids
            listed = memberships if len(memberships) <= MOST_LISTED else memberships.browse(chosen)
            lines = [
                fields.Command.create(
                    {
                        "membership_id": membership.id,
                        "is_chosen": membership.id in chosen,
                        "role_ids": [fields.Command.set(membership.role_ids.ids)],
                    }
                )
                for membership in listed
            ]
            wizard.line_ids = [fields.Command.clear(), *lines]

    @api.depends("group_id", "line_ids.is_chosen", "line_ids.membership_id")
    def _compute_staying_ids(self):
        for wizard in self:
            group = wizard.group_id._origin
            leaving = wizard._chosen().membership_id._origin
            staying = group.open_membership_ids - leaving
            wizard.staying_ids = staying.member_id
            loses_head = bool(staying) and not any(staying.mapped("is_head"))
            wizard.leaves_headless = group.group_type_id.needs_head and loses_head

    def _chosen(self):
        return self.line_ids.filtered("is_chosen")

    def action_apply(self):
        """End the memberships and open the new ones, in one transaction; show where they went."""
        self.ensure_one()
        lines = self._chosen()
        if not lines:
            raise UserError(_("Choose who moves."))
        target = self._make_target() if self.is_new else self.target_id
        if not target or target == self.group_id:
            raise UserError(_("Choose another group for those who move."))
        lines.membership_id.write({"end_date": self.since})
        self.env["socreg.membership"].create([line._vals_in(target) for line in lines])
        self._make_successor_head()
        return self._form_of(target)

    def _make_target(self):
        heads = self._chosen().filtered(lambda line: any(line.role_ids.mapped("is_head")))
        if self.group_type_id.needs_head and len(heads) != 1:
            raise UserError(_("The new group needs one head: give one of its members that role."))
        with elevation("name of a group that splits off"):
            name = self.target_name
        return self.env["socreg.registrant"].create(
            {
                "kind": "group",
                "group_name": name,
                "group_type_id": self.group_type_id.id,
                "area_id": self.area_id.id,
            }
        )

    def _make_successor_head(self):
        if not self.successor_id:
            return
        staying = self.group_id.open_membership_ids
        successor = staying.filtered(lambda stay: stay.member_id == self.successor_id)
        if not successor:
            raise UserError(_("The new head is not among those who stay."))
        successor._make_head()


class SocregMembershipTransferLine(models.TransientModel):
    """A member of a group whose members move, and whether they do."""

    _name = "socreg.membership.transfer.line"
    _inherit = "socreg.scoped.wizard"
    _description = "Member Who May Move"

    transfer_id = fields.Many2one(
        "socreg.membership.transfer", required=True, ondelete="cascade", data_class="statistical"
    )
    membership_id = fields.Many2one(
        "socreg.membership", required=True, ondelete="cascade", data_class="statistical"
    )
    member_name = PersonalChar(compute="_compute_from_member", mask="initials")
    member_uid = fields.Char(
        string="Public Number", compute="_compute_from_member", data_class="statistical"
    )
    birth_year = fields.Integer(compute="_compute_from_member", data_class="statistical")
    is_chosen = fields.Boolean(string="Moves", data_class="statistical")
    role_ids = fields.Many2many(
        "socreg.membership.role", string="Roles There", data_class="statistical"
    )

    @api.depends("membership_id")
    @api.depends_context("uid")
    def _compute_from_member(self):
        """Tell nothing of a member who lies outside the user's areas."""
        memberships = self.membership_id._within(READ)
        within = memberships.member_id._within(READ)
        for line in self:
            member = (line.membership_id & memberships).member_id & within
            line.member_name = member.name
            line.member_uid = member.uid
            line.birth_year = member.birth_year

    def _vals_in(self, group):
        return {
            "group_id": group.id,
            "member_id": self.membership_id.member_id.id,
            "role_ids": [fields.Command.set(self.role_ids.ids)],
            "start_date": self.transfer_id.since,
        }
