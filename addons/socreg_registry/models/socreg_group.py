from odoo import api, fields, models

from odoo.addons.socreg_crypto.fields import SealedChar


class SocregRegistrant(models.Model):
    """What is known of a group, and of no person."""

    # One model in three files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    group_name = SealedChar(blind="name_bucket", mask="initials")
    group_type_id = fields.Many2one(
        "socreg.group.type", index=True, ondelete="restrict", data_class="statistical"
    )
    group_membership_ids = fields.One2many(
        "socreg.membership", "group_id", string="Memberships", data_class="statistical"
    )
    head_id = fields.Many2one(
        "socreg.registrant",
        compute="_compute_head_id",
        search="_search_head_id",
        data_class="statistical",
    )
    member_count = fields.Integer(
        string="Members", compute="_compute_member_count", data_class="statistical"
    )

    @api.depends("group_membership_ids.is_head", "group_membership_ids.end_date")
    def _compute_head_id(self):
        heads = self.env["socreg.membership"].search(
            [("group_id", "in", self.ids), ("is_head", "=", True), ("end_date", "=", False)]
        )
        head_by_group = {membership.group_id.id: membership.member_id for membership in heads}
        for group in self:
            group.head_id = head_by_group.get(group._origin.id, False)

    def _search_head_id(self, operator, value):
        head = [("is_head", "=", True), ("end_date", "=", False)]
        if operator in ("=", "in") and not any([value] if operator == "=" else value):
            return [("group_membership_ids", "not any", head)]
        if operator in ("!=", "not in"):
            return ["!", *self._search_head_id("=" if operator == "!=" else "in", value)]
        return [("group_membership_ids", "any", [*head, ("member_id", operator, value)])]

    @api.depends("group_membership_ids.end_date")
    def _compute_member_count(self):
        counts = dict(
            self.env["socreg.membership"]._read_group(
                [("group_id", "in", self.ids), ("end_date", "=", False)], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.member_count = counts.get(group._origin, 0)

    def _name_parts(self, kind):
        parts = super()._name_parts(kind)
        return [*parts, "group_name"] if kind == "group" else parts
