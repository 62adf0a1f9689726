from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.core.masks import HIDDEN, MASKS
from odoo.addons.socreg_crypto.fields import PersonalChar

TAKE, KEEP = "take", "keep"


class SocregSubmissionChange(models.Model):
    """One field that a submission would change: what stands there, what is proposed, what to do."""

    _name = "socreg.submission.change"
    _inherit = ["socreg.historised", "socreg.scoped"]
    _description = "Proposed Change"
    _order = "submission_id, id"
    _rec_name = "path"
    _history_subject = "submission_id"
    _scope_paths = ("submission_id",)

    submission_id = fields.Many2one(
        "socreg.submission", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    path = fields.Char(required=True, data_class="statistical")
    choice = fields.Selection(
        [(TAKE, "Take What Is Proposed"), (KEEP, "Keep What Stands There")],
        help="Where somebody else changed it since it was proposed.",
        data_class="statistical",
    )
    state = fields.Selection(related="submission_id.state", data_class="statistical")
    label = fields.Char(string="Field", compute="_compute_texts", data_class="statistical")
    present = PersonalChar(string="Now", compute="_compute_texts", mask="_mask_of_text")
    proposed = PersonalChar(compute="_compute_texts", mask="_mask_of_text")
    is_conflict = fields.Boolean(
        string="Changed Since",
        compute="_compute_is_conflict",
        help="What stands there now is not what stood there when this was proposed.",
        data_class="statistical",
    )

    @api.depends("path", "submission_id.state", "submission_id.registrant_id")
    @api.depends_context("uid", "lang")
    def _compute_texts(self):
        for submission in self.submission_id:
            told = submission._told()
            for change in self.filtered(lambda it, own=submission: it.submission_id == own):
                change.label, change.present, change.proposed = told.get(
                    change.path, (change.path, "", "")
                )

    @api.depends("path", "submission_id.state", "submission_id.registrant_id")
    @elevated("look for conflicts")
    def _compute_is_conflict(self):
        for submission in self.submission_id:
            paths = submission._conflicts() if submission._is_open() else set()
            for change in self.filtered(lambda it, own=submission: it.submission_id == own):
                change.is_conflict = change.path in paths

    def _mask_of_text(self, text):
        """Return what is shown to who may not see it: as the field itself is masked."""
        field = self.env["socreg.registrant"]._fields.get(self.path)
        if field is not None and self._is_plain(field):
            return text
        mask = MASKS.get(getattr(field, "mask", None))
        return mask(text) if mask else HIDDEN

    @api.model
    def _is_plain(self, field):
        """Tell whether all are shown what stands in a field: what leads to people has their names."""
        if getattr(field, "data_class", None) != "statistical":
            return False
        return not field.relational or not hasattr(self.env[field.comodel_name], "_sealed_names")

    def action_take(self):
        """Take what is proposed, though something else stands there by now."""
        return self._choose(TAKE)

    def action_keep(self):
        """Keep what stands there."""
        return self._choose(KEEP)

    def _choose(self, choice):
        self.submission_id._check_may_decide()
        if any(not change.submission_id._is_divisible() for change in self):
            raise UserError(_("This is approved or rejected as a whole."))
        # Nobody writes a change by hand: who may decide was asked.
        return self.sudo().write({"choice": choice})
