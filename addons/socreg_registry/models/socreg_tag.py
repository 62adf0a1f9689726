from odoo import fields, models


class SocregTag(models.Model):
    """A word a ministry marks registrants with."""

    _name = "socreg.tag"
    _description = "Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
