from odoo import _, fields, models
from odoo.exceptions import UserError

from ..core import public_number

REGISTRANT = "socreg.registrant"


class SocregOpening(models.Model):
    """The log of openings, by whose data was opened."""

    _inherit = "socreg.opening"

    opened_of = fields.Char(
        string="Public Number",
        store=False,
        search="_search_opened_of",
        help="Whose data was opened, their identifiers and phones included.",
    )

    def _search_opened_of(self, operator, value):
        if operator not in ("=", "ilike") or not value:
            raise UserError(_("Type a public number to look for."))
        number = public_number.compact(value)
        return self._opened_of(self.env[REGISTRANT].search([("uid", "=", number)]))
