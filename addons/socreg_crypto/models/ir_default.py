from odoo import _, api, models
from odoo.exceptions import UserError

from ..fields import PersonalField


class IrDefault(models.Model):
    """A default of a sealed field would stand in plain in the database."""

    _inherit = "ir.default"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_personal(vals.get("field_id"))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_personal(vals.get("field_id"))
        return super().write(vals)

    @api.model
    def _refuse_personal(self, field_id):
        described = self.env["ir.model.fields"].sudo().browse(field_id or ())
        model = self.env.get(described.model) if described else None
        if model is not None and isinstance(model._fields.get(described.name), PersonalField):
            raise UserError(_("Personal data cannot be a default: defaults are not sealed."))
