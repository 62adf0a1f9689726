from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.fields import SealedChar


class SocregGroupMerge(models.TransientModel):
    """Groups that turn out to be one: one of them stays, and takes over who belongs to the others."""

    _name = "socreg.group.merge"
    _inherit = ["socreg.scoped.wizard", "socreg.sealed.wizard"]
    _description = "Merge of Groups"

    group_ids = fields.Many2many(
        "socreg.registrant",
        default=lambda self: self._default_group_ids(),
        domain="[('kind', '=', 'group')]",
        data_class="statistical",
    )
    target_id = fields.Many2one(
        "socreg.registrant",
        string="Stays",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', group_ids)]",
        data_class="statistical",
    )
    candidate_ids = fields.Many2many(
        "socreg.registrant", compute="_compute_candidate_ids", data_class="statistical"
    )
    head_id = fields.Many2one(
        "socreg.registrant",
        ondelete="cascade",
        domain="[('id', 'in', candidate_ids)]",
        help="Who heads the group that stays.",
        data_class="statistical",
    )
    needs_head = fields.Boolean(
        related="target_id.group_type_id.needs_head",
        related_sudo=False,
        data_class="statistical",
    )
    since = fields.Date(
        string="Date", required=True, default=fields.Date.context_today, data_class="statistical"
    )
    reason = SealedChar()

    @api.model
    def _default_group_ids(self):
        return self.env.context.get("active_ids") or []

    @api.depends("group_ids")
    def _compute_candidate_ids(self):
        for wizard in self:
            members = wizard.group_ids.open_membership_ids.member_id
            wizard.candidate_ids = members - wizard.group_ids._origin

    def action_apply(self):
        """Merge in one transaction; show the group that stays."""
        self.ensure_one()
        self._check_groups()
        target, others = self.target_id, self.group_ids - self.target_id
        self._take_over_members(target, others)
        self._take_over_places(target, others)
        self._choose_head(target)
        with elevation("reason of a merge"):
            reason = self.reason
        others._deactivate("merged", self.since, reason)
        others.write({"merged_into_id": target.id})
        return self._form_of(target)

    def _check_groups(self):
        groups = self.group_ids
        if len(groups) < 2 or self.target_id not in groups:
            raise UserError(_("Choose at least two groups, and which of them stays."))
        if any(group.kind != "group" or group.state != "active" for group in groups):
            raise UserError(_("Only active groups are merged."))
        if len(groups.group_type_id) > 1:
            raise UserError(_("Groups of different types are not merged."))
        if self.needs_head and not self.head_id:
            raise UserError(_("Choose who heads the group that stays."))

    def _take_over_members(self, target, others):
        """End who belongs to the others; who does not belong to the one that stays joins it."""
        leaving = others.open_membership_ids
        there = target.open_membership_ids.member_id | self.group_ids
        joining = {stay.member_id: stay for stay in leaving if stay.member_id not in there}
        leaving.write({"end_date": self.since})
        self._open((target, member, stay._roles_but_head()) for member, stay in joining.items())

    def _take_over_places(self, target, others):
        """End where the others belong; the one that stays belongs there instead."""
        leaving = others.membership_ids.filtered(lambda stay: not stay.end_date)
        here = target.membership_ids.filtered(lambda stay: not stay.end_date)
        is_placed = any(here.mapped("is_exclusive"))
        joining = {
            stay.group_id: stay
            for stay in leaving
            if stay.group_id not in here.group_id | self.group_ids
            and not (is_placed and stay.is_exclusive)
        }
        leaving.write({"end_date": self.since})
        self._open((group, target, stay.role_ids) for group, stay in joining.items())

    def _open(self, memberships):
        self.env["socreg.membership"].create(
            [
                {
                    "group_id": group.id,
                    "member_id": member.id,
                    "role_ids": [fields.Command.set(roles.ids)],
                    "start_date": self.since,
                }
                for group, member, roles in memberships
            ]
        )

    def _choose_head(self, target):
        if not self.head_id:
            return
        headship = target.open_membership_ids.filtered(lambda it: it.member_id == self.head_id)
        if not headship:
            raise UserError(_("The head is not among the members."))
        if not headship.is_head:
            headship._make_head()
