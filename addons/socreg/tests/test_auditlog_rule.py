from odoo.exceptions import ValidationError
from odoo.tests.common import TransactionCase


class TestAuditlogRule(TransactionCase):
    def rule(self, model):
        model_id = self.env["ir.model"]._get(model).id
        return self.env["auditlog.rule"].create({"name": model, "model_id": model_id})

    def test_people_are_not_logged_in_plain_text(self):
        for model in ("socreg.registrant", "socreg.identifier", "socreg.phone"):
            with self.assertRaises(ValidationError):
                self.rule(model)

    def test_configuration_is(self):
        rule = self.rule("socreg.area")
        with self.assertRaises(ValidationError):
            rule.model_id = self.env["ir.model"]._get("socreg.phone")
