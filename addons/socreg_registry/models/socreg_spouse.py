from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import clean_context

from odoo.addons.socreg_crypto.core.elevation import elevated

from ..deferred import check_when_done

PAIR = ("person1_id", "person2_id")
# Who is dead is no longer married, and whom a record was merged into is married there.
ENDS_MARRIAGE = ("deceased", "merged")
# What follows from the rest, and whoever writes it would pass by the rules.
DERIVED = ("is_open", "is_one_of_several", "is_exclusive")


def without_derived(vals):
    """Return values without those that nobody writes."""
    return {name: value for name, value in vals.items() if name not in DERIVED}


class SocregSpouse(models.Model):
    """That two people are spouses, married or not, until they separate."""

    _name = "socreg.spouse"
    _inherit = ["socreg.historised", "socreg.scoped"]
    _description = "Marriage"
    _order = "is_separated, married_on, id"
    _rec_name = "person1_id"
    _scope_paths = PAIR
    _history_subject, _history_party = PAIR

    person1_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    person2_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    is_married = fields.Boolean(
        string="Married",
        default=True,
        help="Whether by law or custom; otherwise they live as spouses.",
        data_class="statistical",
    )
    married_on = fields.Date(data_class="statistical")
    is_separated = fields.Boolean(
        string="Separated", required=True, default=False, data_class="statistical"
    )
    separated_on = fields.Date(data_class="statistical")
    is_open = fields.Boolean(
        compute="_compute_is_open",
        store=True,
        help="Not separated, and both live.",
        data_class="statistical",
    )
    is_one_of_several = fields.Boolean(
        readonly=True,
        help="It was entered while a person could have several marriages at a time.",
        data_class="statistical",
    )
    is_exclusive = fields.Boolean(
        compute="_compute_is_exclusive",
        store=True,
        help="Neither of the two may be married to somebody else meanwhile.",
        data_class="statistical",
    )
    side_ids = fields.One2many(
        "socreg.spouse.side", "spouse_id", string="Sides", data_class="statistical"
    )

    _sql_constraints = [
        (
            "not_with_oneself",
            "CHECK (person1_id <> person2_id)",
            "Nobody is their own spouse.",
        ),
        (
            "separated_after_marriage",
            "CHECK (separated_on >= married_on)",
            "Spouses cannot separate before they married.",
        ),
        (
            "separated_on_needs_separated",
            "CHECK (separated_on IS NULL OR is_separated)",
            "There is a date of separation: say that they are separated, too.",
        ),
        (
            "one_open_pair",
            "EXCLUDE ((LEAST(person1_id, person2_id)) WITH =, (GREATEST(person1_id, person2_id))"
            " WITH =) WHERE (NOT is_separated) DEFERRABLE INITIALLY DEFERRED",
            "These two are already registered as spouses.",
        ),
    ]

    @api.depends("is_separated", "person1_id.state", "person2_id.state")
    def _compute_is_open(self):
        for spouse in self:
            states = spouse.person1_id.state, spouse.person2_id.state
            spouse.is_open = not spouse.is_separated and not set(states) & set(ENDS_MARRIAGE)

    @api.depends("is_open", "is_married", "is_one_of_several")
    def _compute_is_exclusive(self):
        for spouse in self:
            spouse.is_exclusive = (
                spouse.is_open and spouse.is_married and not spouse.is_one_of_several
            )

    @api.constrains(*PAIR)
    def _check_are_people(self):
        # Whoever is named is looked at, in whatever area: a group is refused.
        couples = self.sudo()
        if "group" in (couples.person1_id | couples.person2_id).mapped("kind"):
            raise ValidationError(_("Only people marry."))

    @api.constrains("is_married", "is_separated", *PAIR)
    def _check_no_older_marriage(self):
        """Refuse a marriage beside one from when several were allowed.

        That there is no other exclusive one, the database sees to.
        """
        if self._is_polygamy_allowed():
            return
        bound = self.filtered("is_exclusive")
        people = bound.person1_id | bound.person2_id
        # One marriage forbids another wherever it is registered.
        others = self.env["socreg.spouse.side"].sudo()
        if others.search_count(
            [
                ("person_id", "in", people.ids),
                ("spouse_id.is_open", "=", True),
                ("spouse_id.is_married", "=", True),
                ("is_exclusive", "=", False),
            ],
            limit=1,
        ):
            raise ValidationError(_("One of them is married to somebody else."))

    @api.constrains("married_on", "separated_on")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for spouse in self:
            if any(date and date > today for date in (spouse.married_on, spouse.separated_on)):
                raise ValidationError(_("Spouses cannot marry or separate in the future."))

    @api.constrains("married_on", *PAIR)
    @elevated("check of the date of a marriage")
    def _check_married_after_birth(self):
        # The rule holds for a spouse whom the user may not see; the words tell no date.
        for spouse in self.sudo().filtered("married_on"):
            for person in spouse.person1_id | spouse.person2_id:
                if person.birthdate and person.birthdate >= spouse.married_on:
                    raise ValidationError(_("Nobody marries before being born: look at the dates."))

    @api.model_create_multi
    def create(self, vals_list):
        check_when_done(self.env)
        several = {"is_one_of_several": self._is_polygamy_allowed()}
        spouses = super().create([{**without_derived(vals), **several} for vals in vals_list])
        # The sides follow from the marriage, without the defaults of the form it was entered in.
        context = clean_context(self.env.context)
        sides = self.env["socreg.spouse.side"].with_context(context)  # pylint: disable=context-overridden
        sides._add(spouses)
        return spouses

    def write(self, vals):
        check_when_done(self.env)
        if any(name in vals and any(s[name].id != vals[name] for s in self) for name in PAIR):
            raise UserError(_("Delete this marriage and enter the right one."))
        return super().write(without_derived(vals))

    @api.model
    def _is_polygamy_allowed(self):
        return self.env["socreg.settings"]._get("is_polygamy_allowed")
