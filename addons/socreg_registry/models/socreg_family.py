from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.opening import may_open

from ..core import kinship
from ..core.kinship import has_cycle
from ..deferred import check_when_done
from .res_users import READ

PARENTS = ("parent1_id", "parent2_id")
KIN = (*PARENTS, "guardian_id")


class SocregRegistrant(models.Model):
    """The parents and the guardian of a person."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    parent1_id = fields.Many2one(
        "socreg.registrant",
        string="Parent 1",
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    parent2_id = fields.Many2one(
        "socreg.registrant",
        string="Parent 2",
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    is_adopted = fields.Boolean(
        string="Adopted",
        help="The parents above are parents by adoption.",
        data_class="statistical",
    )
    guardian_id = fields.Many2one(
        "socreg.registrant",
        index=True,
        ondelete="restrict",
        help="Who answers for this person instead of the parents.",
        data_class="statistical",
    )
    child1_ids = fields.One2many(
        "socreg.registrant", "parent1_id", string="Children as Parent 1", data_class="statistical"
    )
    child2_ids = fields.One2many(
        "socreg.registrant", "parent2_id", string="Children as Parent 2", data_class="statistical"
    )
    ward_ids = fields.One2many(
        "socreg.registrant", "guardian_id", string="Wards", data_class="statistical"
    )
    spouse_side_ids = fields.One2many(
        "socreg.spouse.side", "person_id", string="Marriages", data_class="statistical"
    )
    family_warnings = fields.Text(
        string="Unusual in This Family",
        compute="_compute_family_warnings",
        help="What is seldom true and may be: look whether it was entered as meant.",
        data_class="statistical",
    )

    _sql_constraints = [
        (
            "group_has_no_family",
            "CHECK (kind = 'individual' OR (parent1_id IS NULL AND parent2_id IS NULL"
            " AND guardian_id IS NULL AND is_adopted IS NOT TRUE))",
            "A group has no parents and no guardian.",
        ),
        (
            "not_own_parent",
            "CHECK (parent1_id <> id AND parent2_id <> id)",
            "Nobody is their own parent.",
        ),
        ("not_own_guardian", "CHECK (guardian_id <> id)", "Nobody is their own guardian."),
        (
            "two_parents",
            "CHECK (parent1_id <> parent2_id)",
            "The two parents are two different people.",
        ),
    ]

    @api.depends(
        "birthdate",
        "is_adopted",
        "parent1_id.birthdate",
        "parent2_id.birthdate",
        "parent1_id.state_date",
        "parent2_id.state_date",
        "guardian_id.birthdate",
        "guardian_id.state",
        "spouse_side_ids.other_id.birthdate",
        "spouse_side_ids.is_separated",
        "spouse_side_ids.married_on",
    )
    @api.depends_context("lang", "uid")
    def _compute_family_warnings(self):
        # Who may not see dates does not find them out by trying others in a form.
        tried = self.browse() if may_open(self.env) else self.filtered(lambda person: not person.id)
        (self - tried)._warn_of_family()
        for person in tried:
            person.family_warnings = person._origin.family_warnings

    @elevated("look for what is unusual in a family")
    def _warn_of_family(self):
        words = self._words_of_oddities()
        for person in self:
            odd = person._oddities()
            said = [sentence for oddity, sentence in words.items() if oddity in odd]
            person.family_warnings = "\n".join(said) or False

    @api.constrains(*KIN)
    def _check_kin_are_people(self):
        # Whoever is named is looked at, in whatever area: a group is refused.
        people = self.sudo()
        if any(person[name].kind == "group" for person in people for name in KIN):
            raise ValidationError(_("Only a person can be a parent or a guardian."))

    @api.constrains(*PARENTS)
    def _check_no_cycle(self):
        """Refuse parents who descend from their child: one query a generation."""
        parents = {}
        # A circle is one even where it runs through an area that the user may not see.
        people = self.sudo()
        while people:
            people.fetch(PARENTS)
            parents.update((p.id, [p[name].id for name in PARENTS if p[name]]) for p in people)
            people = people.parent1_id | people.parent2_id
            people = people.browse(id_ for id_ in people._ids if id_ not in parents)
        if has_cycle(parents):
            raise ValidationError(_("Nobody can be their own ancestor: look at the parents."))

    @api.constrains("birthdate", *PARENTS)
    @elevated("check of the ages of parents and children")
    def _check_parents_are_older(self):
        # The rule holds for kin whom the user may not see; the words tell no date.
        people = self.sudo()
        dated = people.filtered("birthdate")
        children = people.search([("parent1_id", "in", dated.ids)])
        children |= people.search([("parent2_id", "in", dated.ids)])
        # Most name no parents: of a batch of those, nobody's date is opened.
        named = people if people.parent1_id or people.parent2_id else people.browse()
        for child in named | children:
            born = child.birthdate
            parents = child.parent1_id | child.parent2_id
            if born and any(p.birthdate and p.birthdate >= born for p in parents):
                raise ValidationError(
                    _("A parent is not older than the child: look at both birth dates.")
                )

    @api.constrains("birthdate")
    def _check_birth_before_marriage(self):
        # A marriage is looked at wherever the spouse lives.
        self.sudo().spouse_side_ids.spouse_id._check_married_after_birth()

    def write(self, vals):
        if "state" in vals:
            # Who is not dead after all may be married to somebody who married again.
            check_when_done(self.env)
        return super().write(vals)

    def _oddities(self):
        """Return the names of what is unusual; an overrider adds to them, and to the words."""
        self.ensure_one()
        return self._oddities_of_parents() | self._oddities_of_guardian() | self._oddities_of_age()

    def _words_of_oddities(self):
        """Return a sentence, which tells of no person's data, for each name of an oddity."""
        return {
            "parent_young": _(
                "A parent was younger than %(age)s years when this person was born.",
                age=kinship.YOUNGEST_PARENT,
            ),
            "parent_old": _(
                "A parent was older than %(age)s years when this person was born.",
                age=kinship.OLDEST_PARENT,
            ),
            "parent_dead": _("A parent had died long before this person was born."),
            "adoption_gap": _(
                "A parent by adoption is less than %(age)s years older than this person.",
                age=kinship.OF_AGE,
            ),
            "guardian_minor": _("The guardian is younger than %(age)s years.", age=kinship.OF_AGE),
            "guardian_gone": _("The guardian is no longer active: name another one."),
            "spouse_minor": _(
                "This person or a spouse married before the age of %(age)s years.",
                age=kinship.OF_AGE,
            ),
        }

    def _oddities_of_parents(self):
        born = self.birthdate
        parents = (self.parent1_id, self.parent2_id) if born else ()
        return {
            odd
            for parent in parents
            if parent._within(READ)
            for odd in kinship.oddities_of_parent(
                born, parent.birthdate, parent._died_on(), is_adopted=self.is_adopted
            )
        }

    def _oddities_of_guardian(self):
        guardian, odd = self.guardian_id, set()
        if not guardian._within(READ):
            return odd
        if guardian.state != "active":
            odd.add("guardian_gone")
        if guardian._is_minor_on(fields.Date.context_today(self)):
            odd.add("guardian_minor")
        return odd

    def _oddities_of_age(self):
        today = fields.Date.context_today(self)
        sides = self.spouse_side_ids.filtered(lambda side: not side.is_separated)
        young = any(
            person._is_minor_on(side.married_on or today)
            for side in sides
            for person in (self, side.other_id)
            if person._within(READ)
        )
        return {"spouse_minor"} if young else set()

    def _died_on(self):
        return self.state_date if self.state == "deceased" else None

    def _is_minor_on(self, day):
        born = self.birthdate
        return bool(born) and kinship.years_between(born, day) < kinship.OF_AGE
