from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.opening import may_open
from odoo.addons.socreg_registry.models.socreg_registrant import KINDS

CHOSEN, SHOWN = "chosen", "shown"


class SocregExportMake(models.TransientModel):
    """Who leaves, by which profile and what for: asked before anything does.

    What the list was searched by is in the request alone, and stored only sealed: it may name
    somebody.
    """

    _name = "socreg.export.make"
    _inherit = "socreg.chosen.wizard"
    _description = "Taking Data Out"

    kind = fields.Selection(KINDS, compute="_compute_kind", data_class="statistical")
    extent = fields.Selection(
        [(CHOSEN, "Those Chosen"), (SHOWN, "All That the List Shows")],
        string="Whom",
        required=True,
        default=CHOSEN,
        data_class="statistical",
    )
    profile_id = fields.Many2one(
        "socreg.export.profile", ondelete="cascade", data_class="statistical"
    )
    columns_in_words = fields.Char(
        string="Columns", compute="_compute_columns_in_words", data_class="statistical"
    )
    purpose = fields.Char(
        help="What the file is for. Auditors read it; name nobody here.", data_class="statistical"
    )
    row_count = fields.Integer(
        string="Rows", compute="_compute_row_count", data_class="statistical"
    )
    rows_left = fields.Integer(
        string="Rows You May Take Out Today",
        compute="_compute_rows_left",
        data_class="statistical",
    )
    is_opened = fields.Boolean(compute="_compute_rows_left", data_class="statistical")

    @api.depends("registrant_ids")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = wizard.registrant_ids[:1].kind

    @api.depends("profile_id")
    @api.depends_context("lang")
    def _compute_columns_in_words(self):
        known = self.env["socreg.export.columns"]._offered_of_all()
        for wizard in self:
            paths = wizard.profile_id._columns() if wizard.profile_id else ()
            wizard.columns_in_words = ", ".join(known.get(path, path) for path in paths)

    @api.depends("registrant_ids", "extent", "profile_id")
    def _compute_row_count(self):
        exports = self.env["socreg.export"]
        for wizard in self:
            profile = wizard.profile_id
            wizard.row_count = (
                exports._count(profile.kind, profile.rows, wizard._asked()) if profile else 0
            )

    @api.depends_context("uid")
    def _compute_rows_left(self):
        left, is_opened = self.env["socreg.export.quota"]._left(), may_open(self.env)
        for wizard in self:
            wizard.rows_left = left
            wizard.is_opened = is_opened

    def action_export(self):
        """Make the file ready, and have the browser fetch it."""
        self.ensure_one()
        if not self.profile_id:
            raise UserError(_("Choose a profile: it says which columns leave."))
        exports = self.env["socreg.export"]
        export = exports._make(self.profile_id, self._asked(), self.purpose)
        return {
            "type": "ir.actions.act_url",
            "url": f"/socreg/export/{export.number}",
            "target": "self",
        }

    def _asked(self):
        """Return a domain of those whom the list shows, or of those chosen there."""
        if self.extent == SHOWN:
            # It says no more than what the user may search for anyway.
            shown = self.env.context.get("active_domain")
            if not isinstance(shown, (list, tuple)):
                raise UserError(_("Open this from the list of people or groups."))
            return list(shown)
        return [("id", "in", self.registrant_ids._origin.ids)]
