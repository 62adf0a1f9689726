from odoo.exceptions import ValidationError
from odoo.tests.common import TransactionCase

from odoo.addons.socreg_registry.tests.users import new_user_with


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

    def test_roles_that_are_given_are_recorded(self):
        manager = new_user_with(self.env, "test-manager", "manager")
        somebody = new_user_with(self.env, "test-somebody")
        role = self.env.ref("socreg_registry.socreg_registry_role_viewer")
        lines = self.env["res.users.role.line"].with_user(manager)
        line = lines.create({"user_id": somebody.id, "role_id": role.id, "is_nationwide": True})
        line.date_to = "2030-01-01"
        line_id = line.id
        line.unlink()
        of_line = [("model_id.model", "=", line._name), ("res_id", "=", line_id)]
        logs = self.env["auditlog.log"].search([*of_line, ("user_id", "=", manager.id)])
        self.assertEqual(set(logs.mapped("method")), {"create", "write", "unlink"})
        written = logs.line_ids.filtered(lambda line: line.log_id.method == "write")
        self.assertIn("date_to", written.mapped("field_name"))
