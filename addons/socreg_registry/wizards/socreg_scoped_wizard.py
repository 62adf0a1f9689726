from odoo import _, api, models
from odoo.exceptions import AccessError

from ..models.res_users import READ


class SocregScopedWizard(models.AbstractModel):
    """A wizard that takes nobody from outside its user's areas: it would tell of them."""

    _name = "socreg.scoped.wizard"
    _inherit = "socreg.checked"
    _description = "Wizard within Areas"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._refuse_elsewhere()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        if not self._links_to_scoped().isdisjoint(vals):
            self._refuse_elsewhere()
        return result

    @api.model
    def _links_to_scoped(self):
        """Return the names of the fields that say whom the wizard works on."""
        scoped = self.env.registry["socreg.scoped"]
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in ("many2one", "many2many")
            and isinstance(self.env[field.comodel_name], scoped)
        }

    def _refuse_elsewhere(self):
        if self.env.su:
            return
        for name in self._links_to_scoped():
            # Whom the user may not read is what is looked for.
            named = self.sudo()[name]
            if named - named._within(READ):
                raise AccessError(_("This lies outside the areas in which you may see something."))
