from odoo import fields, models


class SocregAreaMerge(models.TransientModel):
    """Make some areas part of another."""

    _name = "socreg.area.merge"
    _description = "Merge of Areas"

    area_ids = fields.Many2many(
        "socreg.area",
        string="Areas",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    target_id = fields.Many2one("socreg.area", string="Become Part Of", required=True)

    def action_merge(self):
        """Merge, and show what they became part of."""
        self.ensure_one()
        (self.area_ids - self.target_id)._merge_into(self.target_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "socreg.area",
            "res_id": self.target_id.id,
            "views": [(False, "form")],
        }
