from odoo import fields, models


class SocregRegistrant(models.Model):
    """The registers that a person or group is in."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    enrolment_ids = fields.One2many(
        "socreg.enrolment", "registrant_id", string="Registers", data_class="statistical"
    )
