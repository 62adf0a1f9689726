from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .res_users import READ

MEMBERSHIPS = ("group_membership_ids", "open_membership_ids", "past_membership_ids")


class SocregRegistrant(models.Model):
    """How a group lives: who belongs to it, who did before, whether somebody heads it."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    open_membership_ids = fields.One2many(
        "socreg.membership",
        "group_id",
        string="Members Now",
        domain=[("end_date", "=", False)],
        data_class="statistical",
    )
    past_membership_ids = fields.One2many(
        "socreg.membership",
        "group_id",
        string="Members Before",
        domain=[("end_date", "!=", False)],
        data_class="statistical",
    )
    subgroup_ids = fields.Many2many(
        "socreg.registrant",
        string="Groups Within",
        compute="_compute_subgroup_ids",
        data_class="statistical",
    )
    # Empty, not False, where nobody was ever missing: the index holds exceptions only.
    is_headless = fields.Boolean(
        string="Without Head",
        compute="_compute_is_headless",
        store=True,
        index="btree_not_null",
        help="A group that needs a head has members, and none of them is its head.",
        data_class="statistical",
    )
    merged_into_id = fields.Many2one(
        "socreg.registrant",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The registrant that took over the members and the place of this one.",
        data_class="statistical",
    )

    _sql_constraints = [
        (
            "merged_has_state",
            "CHECK (merged_into_id IS NULL OR (state = 'merged' AND merged_into_id <> id))",
            "Only a merged group points to another that took it over.",
        ),
    ]

    @api.depends("open_membership_ids.member_id.kind")
    @api.depends_context("uid")
    def _compute_subgroup_ids(self):
        for group in self:
            members = group.open_membership_ids.member_id._within(READ)
            group.subgroup_ids = members.filtered(lambda member: member.kind == "group")

    @api.depends(
        "group_type_id.needs_head",
        "group_membership_ids.end_date",
        "group_membership_ids.is_head",
    )
    def _compute_is_headless(self):
        for group in self.filtered(lambda registrant: registrant.kind == "group"):
            is_headless = group._is_without_head()
            # A group that stays as it is stays unwritten: many may be joining it at once.
            if group.is_headless != is_headless:
                group.is_headless = is_headless

    @api.model
    def _empty_of_new(self, vals):
        names = super()._empty_of_new(vals)
        return names if any(map(vals.get, MEMBERSHIPS)) else names | {"is_headless"}

    def _is_without_head(self):
        if not self.group_type_id.needs_head:
            return False
        members = self.group_membership_ids.filtered(lambda membership: not membership.end_date)
        return bool(members) and not any(members.mapped("is_head"))

    def action_transfer_members(self):
        """Let the user move members of this group to another, which is there or is new."""
        return self._action_of_transfer(self.id, [])

    def action_change_household(self):
        """Let the user move this person from where they belong to another household."""
        home = self.membership_ids.filtered(
            lambda membership: membership.is_exclusive and not membership.end_date
        )
        if not home:
            raise UserError(_("Nobody here belongs to a household yet: add them to one."))
        return self._action_of_transfer(home[0].group_id.id, home[0].ids)

    def _action_of_transfer(self, group_id, membership_ids):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "socreg_registry.socreg_membership_transfer_action"
        )
        context = {"default_group_id": group_id, "chosen_membership_ids": membership_ids}
        return {**action, "context": context}
