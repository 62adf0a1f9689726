from odoo import _, api, fields, models

from ..core.fold import LINK


class SocregLogged(models.AbstractModel):
    """Lines of the log, for people to read."""

    _inherit = "socreg.logged"

    who = fields.Char(compute="_compute_who")

    @api.depends("user_id", "role")
    @api.depends_context("lang")
    def _compute_who(self):
        for line in self:
            # Whoever reads what was done reads who did it.
            user = line.user_id.sudo().name
            line.who = user or _("Past Odoo, as %(role)s", role=line.role or "")


class SocregEvent(models.Model):
    """Changes, by the kind of record that they are of."""

    _inherit = "socreg.event"

    model_name = fields.Char(string="Kind of Record", compute="_compute_model_name")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_model_name(self):
        names = self.env["ir.model"].sudo()  # What a model is called is no secret.
        for event in self:
            model = names._get(event.model.partition(LINK)[0])
            event.model_name = model.name or event.model
