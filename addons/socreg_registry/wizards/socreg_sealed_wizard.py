from odoo import models

from odoo.addons.socreg_crypto.core.elevation import machinery


class SocregSealedWizard(models.AbstractModel):
    """A wizard that is told something personal: it is sealed, and its key goes with it."""

    _name = "socreg.sealed.wizard"
    _inherit = "socreg.sealed.subject"
    _description = "Wizard with Sealed Fields"

    def unlink(self):
        with machinery():
            rids = self.mapped("rid")
        result = super().unlink()
        self.env["socreg.data.key"]._erase(rids)
        return result

    def _form_of(self, registrant):
        """Return the action that shows a registrant, in place of the wizard."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "socreg.registrant",
            "res_id": registrant.id,
            "views": [(registrant.get_formview_id(), "form")],
        }
