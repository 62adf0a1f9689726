from itertools import pairwise

from odoo import api, fields, models


class SocregMembership(models.Model):
    """Where a member came from, and where they went: what a group's history shows."""

    _inherit = "socreg.membership"  # pylint: disable=consider-merging-classes-inherited

    came_from_id = fields.Many2one(
        "socreg.registrant",
        string="From",
        compute="_compute_moves",
        help="The group of the same type to which the member belonged before.",
        data_class="statistical",
    )
    went_to_id = fields.Many2one(
        "socreg.registrant",
        string="To",
        compute="_compute_moves",
        help="The group of the same type to which the member belonged next.",
        data_class="statistical",
    )

    @api.depends("member_id", "group_id.group_type_id", "start_date")
    def _compute_moves(self):
        self.came_from_id = self.went_to_id = False
        stays = self.search_fetch(
            [("member_id", "in", self.member_id.ids)],
            ["member_id", "group_id", "start_date"],
            order="member_id, start_date, id",
        )
        # Only the same type: who goes to school does not leave the household.
        ways = stays.grouped(lambda stay: (stay.member_id.id, stay.group_type_id.id))
        for stay, following in (pair for way in ways.values() for pair in pairwise(way)):
            if following in self:
                following.came_from_id = stay.group_id
            if stay in self:
                stay.went_to_id = following.group_id

    def _roles_but_head(self):
        """Return the roles that go along with a member to a group that has a head."""
        return self.role_ids.filtered(lambda role: not role.is_head)

    @api.model
    def _head_role(self):
        """Return the role that makes somebody a head."""
        return self.env["socreg.membership.role"].search([("is_head", "=", True)], limit=1)

    def _make_head(self):
        """Give the head's role to this membership alone of its group."""
        self.ensure_one()
        others = self.group_id.open_membership_ids.filtered("is_head") - self
        for other in others:
            other.role_ids = other._roles_but_head()
        self.role_ids = self._head_role()
