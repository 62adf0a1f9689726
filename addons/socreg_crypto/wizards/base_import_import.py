from odoo import _, api, models
from odoo.exceptions import UserError


class BaseImportImport(models.TransientModel):
    """Odoo keeps an uploaded file in plain for hours: none of people comes in this way."""

    _inherit = "base_import.import"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_people(vals.get("res_model"))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_people(vals.get("res_model"))
        return super().write(vals)

    @api.model
    def _refuse_people(self, name):
        if name in self.env and self._is_of_people(self.env[name]):
            raise UserError(_("Files of people are not uploaded here: they would not be sealed."))

    @api.model
    def _is_of_people(self, model):
        """Tell whether rows of a model tell of people, or of whom they belong to."""
        related = (field.comodel_name for field in model._fields.values() if field.relational)
        return any(hasattr(self.env[name], "_sealed_names") for name in (model._name, *related))
