from odoo import _, api, fields, models, tools
from odoo.exceptions import ValidationError

# So many registrants are sorted as fast as they are looked for among a million.
FEW = 100_000


class SocregArea(models.Model):
    """A place in the country's tree of places, known by its code (P-code)."""

    _name = "socreg.area"
    _description = "Area"
    _parent_store = True
    _order = "complete_name"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, index=True, help="The official code of the area (P-code).")
    level = fields.Char(help="What such areas are called, such as district or commune.")
    parent_id = fields.Many2one(
        "socreg.area", string="Parent Area", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("socreg.area", "parent_id", string="Areas Within")
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True, index="trigram"
    )
    active = fields.Boolean(default=True)

    _sql_constraints = [("code_unique", "UNIQUE (code)", "Another area has this code.")]

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            above = area.parent_id.complete_name
            area.complete_name = f"{above} / {area.name}" if above else area.name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        """Refuse circles: one query a level, for however many areas."""
        above = {area.id: area.parent_id for area in self}
        while above:
            if any(area_id in places.ids for area_id, places in above.items()):
                raise ValidationError(_("An area cannot lie within itself."))
            above = {area_id: places.parent_id for area_id, places in above.items()}
            above = {area_id: places for area_id, places in above.items() if places}

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        self.env.registry.clear_cache()
        return areas

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self.env.registry.clear_cache()
            flags = ["is_readable_here", "is_writable_here"]
            self.env["socreg.registrant"].invalidate_model(flags, flush=False)
        return result

    @api.model
    def _within(self, ids):
        """Return a query of these areas and all that lies in them, archived ones too."""
        areas = self.sudo().with_context(active_test=False)
        return areas._search([("id", "child_of", list(ids))])

    @api.model
    @tools.ormcache("ids", "day")
    def _few_within(self, ids, day):
        """Return the ids of these areas and all that lies in them, or None where many people live.

        The planner walks from the newest registrant until a page is full, which is right where
        many of them fit. Where few do, it may walk past all others.
        """
        few = tuple(self._within(ids))
        self.env.cr.execute(
            "SELECT count(*) FROM"
            " (SELECT FROM socreg_registrant WHERE area_id = ANY(%s) LIMIT %s) AS people",
            [list(few), FEW + 1],
        )
        return few if self.env.cr.fetchone()[0] <= FEW else None
