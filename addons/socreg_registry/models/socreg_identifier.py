from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.socreg_crypto.core import masks
from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import BlindIndex, SealedChar

from ..core import identifier


class SocregIdentifier(models.Model):
    """A number that somebody else gave to a registrant."""

    _name = "socreg.identifier"
    _inherit = ["socreg.historised", "socreg.scoped", "socreg.sealed"]
    _description = "Identifier"
    _subject_field = _history_subject = "registrant_id"
    _scope_paths = ("registrant_id",)
    _order = "type_id, id"
    _rec_name = "value"

    registrant_id = fields.Many2one(
        "socreg.registrant",
        required=True,
        index=True,
        ondelete="cascade",
        data_class="statistical",
    )
    type_id = fields.Many2one(
        "socreg.identifier.type",
        required=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    value = SealedChar(string="Number", required=True, blind="exact", mask="_mask_of_value")
    value_index0 = BlindIndex(index=True)
    value_index1 = BlindIndex(index=True)
    issued_on = fields.Date(data_class="statistical")
    expires_on = fields.Date(data_class="statistical")
    status = fields.Selection(
        [("valid", "Valid"), ("invalid", "Invalid")],
        required=True,
        default="valid",
        data_class="statistical",
    )
    is_expired = fields.Boolean(
        string="Expired",
        compute="_compute_is_expired",
        search="_search_is_expired",
        data_class="statistical",
    )
    is_unique = fields.Boolean(
        related="type_id.is_unique", string="One Holder", store=True, data_class="statistical"
    )

    _sql_constraints = [
        (
            "one_holder0",
            "EXCLUDE (type_id WITH =, value_index0 WITH =) WHERE (is_unique AND status = 'valid')",
            "Somebody is already registered with this number.",
        ),
        (
            "one_holder1",
            "EXCLUDE (type_id WITH =, value_index1 WITH =) WHERE (is_unique AND status = 'valid')",
            "Somebody is already registered with this number.",
        ),
        (
            "expires_after_issue",
            "CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on)",
            "An identifier cannot expire before it is issued.",
        ),
    ]

    @api.depends("expires_on")
    @api.depends_context("tz")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.is_expired = bool(record.expires_on) and record.expires_on < today

    def _search_is_expired(self, operator, value):
        expired = [("expires_on", "<", fields.Date.context_today(self))]
        wanted = value if isinstance(value, bool) else any(value)
        if wanted == (operator in ("=", "in")):
            return expired
        return ["|", ("expires_on", "=", False), "!", *expired]

    def _mask_of_value(self, value):
        """Return what is shown of a number to who may not see it."""
        return masks.last_digits(value, self.type_id.shown_digits)

    @api.constrains("type_id", "value")
    @elevated("check of a number")
    def _check_value(self):
        for record in self:
            record.type_id._check_value(record.value)

    @api.constrains("type_id", "expires_on")
    def _check_expires_on(self):
        endless = self.filtered(lambda record: not record.expires_on)
        for identifier_type in endless.type_id.filtered("needs_expiry"):
            raise ValidationError(_("%(type)s: say when it expires.", type=identifier_type.name))

    @api.constrains("issued_on")
    def _check_issued_on(self):
        today = fields.Date.context_today(self)
        if any(record.issued_on and record.issued_on > today for record in self):
            raise ValidationError(_("An identifier cannot be issued in the future."))

    @api.model
    def _derived_of_new(self, vals_list):
        derived = super()._derived_of_new(vals_list)
        for vals, more in zip(vals_list, derived, strict=True):
            if vals.get("type_id"):
                # As the field does: what the type says holds whoever enters the number.
                more["is_unique"] = (
                    self.env["socreg.identifier.type"].sudo().browse(vals["type_id"]).is_unique
                )
        return derived

    @api.model_create_multi
    def create(self, vals_list):
        # A number that was just marked invalid is free.
        self.flush_model()
        return super().create([self._normalise_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise_vals(vals))

    @api.model
    def _normalise_vals(self, vals):
        if not vals.get("value"):
            return vals
        text = self._fields["value"].convert_to_cache(vals["value"], self)
        return {**vals, "value": identifier.normalise(text)}
