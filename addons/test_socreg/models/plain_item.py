from odoo import fields, models


class TestSocregPlainItem(models.Model):
    """What hangs on a plain person: the twin of the sealed item."""

    _name = "test_socreg.plain.item"
    _description = "Plain Item"

    person_id = fields.Many2one("test_socreg.plain", required=True, ondelete="cascade", index=True)
    value = fields.Char()

    _sql_constraints = [("value_unique", "UNIQUE (value)", "Somebody else has this value.")]
