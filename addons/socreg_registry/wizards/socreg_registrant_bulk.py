from odoo import _, fields, models
from odoo.exceptions import UserError

PIECE = 1000


class SocregRegistrantBulk(models.TransientModel):
    """One change for many registrants that are chosen in a list."""

    _name = "socreg.registrant.bulk"
    _inherit = "socreg.chosen.wizard"
    _description = "Change of Many Registrants"

    operation = fields.Selection(
        [("tag", "Add Tags"), ("untag", "Remove Tags"), ("area", "Move to an Area")],
        required=True,
        default="tag",
        data_class="statistical",
    )
    tag_ids = fields.Many2many("socreg.tag", string="Tags", data_class="statistical")
    area_id = fields.Many2one("socreg.area", ondelete="cascade", data_class="statistical")

    def action_apply(self):
        """Change all of them, or none."""
        self.ensure_one()
        vals = self._vals()
        if any(registrant.state == "merged" for registrant in self.registrant_ids):
            raise UserError(_("Some of them were merged into others: leave them out."))
        for start in range(0, len(self.registrant_ids), PIECE):
            self.registrant_ids[start : start + PIECE].write(vals)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _vals(self):
        if not self.registrant_ids:
            raise UserError(_("Choose whom to change."))
        if self.operation == "area":
            if not self.area_id:
                raise UserError(_("Choose the area."))
            return {"area_id": self.area_id.id}
        if not self.tag_ids:
            raise UserError(_("Choose the tags."))
        command = fields.Command.link if self.operation == "tag" else fields.Command.unlink
        return {"tag_ids": [command(tag.id) for tag in self.tag_ids]}
