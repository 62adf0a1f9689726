from odoo import fields, models


class SocregAreaAlias(models.Model):
    """What an area was called, or which area became part of it, until when."""

    _name = "socreg.area.alias"
    _description = "Former Name of an Area"
    _order = "ended_on desc, id desc"

    area_id = fields.Many2one("socreg.area", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, index="trigram")
    code = fields.Char(required=True, index=True)
    ended_on = fields.Date(string="Until", required=True, default=fields.Date.today)
