from odoo import api, models

MOST_FOUND = 12
SHORTEST = 2


class SocregRegistrant(models.Model):
    """Looking somebody up from anywhere, while typing."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def look_up(self, text):
        """Return who fits a name, public number, identifier or phone number, the best first.

        :returns: dicts that the user may be shown: names are masked as everywhere
        """
        text = (text or "").strip()
        if len(text) < SHORTEST:
            return []
        found = self.name_search(text, limit=MOST_FOUND)
        people = self.browse(id_ for id_, _name in found)
        views = {kind: self._form_view_of(kind) for kind in set(people.mapped("kind"))}
        return [{**person._card(), "view_id": views[person.kind]} for person in people]

    def _card(self):
        """Return what tells a registrant from others of the same name."""
        return {
            "id": self.id,
            "name": self.name or "",
            "uid": self.uid,
            "kind": self.kind,
            "birth_year": self.birth_year or False,
            "area": self.area_id.name or "",
            "type": self.group_type_id.name or "",
        }
