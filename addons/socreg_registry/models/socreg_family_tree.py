from odoo import _, api, models

from .socreg_family import KIN

MOST_SHOWN = 30
SHOWN = ("display_name", "uid", "birth_year", "sex", "state", "is_adopted")
# The name is made differently for each kind.
FETCHED = ("kind", *SHOWN)


class SocregRegistrant(models.Model):
    """The family of a person as the back office draws it."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    def get_family_tree(self):
        """Return a person's family for the back office to draw, by as many queries for one as for many.

        It runs as the caller: names are masked as everywhere, and of people whom the caller may not
        read there is no more than that there is somebody.

        :return: `generations` (parents, the person's own, children) and `others` (kin further away),
            each a list of rows with `name`, `label`, `people` and, where not all are shown, `more`
        """
        self.ensure_one()
        self.fetch(["is_adopted", *KIN])
        kin = self._kinship()
        generations = self._rows_of_generations(kin)
        others = self._rows_of_others(kin)
        everybody = {
            id_
            for row in (*generations, *others)
            for _relation, ids in row["people"]
            for id_ in ids[:MOST_SHOWN]
        }
        drawn = self._drawn(everybody)
        return {
            "generations": [self._drawn_row(row, drawn) for row in generations],
            "others": [
                self._drawn_row(row, drawn) for row in others if any(dict(row["people"]).values())
            ],
        }

    def _rows_of_generations(self, kin):
        """Return the three generations, each with lists of ids by the relation they have in it."""
        parents, half = kin.parents_of(self.id), kin.half_siblings_of(self.id)
        full = [one for one in kin.siblings_of(self.id) if one not in half]
        step = [one for one in kin.spouses_of(*parents) if one not in parents]
        guardian = [id_ for id_ in self.sudo().guardian_id.ids if id_ not in (*parents, *step)]
        own = [(_("Sibling"), full), (_("Half sibling"), half), (_("This person"), self.ids)]
        return [
            {
                "name": "parents",
                "label": _("Parents"),
                "people": [
                    (_("Parent by adoption") if self.is_adopted else _("Parent"), parents),
                    (_("Spouse of a parent"), step),
                    (_("Guardian"), guardian),
                ],
            },
            {
                "name": "own",
                "label": _("Own generation"),
                "people": [*own, (_("Spouse"), kin.spouses_of(self.id))],
            },
            {
                "name": "children",
                "label": _("Children"),
                "people": [(_("Child"), kin.children_of(self.id))],
            },
        ]

    def _rows_of_others(self, kin):
        found = (
            ("grandparents", _("Grandparents"), kin.grandparents_of(self.id)),
            ("grandchildren", _("Grandchildren"), kin.grandchildren_of(self.id)),
            ("in_laws", _("In-laws"), kin.in_laws_of(self.id)),
            ("dependants", _("Dependants"), self._dependants()[self.id]),
        )
        return [{"name": name, "label": label, "people": [("", ids)]} for name, label, ids in found]

    @api.model
    def _drawn(self, ids):
        """Return what is drawn of those whom the user may read, by id."""
        people = self.search_fetch([("id", "in", list(ids))], FETCHED)
        sexes, states = self._labels_of("sex"), self._labels_of("state")
        return {
            row["id"]: {
                "id": row["id"],
                "name": row["display_name"],
                "uid": row["uid"],
                "birth_year": row["birth_year"] or False,
                "sex": row["sex"],
                "sex_label": sexes.get(row["sex"], sexes["0"]),
                "state": row["state"],
                "state_label": states[row["state"]],
                "is_adopted": row["is_adopted"],
            }
            for row in people.read(SHOWN)
        }

    @api.model
    def _labels_of(self, name):
        return dict(self._fields[name]._description_selection(self.env))

    def _drawn_row(self, row, drawn):
        people, more = [], 0
        for relation, ids in row["people"]:
            more += max(0, len(ids) - MOST_SHOWN)
            people += self._drawn_people(relation, ids[:MOST_SHOWN], drawn)
        row = {**row, "people": people}
        return {**row, "more": _("and %(count)s more", count=more)} if more else row

    def _drawn_people(self, relation, ids, drawn):
        known = [drawn[id_] for id_ in ids if id_ in drawn]
        known.sort(key=lambda person: (person["birth_year"] or 9999, person["id"]))
        boxes = [
            {**person, "relation": relation, "is_self": person["id"] == self.id} for person in known
        ]
        return boxes + [{"id": False, "relation": relation}] * (len(ids) - len(known))

    def action_add_child(self):
        """Open the form of a new person whose parent this is."""
        self.ensure_one()
        spouses = self.spouse_ids
        return {
            "type": "ir.actions.act_window",
            "name": _("New Child"),
            "res_model": self._name,
            "views": [(self.get_formview_id(), "form")],
            "context": {
                "default_kind": "individual",
                "default_area_id": self.area_id.id,
                "default_parent1_id": self.id,
                "default_parent2_id": spouses.id if len(spouses) == 1 else False,
            },
        }
