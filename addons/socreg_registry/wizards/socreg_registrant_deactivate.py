from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.fields import SealedChar

from ..models.res_users import READ

DECEASED = "deceased"
# Who dies or moves away leaves the household; who withdraws may live on in it.
LEAVES = (DECEASED, "moved")


class SocregRegistrantDeactivate(models.TransientModel):
    """Registrants who are no longer active: since when, why, and what becomes of memberships."""

    _name = "socreg.registrant.deactivate"
    _inherit = ["socreg.chosen.wizard", "socreg.sealed.wizard"]
    _description = "Deactivation"

    state = fields.Selection(
        [(DECEASED, "Deceased"), ("moved", "Moved Away"), ("withdrawn", "Withdrawn")],
        required=True,
        default="moved",
        data_class="statistical",
    )
    since = fields.Date(required=True, default=fields.Date.context_today, data_class="statistical")
    reason = SealedChar(required=True)
    ends_memberships = fields.Boolean(
        compute="_compute_ends_memberships",
        store=True,
        readonly=False,
        help="They leave the groups they belong to on that date; a group loses its members.",
        data_class="statistical",
    )
    headless_ids = fields.Many2many(
        "socreg.registrant",
        string="Left Without Head",
        compute="_compute_headless_ids",
        data_class="statistical",
    )
    candidate_ids = fields.Many2many(
        "socreg.registrant", compute="_compute_headless_ids", data_class="statistical"
    )
    successor_id = fields.Many2one(
        "socreg.registrant",
        string="New Head",
        ondelete="cascade",
        domain="[('id', 'in', candidate_ids)]",
        data_class="statistical",
    )

    @api.depends("state")
    def _compute_ends_memberships(self):
        for wizard in self:
            wizard.ends_memberships = wizard.state in LEAVES

    @api.depends("registrant_ids", "ends_memberships")
    def _compute_headless_ids(self):
        for wizard in self:
            groups = wizard._groups_losing_heads() if wizard.ends_memberships else False
            wizard.headless_ids = groups
            staying = groups and groups.open_membership_ids.member_id
            wizard.candidate_ids = staying and staying - wizard.registrant_ids._origin

    def _groups_losing_heads(self):
        """Return the groups that need a head, and keep members but not the one they have."""
        leaving = self.registrant_ids._origin
        headed = [
            ("member_id", "in", leaving.ids),
            ("is_head", "=", True),
            ("end_date", "=", False),
        ]
        groups = self.env["socreg.membership"].search(headed).group_id._within(READ) - leaving
        return groups.filtered(
            lambda group: (
                group.group_type_id.needs_head and group.open_membership_ids.member_id - leaving
            )
        )

    def action_apply(self):
        """Deactivate all of them, or none."""
        self.ensure_one()
        self._check_registrants()
        groups = self._groups_losing_heads() if self.ends_memberships else self.headless_ids
        with elevation("reason of a deactivation"):
            reason = self.reason
        self.registrant_ids._deactivate(self.state, self.since, reason, self.ends_memberships)
        if self.successor_id:
            self._make_successor_head(groups)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_registrants(self):
        registrants = self.registrant_ids
        if not registrants:
            raise UserError(_("Choose whom to deactivate."))
        kept = registrants.filtered(lambda registrant: registrant.state != "active")
        if kept:
            raise UserError(_("%(count)s of them are not active: leave them out.", count=len(kept)))
        if self.state == DECEASED and any(it.kind == "group" for it in registrants):
            raise UserError(_("A group does not die: choose another state."))

    def _make_successor_head(self, groups):
        stays = groups.open_membership_ids.filtered(lambda it: it.member_id == self.successor_id)
        if len(stays) != 1:
            raise UserError(_("The new head is not a member of the one group left without head."))
        stays._make_head()
