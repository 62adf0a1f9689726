from odoo import _, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import SealedText

REJECT, ASK, ANSWER = "reject", "ask", "answer"


class SocregSubmissionDecide(models.TransientModel):
    """Why submissions are rejected or asked back, and what is answered."""

    _name = "socreg.submission.decide"
    _inherit = ["socreg.scoped.wizard", "socreg.sealed.wizard"]
    _description = "Decision on Submissions"

    operation = fields.Selection(
        [(REJECT, "Reject"), (ASK, "Ask Back"), (ANSWER, "Answer")],
        required=True,
        default=REJECT,
        data_class="statistical",
    )
    submission_ids = fields.Many2many(
        "socreg.submission",
        "socreg_submission_decide_rel",
        default=lambda self: self.env.context.get("active_ids"),
        data_class="statistical",
    )
    reason = SealedText(required=True)

    def action_apply(self):
        """Do it to all of them, or to none."""
        self.ensure_one()
        if not self.submission_ids:
            raise UserError(_("Choose submissions."))
        acts = {
            REJECT: self.submission_ids._reject,
            ASK: self.submission_ids._ask_back,
            ANSWER: self.submission_ids._answer,
        }
        # Whoever gives a reason knows it.
        acts[self.operation](self._opened_reason())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @elevated("reason of a decision")
    def _opened_reason(self):
        return self.reason
