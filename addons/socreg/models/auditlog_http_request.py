from odoo import api, models

KEPT = ("lang", "tz", "uid", "allowed_company_ids")


class AuditlogHttpRequest(models.Model):
    """A request that changed something; what a form was opened with may name people."""

    _inherit = "auditlog.http.request"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, **self._without_defaults(vals)} for vals in vals_list])

    @api.model
    def _without_defaults(self, vals):
        context = vals.get("user_context") or {}
        return {"user_context": str({key: context[key] for key in KEPT if key in context})}
