from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import public_number

REGISTRANT = "socreg.registrant"
BELOW = ("socreg.identifier", "socreg.phone")


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
        registrant = self.env[REGISTRANT].search([("uid", "=", number)])
        found = self._of(REGISTRANT, registrant.ids)
        for model in BELOW:
            below = self.env[model].search([("registrant_id", "in", registrant.ids)])
            found += self._of(model, below.ids)
        return [("id", "in", found)]

    def _of(self, model, ids):
        """Return the ids of the lines that tell of any of these records."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM socreg_opening WHERE model = %s AND record_ids && %s::int[]",
                model,
                ids,
            )
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]
