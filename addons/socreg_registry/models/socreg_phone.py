from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.socreg_crypto.fields import BlindIndex, SealedChar

from ..core import phone
from ..core.errors import InvalidValue
from ..deferred import check_when_done


class SocregPhone(models.Model):
    """A phone number a registrant is reached by, stored in E.164."""

    _name = "socreg.phone"
    _inherit = ["socreg.historised", "socreg.scoped", "socreg.sealed"]
    _description = "Phone"
    _subject_field = _history_subject = "registrant_id"
    _scope_paths = ("registrant_id",)
    _order = "is_primary desc, id"
    _rec_name = "number"

    registrant_id = fields.Many2one(
        "socreg.registrant",
        required=True,
        index=True,
        ondelete="cascade",
        data_class="statistical",
    )
    number = SealedChar(
        required=True,
        blind="exact",
        mask="last_digits",
        help="With the country's prefix, or as it is dialled within the country.",
    )
    number_index0 = BlindIndex()
    number_index1 = BlindIndex()
    is_primary = fields.Boolean(string="Main", data_class="statistical")

    _sql_constraints = [
        (
            "one_primary",
            "EXCLUDE (registrant_id WITH =) WHERE (is_primary) DEFERRABLE INITIALLY DEFERRED",
            "Only one phone can be the main one.",
        ),
        (
            "number_once0",
            "UNIQUE (number_index0, registrant_id)",
            "This phone number is already there.",
        ),
        (
            "number_once1",
            "UNIQUE (number_index1, registrant_id)",
            "This phone number is already there.",
        ),
    ]

    @api.model_create_multi
    def create(self, vals_list):
        check_when_done(self.env)
        region = self._region()
        return super().create([self._normalise_vals(vals, region) for vals in vals_list])

    def write(self, vals):
        check_when_done(self.env)
        region = self._region() if vals.get("number") else None
        return super().write(self._normalise_vals(vals, region))

    @api.model
    def _normalise_vals(self, vals, region):
        if not vals.get("number"):
            return vals
        text = self._fields["number"].convert_to_cache(vals["number"], self)
        try:
            number = phone.normalise(text, region)
        except InvalidValue as error:
            raise ValidationError(
                _("This is not a phone number; write it with the country's prefix, such as +84.")
            ) from error
        return {**vals, "number": number}

    @api.model
    def _as_stored(self, text):
        """Return how a number would be stored, or None where the text is no number."""
        try:
            return phone.normalise(text, self._region())
        except InvalidValue:
            return None

    @api.model
    def _region(self):
        """Return the country that a number without a country's prefix is read as of."""
        self.env["res.company"].flush_model(["partner_id"])
        self.env["res.partner"].flush_model(["country_id"])
        self.env["res.country"].flush_model(["code"])
        # The ORM would load all of the company, of its partner and of the country, for every
        # number that is looked up.
        self.env.cr.execute(
            SQL(
                "SELECT country.code FROM res_company AS company"
                " JOIN res_partner AS partner ON partner.id = company.partner_id"
                " JOIN res_country AS country ON country.id = partner.country_id"
                " WHERE company.id = %s",
                self.env.company.id,
            )
        )
        row = self.env.cr.fetchone()
        return row and row[0]
