from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..core import identifier


class SocregIdentifier(models.Model):
    """A number that somebody else gave to a registrant."""

    _name = "socreg.identifier"
    _description = "Identifier"
    _order = "type_id, id"
    _rec_name = "value"

    registrant_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "socreg.identifier.type", required=True, index=True, ondelete="restrict"
    )
    value = fields.Char(string="Number", required=True, index=True)
    issued_on = fields.Date()
    expires_on = fields.Date()
    status = fields.Selection(
        [("valid", "Valid"), ("invalid", "Invalid")], required=True, default="valid"
    )
    is_unique = fields.Boolean(related="type_id.is_unique", string="One Holder", store=True)

    _sql_constraints = [
        (
            "one_holder",
            "EXCLUDE (type_id WITH =, value WITH =) WHERE (is_unique AND status = 'valid')",
            "Somebody is already registered with this number.",
        ),
        (
            "expires_after_issue",
            "CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on)",
            "An identifier cannot expire before it is issued.",
        ),
    ]

    @api.constrains("type_id", "value")
    def _check_value(self):
        for record in self:
            record.type_id._check_value(record.value)

    @api.constrains("issued_on")
    def _check_issued_on(self):
        today = fields.Date.context_today(self)
        if any(record.issued_on and record.issued_on > today for record in self):
            raise ValidationError(_("An identifier cannot be issued in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise_vals(vals))

    @api.model
    def _normalise_vals(self, vals):
        if not vals.get("value"):
            return vals
        return {**vals, "value": identifier.normalise(vals["value"])}
