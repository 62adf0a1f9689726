from odoo import fields, models


class SocregGroupType(models.Model):
    """What kind of group: household, school, community …"""

    _name = "socreg.group.type"
    _description = "Group Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_exclusive = fields.Boolean(
        string="One at a Time",
        help="A person can be a member of only one group of an exclusive type at a time.",
    )
    needs_head = fields.Boolean(
        help="A group of this type that has members and no head is shown as one without head."
    )
    active = fields.Boolean(default=True)

    _sql_constraints = [("code_unique", "UNIQUE (code)", "Another group type has this code.")]
