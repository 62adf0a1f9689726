from odoo import _, api, fields, models
from odoo.exceptions import AccessError

from .res_users import READ, WRITE

AREA = "socreg.area"
NEGATIVE = ("!=", "not in")


class SocregScoped(models.AbstractModel):
    """What is seen and changed only by those in whose areas it lies.

    `_scope_paths` names the many2one fields that lead to registrants, all of whom must lie in the
    user's areas, or to the area itself. Two record rules of the model without a group, which nobody
    can widen, ask for the fields: one to read, one for all else.
    """

    _name = "socreg.scoped"
    _inherit = "socreg.derived"
    _description = "Record within Areas"

    _scope_paths = ()

    is_readable_here = fields.Boolean(
        string="In Your Areas to See",
        compute="_compute_is_readable_here",
        search="_search_is_readable_here",
        exportable=False,
        data_class="statistical",
    )
    is_writable_here = fields.Boolean(
        string="In Your Areas to Change",
        compute="_compute_is_writable_here",
        search="_search_is_writable_here",
        exportable=False,
        data_class="statistical",
    )

    @api.depends(lambda self: self._paths_to_areas())
    @api.depends_context("uid")
    def _compute_is_readable_here(self):
        within = set(self._within(READ)._ids)
        for record in self:
            record.is_readable_here = record.id in within

    @api.depends(lambda self: self._paths_to_areas())
    @api.depends_context("uid")
    def _compute_is_writable_here(self):
        within = set(self._within(WRITE)._ids)
        for record in self:
            record.is_writable_here = record.id in within

    def _search_is_readable_here(self, operator, value):
        return self._domain_of_flag(READ, operator, value)

    def _search_is_writable_here(self, operator, value):
        return self._domain_of_flag(WRITE, operator, value)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name nothing that lies elsewhere: Odoo shows names, of what is refused too, as superuser."""
        within = self._within(READ)
        for record in self - within:
            record.display_name = self._description
        return super(SocregScoped, within)._compute_display_name()

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outside(self._with_scope_defaults(vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_outside([vals])
        return super().write(vals)

    @api.model
    def _paths_to_areas(self):
        """Return the paths from this model to areas."""
        comodels = {path: self._fields[path].comodel_name for path in self._scope_paths}
        return [
            path if comodel == AREA else f"{path}.area_id" for path, comodel in comodels.items()
        ]

    @api.model
    def _is_enough(self, role):
        """Return `any` or `all`: how many of the registrants must lie within, to see or to change."""
        return all

    def _within(self, role):
        """Return the records that lie in the user's areas as they are saved, and new ones.

        :param role: READ or WRITE
        """
        scope = self.env["res.users"]._scope(role)
        if scope.is_everywhere:
            return self
        paths, is_enough = self._paths_to_areas(), self._is_enough(role)
        # Where somebody else's registrant is, its user may not read: that is what is found out here.
        held = [
            not record._origin
            or is_enough(scope.holds(record._origin.mapped(path).parent_path) for path in paths)
            for record in self.sudo()
        ]
        return self.browse(id_ for id_, is_held in zip(self._ids, held, strict=True) if is_held)

    def _linked(self, name):
        """Return what a field leads to; for a form that is filled in, nothing outside the user's areas."""
        return self[name] if self.id else self[name]._within(READ)

    @api.model
    def _domain_of_flag(self, role, operator, value):
        wanted = set(map(bool, value if operator in ("in", "not in") else [value]))
        wanted = {True, False} - wanted if operator in NEGATIVE else wanted
        if len(wanted) != 1:
            return [(int(bool(wanted)), "=", 1)]
        domain = self._domain_within(role)
        return domain if wanted == {True} else ["!", *domain]

    @api.model
    def _domain_within(self, role):
        """Return one domain of what lies in the user's areas."""
        scope = self.env["res.users"]._scope(role)
        if scope.is_everywhere:
            return [(1, "=", 1)]
        # Odoo does not know that the fields of a search method's domain are asked for.
        self.flush_model(self._scope_paths)
        areas = self.env[AREA]
        few = areas._few_within(scope.area_ids, fields.Date.today())
        within = areas._within(scope.area_ids) if few is None else few
        leaves = [(path, "in", within) for path in self._paths_to_areas()]
        junction = "|" if self._is_enough(role) is any else "&"
        return [junction] * (len(leaves) - 1) + leaves

    @api.model
    def _refuse_outside(self, vals_list):
        """Refuse before it is written what would lead outside, so that nothing else tells of it."""
        scope = self._scope_to_refuse_by()
        if not scope:
            return
        for path in self._scope_paths:
            targets = {vals[path] for vals in vals_list if path in vals}
            self._refuse_targets(path, targets, scope)

    @api.model
    def _scope_to_refuse_by(self):
        """Return where the user may change something, or None where nothing is to be refused."""
        scope = self.env["res.users"]._scope(WRITE)
        return None if self.env.su or scope.is_everywhere else scope

    @api.model
    def _with_scope_defaults(self, vals_list):
        """Return values with what a request's defaults would lead to: that is refused as early."""
        if not self._scope_to_refuse_by():
            return vals_list
        given = self.default_get(list(self._scope_paths))
        defaults = {name: value for name, value in given.items() if value}
        return [{**defaults, **vals} for vals in vals_list]

    @api.model
    def _refuse_targets(self, path, ids, scope):
        # A user may not read who or what lies elsewhere: that is what is found out here.
        targets = self.env[self._fields[path].comodel_name].sudo().browse(filter(None, ids))
        areas = targets if targets._name == AREA else targets.area_id
        is_homeless = targets._name != AREA and not all(target.area_id for target in targets)
        if is_homeless or not all(scope.holds(area.parent_path) for area in areas):
            raise AccessError(_("This lies outside the areas in which you may change something."))
