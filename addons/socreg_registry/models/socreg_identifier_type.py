import re

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..core import identifier
from ..core.errors import InvalidValue


class SocregIdentifierType(models.Model):
    """A kind of number that others give: national ID, birth certificate, ration card …"""

    _name = "socreg.identifier.type"
    _description = "Identifier Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="A short code or the URI by which others know it.")
    sequence = fields.Integer(default=10)
    pattern = fields.Char(
        help="A regular expression that the whole number must match, written without"
        " spaces, dots and dashes and in capitals. Empty: any number."
    )
    checksum = fields.Selection(
        [
            ("luhn", "Luhn"),
            ("verhoeff", "Verhoeff"),
            ("damm", "Damm"),
            ("mod_11_2", "ISO 7064 Mod 11, 2"),
            ("mod_11_10", "ISO 7064 Mod 11, 10"),
            ("mod_37_2", "ISO 7064 Mod 37, 2"),
            ("mod_97_10", "ISO 7064 Mod 97, 10"),
        ],
        help="How the number's check digits are computed.",
    )
    is_unique = fields.Boolean(
        string="One Holder", default=True, help="No two registrants may hold the same number."
    )
    needs_expiry = fields.Boolean(string="Expires", help="Such a number has a last day.")
    shown_digits = fields.Integer(
        default=4,
        help="How many of the last digits are shown to who may not see personal data: 0 to 4.",
    )
    active = fields.Boolean(default=True)

    _sql_constraints = [
        ("code_unique", "UNIQUE (code)", "Another identifier type has this code."),
        (
            "few_shown_digits",
            "CHECK (shown_digits BETWEEN 0 AND 4)",
            "Between no and four digits of a number are shown.",
        ),
    ]

    @api.constrains("pattern")
    def _check_pattern(self):
        for identifier_type in self.filtered("pattern"):
            try:
                re.compile(identifier_type.pattern)
            except re.error as error:
                raise ValidationError(
                    _("The pattern is no regular expression: %(why)s", why=error)
                ) from error

    def _check_value(self, value):
        """Refuse a number, in its normal form, that this type does not allow."""
        self.ensure_one()
        try:
            identifier.check(value, self.pattern, self.checksum)
        except InvalidValue as error:
            raise ValidationError(self._get_refusal(str(error))) from error

    def _get_refusal(self, reason):
        if reason == "checksum":
            return _("%(type)s: the check digit is wrong; look for a typing error.", type=self.name)
        if reason == "pattern":
            return _("%(type)s: the number does not have the right form.", type=self.name)
        return _("%(type)s: the number is empty.", type=self.name)
