from odoo import api, fields, models

PARAMETER = "socreg_registry.%s"


class SocregFamilySettings(models.TransientModel):
    """What a country's law says of families, for managers of the registry to set."""

    _name = "socreg.family.settings"
    _description = "Family Settings"

    is_polygamy_allowed = fields.Boolean(
        string="Several Marriages at a Time",
        default=lambda self: self._get("is_polygamy_allowed"),
        help="A person may be married to several people at a time. When this is switched off,"
        " marriages that stand stay as they are.",
    )

    def action_save(self):
        self.ensure_one()
        # Managers set this, and are not administrators of the whole system.
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PARAMETER % "is_polygamy_allowed", self.is_polygamy_allowed)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _get(self, name):
        """Tell whether something is allowed."""
        # What the law allows is no secret, and rules of the registry need it for everybody.
        return bool(self.env["ir.config_parameter"].sudo().get_param(PARAMETER % name))
