from odoo import _, api, models
from odoo.exceptions import UserError

from ..core.leaves import asked_in
from ..fields import PersonalField


class IrFilters(models.Model):
    """A saved search keeps no word of anybody: it would stand in plain in the database."""

    _inherit = "ir.filters"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_personal(vals.get("model_id"), vals.get("domain"))
        return super().create(vals_list)

    def write(self, vals):
        if not {"domain", "model_id"}.isdisjoint(vals):
            for saved in self:
                domain = vals.get("domain", saved.domain)
                self._refuse_personal(vals.get("model_id", saved.model_id), domain)
        return super().write(vals)

    @api.model
    def _refuse_personal(self, name, domain):
        """Refuse a domain that tells what was looked for in sealed fields."""
        if name not in self.env or not domain:
            return
        try:
            asked = list(asked_in(str(domain)))
        except ValueError:
            raise UserError(_("This filter cannot be read.")) from None
        model = self.env[name]
        if any(self._tells(model, path, constants) for path, constants in asked):
            raise UserError(
                _("This search tells of somebody: it cannot be saved, as filters are not sealed.")
            )

    @api.model
    def _tells(self, model, path, constants):
        """Tell whether a path leads to people by what somebody typed."""
        is_text = any(isinstance(constant, str) and constant for constant in constants)
        for name in path.split("."):
            field = model._fields.get(name)
            if isinstance(field, PersonalField):
                return any(constants)
            # Such a field looks for a name or number: which, only its method knows.
            if not field or (not field.store and hasattr(model, "_sealed_names")):
                return bool(field) and is_text
            if not field.relational:
                return False
            model = self.env[field.comodel_name]
        return is_text and hasattr(model, "_sealed_names")
