from odoo import fields, models


class SocregLogged(models.AbstractModel):
    """Lines of the log, by where the registrants live today whom they tell of."""

    _inherit = "socreg.logged"  # pylint: disable=consider-merging-classes-inherited

    area_id = fields.Many2one(
        related="registrant_id.area_id", related_sudo=False, data_class="statistical"
    )
