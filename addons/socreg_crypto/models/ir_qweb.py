from odoo import models

from ..core.elevation import showing


class IrQweb(models.AbstractModel):
    """Reports and pages show of a cell that cannot be opened that it cannot."""

    _inherit = "ir.qweb"

    def _render(self, template, values=None, **options):
        with showing():
            return super()._render(template, values, **options)
