from odoo import api, models

from .res_users import READ

MOST_AREAS = 200


class SocregRegistrant(models.Model):
    """The panel of areas beside a list: their upper levels, as far as a person can look through."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        if field_name != "area_id":
            return super().search_panel_select_range(field_name, **kwargs)
        areas = [
            {"id": area.id, "display_name": area.name, "parent_id": area.parent_id.id}
            for area in self._areas_of_panel()
        ]
        return {"parent_field": "parent_id", "values": areas}

    @api.model
    def _areas_of_panel(self):
        """Return whole levels, from the top of the user's areas down, while they are not too many.

        Deeper areas are reached by the search field. Nothing is counted: that would read everybody.
        """
        scope = self.env["res.users"]._scope(READ)
        if scope.is_everywhere:
            level = self._areas_below(False, MOST_AREAS)
        else:
            level = self.env["socreg.area"].search(
                [("id", "in", list(scope.area_ids))], limit=MOST_AREAS
            )
        found = level
        while level:
            room = MOST_AREAS - len(found)
            level = self._areas_below(level.ids, room + 1)
            if len(level) > room:
                break
            found |= level
        return found

    @api.model
    def _areas_below(self, parent_ids, limit):
        operator = "in" if parent_ids else "="
        return self.env["socreg.area"].search_fetch(
            [("parent_id", operator, parent_ids)],
            ["name", "parent_id"],
            limit=limit,
            order="name, id",
        )
