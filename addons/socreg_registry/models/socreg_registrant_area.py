from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .res_users import READ, WRITE


class SocregRegistrant(models.Model):
    """In which area a new registrant lies."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    area_id = fields.Many2one(default=lambda self: self._default_area_id())
    needs_area = fields.Boolean(
        compute="_compute_needs_area", exportable=False, data_class="statistical"
    )

    @api.model
    def _default_area_id(self):
        """Return the user's area, where they have one only to work in."""
        area_ids = self.env["res.users"]._scope(WRITE).area_ids
        return next(iter(area_ids)) if len(area_ids) == 1 else False

    @api.depends_context("uid")
    def _compute_needs_area(self):
        self.needs_area = not self.env["res.users"]._scope(WRITE).is_everywhere

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._with_areas(vals_list))

    @api.model
    def _with_areas(self, vals_list):
        """Return the values with the area of the household that a new member is put into."""
        group_ids = [self._group_in(vals) for vals in vals_list]
        groups = self.browse({id_ for id_ in group_ids if id_})
        area_by_group = {group.id: group.area_id.id for group in groups if group.area_id}
        return [
            {**vals, "area_id": area_by_group[id_]}
            if not vals.get("area_id") and id_ in area_by_group
            else vals
            for vals, id_ in zip(vals_list, group_ids, strict=True)
        ]

    @api.model
    def _group_in(self, vals):
        """Return the id of the first group that the values make a registrant a member of."""
        commands = vals.get("membership_ids") or []
        made = (c[2] for c in commands if isinstance(c, (list, tuple)) and c[0] == 0)
        return next((line["group_id"] for line in made if line.get("group_id")), None)

    def _order_field_to_sql(self, alias, field_name, direction, *args):
        """Keep the planner from walking past everybody to find the newest of few: it sorts them."""
        if field_name == "id" and not self.env.su and self._is_of_few():
            return SQL("%s + 0 %s", SQL.identifier(alias, "id"), direction)
        return super()._order_field_to_sql(alias, field_name, direction, *args)

    @api.model
    def _is_of_few(self):
        scope, today = self.env["res.users"]._scope(READ), fields.Date.today()
        if scope.is_everywhere:
            return False
        return self.env["socreg.area"]._few_within(scope.area_ids, today) is not None

    @api.model
    def _refuse_targets(self, path, ids, scope):
        if not all(ids):
            raise UserError(
                _("Choose an area: the registrants without one are not yours to change.")
            )
        return super()._refuse_targets(path, ids, scope)
