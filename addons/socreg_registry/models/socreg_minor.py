from odoo import _, api, fields, models
from odoo.exceptions import UserError

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

    # One column for both: the database expects few such minors only where it can count them.
    birth_year_without_guardian = fields.Integer(
        string="Birth Year if without Guardian",
        compute="_compute_birth_year_without_guardian",
        store=True,
        index=True,
        help="The year of birth of an active person, of any age, with no active parent and no active"
        " guardian registered; 0 of all others.",
        data_class="statistical",
    )

    @api.depends("birth_year", "state", *(f"{name}.state" for name in KIN))
    def _compute_birth_year_without_guardian(self):
        for person in self:
            answers = any(person[name].state == ACTIVE for name in KIN)
            is_alone = person.state == ACTIVE and not answers
            person.birth_year_without_guardian = is_alone and person.birth_year

    @api.model
    def _derived_of_new(self, vals_list):
        derived = super()._derived_of_new(vals_list)
        defaults = self.default_get(["state", *KIN])
        for vals, more in zip(vals_list, derived, strict=True):
            given = {**defaults, **vals}
            # Whether kin are active is looked up for those who have any.
            if "birth_year" in more and not any(given.get(name) for name in KIN):
                is_active = given.get("state") == ACTIVE
                more["birth_year_without_guardian"] = is_active and more["birth_year"]
        return derived

    @api.depends("birth_year_without_guardian")
    def _compute_is_minor_without_guardian(self):
        since = self._birth_year_of_minors()
        for person in self:
            person.is_minor_without_guardian = person.birth_year_without_guardian >= since

    @api.model
    def _search_is_minor_without_guardian(self, operator, value):
        if operator not in ("=", "!=", "in", "not in"):
            raise UserError(_("Somebody is a minor without guardian, or is not."))
        wanted = set(value) if operator in ("in", "not in") else {bool(value)}
        if len(wanted) != 1:
            return [(1, "=", int(bool(wanted) == (operator == "in")))]
        # Odoo does not know that the fields of a search method's domain are asked for.
        self.flush_model(["birth_year_without_guardian"])
        since = self._birth_year_of_minors()
        if wanted.pop() == (operator in ("=", "in")):
            return [("birth_year_without_guardian", ">=", since)]
        others = [("birth_year_without_guardian", *leaf) for leaf in (("=", False), ("<", since))]
        return ["|", *others]
