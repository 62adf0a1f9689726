from odoo.tests.common import TransactionCase

from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

CANARY = "Quetzalina"
NUMBER = "+84912345678"
LOGS = ("auditlog_log", "auditlog_log_line", "auditlog_http_request", "auditlog_http_session")
PERSONAL = (
    "socreg.registrant",
    "socreg.identifier",
    "socreg.phone",
    "socreg.membership",
    "socreg.spouse",
)


class TestAuditlogRule(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registrar = new_user_with(cls.env, "test-registrar", "registrar", PERSONAL_DATA)
        cls.registrants = cls.env["socreg.registrant"].with_user(cls.registrar)

    def switch_on(self, model, **values):
        """Log everything about a model, while the test runs."""
        rules = self.env["auditlog.rule"]
        on = rules._fields["state"].selection[1][0]
        logged = {
            name: True for name in rules._fields if name.startswith("log_") and name != "log_type"
        }
        model_id = self.env["ir.model"]._get(model).id
        rule = rules.create(
            {"name": model, "model_id": model_id, "state": on, "capture_record": True}
            | logged
            | values
        )
        self.addCleanup(rule._revert_methods)
        return rule

    def work(self):
        """Do what a registrar does with two people; return them."""
        people = self.registrants.create(
            [{"kind": "individual", "given_name": CANARY, "address": CANARY} for _each in range(2)]
        )
        group = self.registrants.create(
            {
                "kind": "group",
                "group_name": CANARY,
                "group_type_id": self.env.ref("socreg_registry.socreg_group_type_household").id,
            }
        )
        self.env["socreg.membership"].with_user(self.registrar).create(
            [{"group_id": group.id, "member_id": person.id} for person in people]
        )
        phones = self.env["socreg.phone"].with_user(self.registrar)
        phone = phones.create({"registrant_id": people[0].id, "number": NUMBER})
        people.write({"family_name": CANARY})
        people.read(["given_name", "phone_ids"])
        self.registrants.search_read([("id", "in", people.ids)], ["name"])
        people.sudo().export_data(["given_name"])
        phone.unlink()
        self.env.flush_all()
        return people

    def hits(self):
        """Return which tables of the audit log hold a value or a name of somebody."""
        found = set()
        for table in LOGS:
            self.env.cr.execute(
                f"SELECT EXISTS (SELECT FROM {table} AS t WHERE t::text LIKE ANY(%s))",
                [[f"%{CANARY}%", f"%{CANARY[0]}••%", "%912345678%", "%5678%"]],
            )
            if self.env.cr.fetchone()[0]:
                found.add(table)
        return found

    def logs_of(self, records):
        return self.env["auditlog.log"].search(
            [("model_id.model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def check_log(self, log_type):
        for model in PERSONAL:
            self.switch_on(model, log_type=log_type)
        people = self.work()
        self.assertEqual(self.hits(), set())
        logs = self.logs_of(people)
        self.assertLessEqual({"create", "write", "read"}, set(logs.mapped("method")))
        self.assertEqual(set(logs.mapped("name")), set(people.mapped("uid")))
        self.assertEqual(logs.user_id, self.registrar)
        written = logs.filtered(lambda log: log.method == "write").line_ids
        self.assertEqual(written.mapped("field_name"), ["family_name"] * 2)
        self.assertEqual(set(written.mapped("field_description")), {"Family Name"})
        self.assertEqual(set(written.mapped("new_value")), {"••••"})

    def test_full_log_keeps_that_people_changed_and_never_what_they_are(self):
        self.check_log("full")

    def test_fast_log_keeps_that_people_changed_and_never_what_they_are(self):
        self.check_log("fast")

    def test_what_hangs_on_somebody_is_called_by_their_number(self):
        self.switch_on("socreg.phone")
        people = self.work()
        deleted = self.env["auditlog.log"].search(
            [("model_id.model", "=", "socreg.phone"), ("method", "=", "unlink")]
        )
        self.assertEqual(deleted.mapped("name"), people[0].mapped("uid"))

    def test_it_opens_nothing(self):
        self.switch_on("socreg.registrant")
        person = self.registrants.create({"kind": "individual", "given_name": CANARY})
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = self.env["socreg.opening"].search_count([("user_id", "=", self.registrar.id)])
        self.env.invalidate_all()
        person.write({"is_birthdate_estimated": True})
        self.env.flush_all()
        self.env.cr.precommit.run()
        opened = self.env["socreg.opening"].search([("user_id", "=", self.registrar.id)])
        self.assertEqual(len(opened.filtered(lambda line: not line.reason)), before)

    def test_settings_that_lead_to_people_name_none(self):
        person = self.registrants.create({"kind": "individual", "given_name": CANARY})
        field = self.env["ir.model.fields"]._get("socreg.membership", "member_id")
        led = self.env["ir.model.fields"]._get("socreg.membership", "group_id")
        lines = self.env["auditlog.log.line"].create(
            [
                {"field_id": field.id, "new_value": (person.id, CANARY)},
                {"field_id": led.id, "new_value_text": [(person.id, CANARY)]},
            ]
        )
        lines.flush_recordset()
        self.assertEqual(self.hits(), set())

    def test_secrets_are_not_kept(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test.shared_secret", "Quetzalina")
        parameters.set_param("test.plain", "as it is")
        self.env.user.sudo().password = "Quetzalina-Quetzalina"
        self.env.flush_all()
        self.assertEqual(self.hits(), set())
        logs = self.env["auditlog.log"].search([("name", "=", "test.plain")])
        self.assertIn("as it is", logs.line_ids.mapped("new_value"))

    def test_settings_are_logged_with_their_values(self):
        manager = new_user_with(self.env, "test-manager", "manager")
        tag = self.env["socreg.tag"].with_user(manager).create({"name": "Before"})
        self.env.flush_all()
        tag.name = "After"
        self.env.flush_all()
        logs = self.logs_of(tag)
        self.assertEqual(set(logs.mapped("method")), {"create", "write"})
        written = logs.filtered(lambda log: log.method == "write").line_ids
        self.assertIn(
            ("name", "Before", "After"), [(w.field_name, w.old_value, w.new_value) for w in written]
        )

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
