from odoo import api, fields, models
from odoo.tools import Query

from odoo.addons.socreg_crypto.core.elevation import elevated

from ..core.kinship import OF_AGE, Kinship
from .socreg_family import KIN, PARENTS
from .socreg_registrant import ACTIVE


def kin_field(string, **values):
    """Return a field of people whom `_compute_kin` finds."""
    return fields.Many2many(
        "socreg.registrant",
        string=string,
        compute="_compute_kin",
        data_class="statistical",
        **values,
    )


class SocregRegistrant(models.Model):
    """Whom a person is kin to by parents and marriages: derived, and stored nowhere."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    child_ids = kin_field("Children", search="_search_child_ids")
    sibling_ids = kin_field("Siblings", help="Who has a parent in common, half siblings included.")
    half_sibling_ids = kin_field(
        "Half Siblings", help="Who has one parent in common, and is known to have another one."
    )
    grandparent_ids = kin_field("Grandparents")
    grandchild_ids = kin_field("Grandchildren")
    spouse_ids = kin_field(
        "Spouses", help="From whom this person is not separated; who died is still there."
    )
    in_law_ids = kin_field(
        "In-Laws", help="Parents and siblings of spouses, and spouses of siblings and children."
    )
    dependant_ids = fields.Many2many(
        "socreg.registrant",
        string="Dependants",
        compute="_compute_dependant_ids",
        help="Children under age and all, of any age, whose guardian this person is.",
        data_class="statistical",
    )

    @api.depends(*PARENTS, "child1_ids", "child2_ids", "spouse_side_ids.is_separated")
    @api.depends_context("uid")
    def _compute_kin(self):
        kin = self._kinship()
        names = self._kin_by_field()
        ids = {p: {name: of(kin, p) for name, of in names.items()} for p in self._origin._ids}
        shown = self._readable(
            id_ for found in ids.values() for one in found.values() for id_ in one
        )
        for person in self:
            found = ids.get(person._origin.id, {})
            for name in names:
                person[name] = self.browse(id_ for id_ in found.get(name, ()) if id_ in shown)

    @api.model
    def _kin_by_field(self):
        """Return how a `Kinship` tells the kin of each field."""
        return {
            "child_ids": Kinship.children_of,
            "sibling_ids": Kinship.siblings_of,
            "half_sibling_ids": Kinship.half_siblings_of,
            "grandparent_ids": Kinship.grandparents_of,
            "grandchild_ids": Kinship.grandchildren_of,
            "spouse_ids": Kinship.spouses_of,
            "in_law_ids": Kinship.in_laws_of,
        }

    def _search_child_ids(self, operator, value):
        # Odoo 19 asks for "= False" as "in [False]".
        is_collection = operator in ("in", "not in") and not isinstance(value, Query)
        is_nobody = not any(value) if is_collection else value is False
        is_negative = operator in ("!=", "not in", "not any")
        both = "|" if is_nobody == is_negative else "&"
        return [both, ("child1_ids", operator, value), ("child2_ids", operator, value)]

    @api.depends("child1_ids", "child2_ids", "ward_ids.state")
    @api.depends_context("uid", "tz")
    def _compute_dependant_ids(self):
        by_person = self._origin._dependants()
        shown = self._readable(id_ for ids in by_person.values() for id_ in ids)
        for person in self:
            ids = by_person.get(person._origin.id, ())
            person.dependant_ids = self.browse(id_ for id_ in ids if id_ in shown)

    def _kinship(self):
        """Return the kinship of people with their nearest kin, by as many queries for one as for all.

        It has ids alone, of people in all areas: what leads from one to the other may lie elsewhere.
        """
        people, kin = self._origin.sudo(), Kinship()
        parents = people._note_parents(kin)
        (people | parents)._note_spouses(kin)
        spouses = people.browse(kin.spouses_of(*people._ids))
        near = (parents | spouses)._note_parents(kin)
        children = (people | parents | near)._note_children(kin)
        people.browse(kin.children_of(*people._ids))._note_children(kin)
        children._note_spouses(kin)
        return kin

    def _note_parents(self, kin):
        self.fetch(PARENTS)
        for person in self:
            kin.add(person.id, *(person[name].id for name in PARENTS))
        return self.parent1_id | self.parent2_id

    def _note_children(self, kin):
        domain = ["|", *((name, "in", self.ids) for name in PARENTS)]
        children = self.search_fetch(domain, PARENTS, order="id")
        children._note_parents(kin)
        return children

    def _note_spouses(self, kin):
        sides = self.env["socreg.spouse.side"].search_fetch(
            [("person_id", "in", self.ids), ("spouse_id.is_separated", "=", False)],
            ["person_id", "other_id"],
        )
        for side in sides:
            kin.marry(side.person_id.id, side.other_id.id)

    @elevated("tell who depends on somebody")
    def _dependants(self):
        """Return the ids of the dependants of each person, by the person's id."""
        # Who depends on somebody is told by ids, and shown to who may read them.
        domain = ["|", "|", *((name, "in", self.ids) for name in KIN)]
        found = {id_: [] for id_ in self._ids}
        domain += [("state", "=", ACTIVE)]
        for person in self.sudo().search_fetch(domain, ["birthdate", *KIN], order="id"):
            for id_ in person._depends_on():
                if id_ in found:
                    found[id_].append(person.id)
        return found

    def _depends_on(self):
        is_minor = self._is_minor_on(fields.Date.context_today(self))
        parents = self.parent1_id | self.parent2_id if is_minor else self.browse()
        return (parents | self.guardian_id)._ids

    @api.model
    def _readable(self, ids):
        """Return the ids of those whom the user may read."""
        ids = set(ids)
        return set(self.search([("id", "in", list(ids))]).ids) if ids else ids

    @api.model
    def _birth_year_of_minors(self):
        """Return the first birth year of those who are under age in the whole of this year or a part."""
        return fields.Date.context_today(self).year - OF_AGE
