from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.fields import BlindIndex, SealedChar, SealedJson, SealedText

from ..core import delivery
from ..core.entry import Fault
from ..numbering import free_numbers

RECEIVED, INVALID, PENDING, RETURNED = "received", "invalid", "pending", "returned"
REJECTED, APPLIED, SUPERSEDED = "rejected", "applied", "superseded"
STATES = [
    (RECEIVED, "Received"),
    (INVALID, "Invalid"),
    (PENDING, "Awaits Approval"),
    (RETURNED, "Asked Back"),
    (APPLIED, "Applied"),
    (REJECTED, "Rejected"),
    (SUPERSEDED, "Superseded"),
]
OPEN = (PENDING, RETURNED)
RESULTS = [
    (delivery.NEW, "New"),
    (delivery.CHANGED, "Changed"),
    (delivery.SAME, "Same"),
    (delivery.PENDING, "To Review"),
    (delivery.SKIPPED, "Left as It Is"),
    (delivery.REFUSED, "Refused"),
    (delivery.INVALID, "Invalid"),
]
PATTERN = "S#########"
# What is said by field: now, and what stood there when it was.
PARTS = ("values", "base")
COMPARING = "comparison with what was delivered"


class SocregSubmission(models.Model):
    """What somebody said of a registrant, by which source, and what became of it.

    Nobody writes one by hand: the corridor keeps it, and who decides calls what is named for it.
    """

    _name = "socreg.submission"
    _inherit = ["socreg.historised", "socreg.scoped", "socreg.sealed.subject"]
    _description = "Submission"
    _order = "id desc"
    _rec_name = "number"
    _scope_paths = ("area_id",)

    number = fields.Char(
        readonly=True, copy=False, help="By which people speak of it.", data_class="statistical"
    )
    source_id = fields.Many2one(
        "socreg.source", required=True, index=True, ondelete="restrict", data_class="statistical"
    )
    line = fields.Integer(help="Where in a file it stood.", data_class="statistical")
    key = SealedChar(blind="exact", help="By which the source names the delivery.")
    key_index0 = BlindIndex()
    key_index1 = BlindIndex()
    thread = SealedChar(blind="exact", help="What the source calls what it delivers revisions of.")
    thread_index0 = BlindIndex(index=True)
    thread_index1 = BlindIndex(index=True)
    revision = fields.Integer(data_class="statistical")
    payload = SealedJson(string="What Was Said")
    payload_health = SealedJson(string="What Was Said of Health", data_class="sensitive")
    state = fields.Selection(
        STATES, required=True, default=RECEIVED, index=True, data_class="statistical"
    )
    result = fields.Selection(RESULTS, data_class="statistical")
    registrant_id = fields.Many2one(
        "socreg.registrant",
        string="Of Whom",
        index="btree_not_null",
        ondelete="restrict",
        data_class="statistical",
    )
    candidate_ids = fields.Many2many(
        "socreg.registrant",
        "socreg_submission_candidate_rel",
        string="Perhaps the Same",
        data_class="statistical",
    )
    faults = fields.Json(data_class="statistical")
    faults_in_words = fields.Text(
        string="What Is Wrong", compute="_compute_faults_in_words", data_class="statistical"
    )
    area_id = fields.Many2one(
        "socreg.area", index=True, ondelete="restrict", data_class="statistical"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Said By",
        required=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    decided_by_id = fields.Many2one("res.users", ondelete="restrict", data_class="statistical")
    decided_at = fields.Datetime(data_class="statistical")
    reason = SealedText(help="Why it was rejected or asked back, or what was answered.")

    _sql_constraints = [
        ("number_unique", "UNIQUE (number)", "Another submission has this number."),
        ("key_once0", "UNIQUE (source_id, key_index0)", "This was delivered before."),
        ("key_once1", "UNIQUE (source_id, key_index1)", "This was delivered before."),
        (
            "not_by_oneself",
            "CHECK (decided_by_id IS NULL OR decided_by_id <> user_id)",
            "Nobody decides on what they said themselves.",
        ),
        (
            "decided_by_somebody",
            "CHECK (decided_at IS NULL OR decided_by_id IS NOT NULL)",
            "Say who decided.",
        ),
    ]

    @api.depends("faults")
    @api.depends_context("lang")
    def _compute_faults_in_words(self):
        intake = self.env["socreg.intake"]
        for submission in self:
            faults = map(Fault.from_json, submission.faults or [])
            submission.faults_in_words = "\n".join(intake._faults_in_words(faults))

    @api.model_create_multi
    def create(self, vals_list):
        numbers = free_numbers(self, PATTERN, len(vals_list))
        return super().create(
            [{**vals, "number": number} for vals, number in zip(vals_list, numbers, strict=True)]
        )

    def unlink(self):
        """Refuse to delete: what was said stays said."""
        if self:
            raise UserError(  # pylint: disable=no-raise-unlink
                _("Submissions are not deleted. Reject what is not right, with a reason.")
            )
        return super().unlink()

    @api.model
    def _sensitive_names(self):
        """Return the fields of registrants that are sealed with the keys for health."""
        return {
            name
            for name, field in self.env["socreg.registrant"]._fields.items()
            if getattr(field, "data_class", None) == "sensitive"
        }

    @api.model
    def _sealed_vals(self, said):
        """Return the fields that keep what was said, each class of it under its own key.

        :param said: JSON; its `values`, and its `base` if it has one, are by the registrant's field
        """
        names = self._sensitive_names()
        parts = {name: said[name] for name in PARTS if name in said}
        health = {
            part: {name: value for name, value in values.items() if name in names}
            for part, values in parts.items()
        }
        rest = {
            part: {name: value for name, value in values.items() if name not in names}
            for part, values in parts.items()
        }
        return {
            "payload": {**said, **rest},
            "payload_health": health if any(health.values()) else False,
        }

    def _said(self):
        """Return what was said, as it was given to `_sealed_vals`."""
        self.ensure_one()
        said, health = self.payload or {}, self.payload_health or {}
        both = {part: {**said[part], **health.get(part, {})} for part in PARTS if part in said}
        return {**said, **both}

    def _says(self, said):
        """Tell whether this said just that."""
        with elevation(COMPARING):
            return {k: v for k, v in self._said().items() if k != "base"} == said
