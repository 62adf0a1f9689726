from odoo import models


class IrHttp(models.AbstractModel):
    """Tell the web client whether its user works with the registry."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        viewer = "socreg_registry.socreg_registry_group_viewer"
        return {**info, "is_registry_user": self.env.user.has_group(viewer)}
