from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


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
        for area in self:
            inside = area.parent_id
            while inside:
                if inside == area:
                    raise ValidationError(_("An area cannot lie within itself."))
                inside = inside.parent_id
