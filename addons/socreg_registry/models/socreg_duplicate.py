from odoo import api, fields, models

from odoo.addons.socreg_crypto.opening import may_open

from ..core import identifier

MOST_LIKELY = 5
LEAST_PARTS = 2


class SocregRegistrant(models.Model):
    """Who might be registered already: told while somebody is typed, and never in the way."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    likely_duplicate_ids = fields.Many2many(
        "socreg.registrant",
        string="Perhaps Already Registered",
        store=False,
        readonly=True,
        data_class="statistical",
    )

    @api.onchange(
        "given_name",
        "additional_name",
        "family_name",
        "local_name",
        "birthdate",
        "identifier_ids",
        "phone_ids",
        "group_name",
        "area_id",
        "open_membership_ids",
    )
    def _onchange_likely_duplicates(self):
        # Who may not search by names does not learn by typing them who is registered.
        ids = self._likely_duplicates() if may_open(self.env) else []
        own = self._origin.id
        known = self.search([("id", "in", ids), ("state", "!=", "merged"), ("id", "!=", own)])
        self.likely_duplicate_ids = known[:MOST_LIKELY]

    def _likely_duplicates(self):
        """Return the ids of those who have a number, or nearly the name and birth year, of this."""
        if self.kind == "group":
            return [*self._groups_of_same_name(), *self._groups_of_same_head()]
        return [*self._holders_of_same_numbers(), *self._people_of_same_name()]

    def _holders_of_same_numbers(self):
        numbers = [
            identifier.normalise(value) for value in self.identifier_ids.mapped("value") if value
        ]
        phone = self.env["socreg.phone"]
        phones = [phone._as_stored(number) for number in self.phone_ids.mapped("number") if number]
        ids = []
        for model, field, values in (
            ("socreg.identifier", "value", numbers),
            ("socreg.phone", "number", phones),
        ):
            wanted = [value for value in values if value]
            if wanted:
                found = self.env[model].search([(field, "in", wanted)], limit=MOST_LIKELY)
                ids += found.registrant_id.ids
        return ids

    def _people_of_same_name(self):
        # Others may be registered without a middle name, or in one script only.
        names = (self.given_name, self.family_name or self.additional_name)
        text = " ".join(name for name in names if name) or self.local_name or ""
        if len(text.split()) < LEAST_PARTS or not self.birthdate:
            return []
        year = self.birthdate.year
        near = [("birth_year", ">=", year - 1), ("birth_year", "<=", year + 1)]
        return self._find(text, [("kind", "=", "individual"), *near], MOST_LIKELY)[0]

    def _groups_of_same_name(self):
        if not self.group_name or not self.area_id:
            return []
        here = [("kind", "=", "group"), ("area_id", "=", self.area_id.id)]
        return self._find(self.group_name, here, MOST_LIKELY)[0]

    def _groups_of_same_head(self):
        heads = self.open_membership_ids.filtered("is_head").member_id._origin
        if not heads:
            return []
        headed = [("member_id", "in", heads.ids), ("is_head", "=", True), ("end_date", "=", False)]
        same_type = [("group_id.group_type_id", "=", self.group_type_id.id)]
        return self.env["socreg.membership"].search([*headed, *same_type]).group_id.ids
