from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("ahead", "The witness knows more: the database was rolled back"),
    ("differs", "The witness knows another log"),
    ("lost", "The witness forgot what it was told"),
    ("false", "A root was not signed by a key of this registry"),
]


class SocregProofAlarm(models.Model):
    """Database and witness contradict each other: it stays until an administrator says why."""

    _name = "socreg.proof.alarm"
    _description = "Contradiction of the Proof"
    _order = "id desc"

    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    digest = fields.Char(string="Of What", required=True, readonly=True)
    witness_size = fields.Integer(string="Events Known to the Witness", readonly=True)
    own_size = fields.Integer(string="Events Sealed Here", readonly=True)
    raised_at = fields.Datetime(string="Since", required=True, readonly=True)
    answer = fields.Text(
        help="Why it is so, and that the witness may go on from what the database says."
        " It is written into the witness; name no people.",
    )
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_at = fields.Datetime(readonly=True)

    _sql_constraints = [
        ("digest_unique", "UNIQUE (kind, digest)", "This alarm was raised already."),
        (
            "answered_by_somebody",
            "CHECK ((answer IS NULL) = (answered_by_id IS NULL)"
            " AND (answer IS NULL) = (answered_at IS NULL))",
            "An answer is somebody's, and has a time.",
        ),
    ]

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for alarm in self:
            alarm.display_name = labels.get(alarm.kind, "")

    def write(self, vals):
        if set(vals) != {"answer"}:
            raise UserError(_("An alarm is answered, and not changed."))
        answer = (vals["answer"] or "").strip()
        if not answer:
            raise ValidationError(_("Say why the witness may go on."))
        if self.filtered("answer"):
            raise UserError(_("This alarm is answered already."))
        return super().write(
            {"answer": answer, "answered_by_id": self.env.uid, "answered_at": fields.Datetime.now()}
        )

    @api.model
    def _raise(self, kind, digest, witness_size, own_size):
        """Return the alarm of a contradiction: the one that was raised, or a new one."""
        raised = self.search([("kind", "=", kind), ("digest", "=", digest)])
        return raised or self.create(
            {
                "kind": kind,
                "digest": digest,
                "witness_size": witness_size,
                "own_size": own_size,
                "raised_at": fields.Datetime.now(),
            }
        )
