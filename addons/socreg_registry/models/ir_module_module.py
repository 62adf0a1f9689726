from odoo import models


class IrModuleModule(models.Model):
    """Menus that registers made are named in a language as soon as it is there."""

    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, *args, **kwargs):
        result = super()._load_module_terms(modules, langs, *args, **kwargs)
        registers = self.env["socreg.register"].with_context(active_test=False)
        registers.search([("menu_id", "!=", False)])._translate_menus()
        return result
