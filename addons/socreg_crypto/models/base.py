from odoo import api, models


class Base(models.AbstractModel):
    """Every field may say what class of data it holds."""

    _inherit = "base"

    @api.model
    def _valid_field_parameter(self, field, name):
        return name == "data_class" or super()._valid_field_parameter(field, name)
