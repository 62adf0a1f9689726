from odoo import _, api, models
from odoo.exceptions import ValidationError


class AuditlogRule(models.Model):
    """The audit log keeps old and new values in plain text: it is for configuration."""

    _inherit = "auditlog.rule"

    @api.constrains("model_id")
    def _check_model_id(self):
        sealed = self.env.registry["socreg.sealed"]
        for rule in self:
            if issubclass(self.env.registry[rule.model_id.model], sealed):
                raise ValidationError(
                    _("What is known of people is not logged here: this log is not sealed.")
                )
