import secrets

from odoo import _, api, fields, models
from odoo.exceptions import AccessError

from ..core import public_number
from ..core.errors import InvalidValue
from ..models.res_users import MANAGE

PARAMETER = "socreg_registry.%s"


class SocregSettings(models.TransientModel):
    """How a country wants its registry, for managers of the registry to set."""

    _name = "socreg.settings"
    _description = "Settings of the Registry"

    is_polygamy_allowed = fields.Boolean(
        string="Several Marriages at a Time",
        default=lambda self: self._get("is_polygamy_allowed"),
        help="A person may be married to several people at a time. When this is switched off,"
        " marriages that stand stay as they are.",
    )

    public_number_pattern = fields.Char(
        string="Pattern",
        required=True,
        default=lambda self: self.env["socreg.registrant"]._public_number_patterns()[0],
    )
    example = fields.Char(compute="_compute_example")

    @api.depends("public_number_pattern")
    def _compute_example(self):
        for settings in self:
            settings.example = self._example_of(settings.public_number_pattern or "")

    @api.model
    def _example_of(self, pattern):
        """Return a number as the pattern makes them, or False where it makes none."""
        try:
            public_number.check_pattern(pattern)
        except InvalidValue:
            return False
        return next(public_number.draw(secrets.randbelow, pattern))

    def action_save(self):
        self.ensure_one()
        if not self.env["res.users"]._scope(MANAGE).is_everywhere:
            raise AccessError(_("Only a manager of the whole country sets this."))
        registrants = self.env["socreg.registrant"]
        if self.public_number_pattern != registrants._public_number_patterns()[0]:
            registrants._set_public_number_pattern(self.public_number_pattern)
        # Managers set this, and are not administrators of the whole system.
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PARAMETER % "is_polygamy_allowed", self.is_polygamy_allowed)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _get(self, name):
        """Tell whether something is allowed."""
        # What the law allows is no secret, and rules of the registry need it for everybody.
        return bool(self.env["ir.config_parameter"].sudo().get_param(PARAMETER % name))
