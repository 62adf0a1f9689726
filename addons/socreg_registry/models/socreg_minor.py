from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .socreg_family import KIN
from .socreg_registrant import ACTIVE


class SocregRegistrant(models.Model):
    """Children for whom nobody answers."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    is_minor_without_guardian = fields.Boolean(
        string="Minor without Guardian",
        compute="_compute_is_minor_without_guardian",
        search="_search_is_minor_without_guardian",
        help="An active person under age with no active parent and no active guardian registered."
        " It goes by the year of birth: whoever comes of age in this year still counts until it ends.",
        data_class="statistical",
    )

    @api.depends("birth_year", "state", *(f"{name}.state" for name in KIN))
    def _compute_is_minor_without_guardian(self):
        since = self._birth_year_of_minors()
        # Who answers for a child may live in an area that the user may not see.
        for person in self.sudo():
            is_minor = person.kind == "individual" and person.birth_year >= since
            answers = any(person[name].state == ACTIVE for name in KIN)
            person.is_minor_without_guardian = person.state == ACTIVE and is_minor and not answers

    @api.model
    def _search_is_minor_without_guardian(self, operator, value):
        if operator not in ("=", "!=", "in", "not in"):
            raise UserError(_("Somebody is a minor without guardian, or is not."))
        wanted = set(value) if operator in ("in", "not in") else {bool(value)}
        if len(wanted) != 1:
            return [(1, "=", int(bool(wanted) == (operator == "in")))]
        is_so = wanted.pop() == (operator in ("=", "in"))
        return [("id", "in" if is_so else "not in", self._minors_without_guardian())]

    @api.model
    def _minors_without_guardian(self):
        """Return a query of those minors, in all areas: the search it is part of leaves some out."""
        self.flush_model()
        minors = [
            ("kind", "=", "individual"),
            ("state", "=", ACTIVE),
            ("birth_year", ">=", self._birth_year_of_minors()),
        ]
        # Who answers for a child may live in an area that the user may not see.
        query = self.sudo()._search(minors)
        for name in KIN:
            query.add_where(
                SQL(
                    "NOT EXISTS (SELECT FROM socreg_registrant AS kin"
                    " WHERE kin.id = %s AND kin.state = %s)",
                    SQL.identifier(self._table, name),
                    ACTIVE,
                )
            )
        return query
