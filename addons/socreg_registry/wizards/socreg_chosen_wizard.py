from odoo import api, fields, models


class SocregChosenWizard(models.AbstractModel):
    """A wizard that works on registrants who were chosen in a list."""

    _name = "socreg.chosen.wizard"
    _inherit = "socreg.scoped.wizard"
    _description = "Wizard on Chosen Registrants"

    registrant_ids = fields.Many2many(
        "socreg.registrant",
        string="Registrants",
        default=lambda self: self.env.context.get("active_ids") or [],
        data_class="statistical",
    )
    count = fields.Integer(string="How Many", compute="_compute_count", data_class="statistical")

    @api.depends("registrant_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.registrant_ids)
