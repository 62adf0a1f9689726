import csv
import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from odoo.addons.socreg_crypto.opening import openings
from odoo.addons.socreg_intake.models.socreg_export_quota import PARAMETER
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .export_case import PURPOSE, ExportCase

NUMBER = "identifiers.national_id.value"
OTHERS = ("viewer", "registrar", "attester", "supervisor", "auditor")


@tagged("post_install", "-at_install")
class TestExportAccess(ExportCase):
    """Who takes out what, and how much of it."""

    def setUp(self):
        super().setUp()
        self.there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        self.lan, self.far = self.new_people("Lan", "Far")
        self.lan.write({"area_id": self.area.id, "birthdate": "1990-02-03", "address": "12 Bạc"})
        self.far.area_id = self.there
        self.give_number(self.lan, "012345678901")
        self.give_phone(self.lan, "+84912345678")
        self.env.flush_all()
        self.env.invalidate_all()
        self.shared = self.profile("given_name", is_shared=True)

    def cells(self, content):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]

    def test_only_managers_take_data_out(self):
        for role in OTHERS:
            user = new_user_with(self.env, f"x-a-{role}", role, PERSONAL_DATA)
            exports = self.env["socreg.export"].with_user(user)
            with self.assertRaises(AccessError):
                exports._make(self.shared.with_user(user), [], PURPOSE)
            with self.assertRaises(AccessError):
                self.env["socreg.export.make"].with_user(user).create({})
            with self.assertRaises(AccessError):
                self.shared.with_user(user).read(["name"])

    def test_who_is_a_manager_no_more_fetches_nothing(self):
        export = self.env["socreg.export"].with_user(self.manager)._make(self.shared, [], PURPOSE)
        lines = self.env["res.users.role.line"].search([("user_id", "=", self.manager.id)])
        lines.unlink()
        self.manager.set_groups_from_roles(force=True)
        self.env["res.users"]._forget_scopes()
        with self.assertRaises(AccessError):
            export._begin()

    def test_manager_of_an_area_takes_out_its_people_alone(self):
        local = new_user_with(self.env, "x-local", "manager", PERSONAL_DATA, areas=self.area)
        for domain in (
            [],
            [("id", "in", (self.lan | self.far).ids)],
            ["|", (1, "=", 1), (1, "=", 1)],
        ):
            _export, content = self.export(self.shared, domain, local)
            self.assertEqual(self.cells(content), [[self.lan.uid, "Lan"]])

    def test_who_sees_more_than_they_manage_takes_out_what_they_manage(self):
        local = new_user_with(self.env, "x-both", "manager", PERSONAL_DATA, areas=self.area)
        self.env["res.users.role.line"].create(
            {
                "user_id": local.id,
                "role_id": self.env.ref("socreg_registry.socreg_registry_role_viewer").id,
                "is_nationwide": True,
            }
        )
        self.env["res.users"]._forget_scopes()
        _export, content = self.export(self.shared, [], local)
        self.assertEqual(self.cells(content), [[self.lan.uid, "Lan"]])

    def test_domain_that_ends_early_ties_nothing(self):
        local = new_user_with(self.env, "x-local", "manager", PERSONAL_DATA, areas=self.area)
        exports = self.env["socreg.export"].with_user(local)
        for domain in (["|", ("id", "!=", 0)], ["|"], ["!"], ["&", ("id", "!=", 0)], ["id"]):
            with self.assertRaisesRegex(UserError, "searched"):
                exports._make(self.shared.with_user(local), domain, PURPOSE)

    def test_masks_leave_for_who_may_not_see(self):
        # What the registrar's own work opened is in this transaction, too.
        openings(self.env.cr).seen.clear()
        paths = ("given_name", "birthdate", "address", NUMBER, "phones.0", "area_id")
        export, content = self.export(
            self.profile(*paths, user=self.masked), [("id", "=", self.lan.id)]
        )
        ((uid, name, born, address, number, phone, area),) = self.cells(content)
        self.assertEqual((uid, born, area), (self.lan.uid, "", self.area.code))
        for cell in (name, address, number, phone):
            self.assertIn("•", cell)
        self.assertNotIn(b"Lan", content)
        self.assertNotIn("12 Bạc".encode(), content)
        self.assertNotIn(b"012345678901", content)
        self.assertFalse(export.is_opened)
        self.assertFalse(self.env["socreg.opening"].search([("export_id", "=", export.id)]))

    def test_masks_do_not_come_back(self):
        _export, content = self.export(
            self.profile("address", user=self.masked), [("id", "=", self.lan.id)]
        )
        self.assertNotEqual(self.results(self.take(*self.read_back(content))), ["changed"])
        self.env.invalidate_all()
        self.assertEqual(self.lan.address, "12 Bạc")

    def test_who_may_not_see_cannot_search_by_it(self):
        exports = self.env["socreg.export"].with_user(self.masked)
        with self.assertRaises(AccessError):
            exports._make(self.shared, [("phone_ids.number", "=", "+84912345678")], PURPOSE)

    def test_export_is_its_users_alone(self):
        export = self.env["socreg.export"].with_user(self.manager)._make(self.shared, [], PURPOSE)
        others = self.env["socreg.export"].with_user(self.masked)
        self.assertFalse(others._of(export.number))
        self.assertNotIn(export, others.search([]))
        with self.assertRaises(AccessError):
            others.browse(export.id).read(["purpose"])
        self.assertEqual(
            self.env["socreg.export"].with_user(self.manager)._of(export.number), export
        )

    def test_auditor_reads_and_nobody_writes(self):
        export, _content = self.export(self.shared)
        told = export.with_user(self.auditor)
        self.assertEqual(told.read(["purpose"])[0]["purpose"], PURPOSE)
        self.assertFalse(self.env["socreg.export"].with_user(self.auditor)._of(export.number))
        for user in (self.auditor, self.manager):
            for act in (
                lambda record: record.write({"purpose": "Another"}),
                lambda record: record.unlink(),
                lambda record: record.copy(),
            ):
                with self.assertRaises(AccessError):
                    act(export.with_user(user))

    def test_profile_is_its_owners_and_shared_ones_are_used(self):
        own = self.profile("sex")
        profiles = self.env["socreg.export.profile"].with_user(self.masked)
        self.assertNotIn(own, profiles.search([]))
        self.assertIn(self.shared, profiles.search([]))
        exports = self.env["socreg.export"].with_user(self.masked)
        with self.assertRaises(AccessError):
            exports._make(own.with_user(self.masked), [], PURPOSE)
        with self.assertRaises(AccessError):
            self.shared.with_user(self.masked).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.shared.column_ids.with_user(self.masked).write({"path": "sex"})
        with self.assertRaises(AccessError):
            profiles.create({"name": "N", "user_id": self.manager.id})

    def test_rows_of_a_day_are_counted(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "3")
        self.assertEqual(self.env["socreg.export.quota"].with_user(self.manager)._left(), 3)
        two = [("id", "in", (self.lan | self.far).ids)]
        self.export(self.shared, two)
        self.assertEqual(self.env["socreg.export.quota"].with_user(self.manager)._left(), 1)
        with self.assertRaisesRegex(UserError, "1 more rows"):
            self.export(self.shared, two)
        self.export(self.shared, [("id", "=", self.lan.id)])
        self.export(self.shared, two, self.masked)

    def test_another_day_begins_anew(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "1")
        self.export(self.shared, [("id", "=", self.lan.id)])
        quota = self.env["socreg.export.quota"].search([("user_id", "=", self.manager.id)])
        quota.day -= timedelta(days=1)
        self.env.flush_all()
        self.export(self.shared, [("id", "=", self.lan.id)])

    def test_database_keeps_the_quota_too(self):
        values = {"user_id": self.manager.id, "day": fields.Date.today(), "allowed": 1}
        with self.assertRefusedByDatabase("within_allowed"):
            self.env["socreg.export.quota"].create({**values, "row_count": 2})
        self.env["socreg.export.quota"].create({**values, "row_count": 1})
        with self.assertRefusedByDatabase("user_day_unique"):
            self.env["socreg.export.quota"].create({**values, "row_count": 1})

    def test_wizard_says_what_leaves_and_makes_it(self):
        wizard = (
            self.env["socreg.export.make"]
            .with_user(self.manager)
            .with_context(active_ids=self.lan.ids, active_domain=[("kind", "=", "individual")])
            .create({"profile_id": self.shared.id, "purpose": PURPOSE})
        )
        self.assertEqual((wizard.kind, wizard.row_count, wizard.is_opened), ("individual", 1, True))
        action = wizard.action_export()
        export = self.env["socreg.export"].search([], limit=1)
        self.assertEqual(action["url"], f"/socreg/export/{export.number}")
        self.assertEqual(export.row_count, 1)
        wizard.extent = "shown"
        wizard.action_export()
        everybody = self.env["socreg.registrant"].search_count([("kind", "=", "individual")])
        self.assertEqual(self.env["socreg.export"].search([], limit=1).row_count, everybody)

    def test_manager_sets_the_quota(self):
        settings = self.env["socreg.settings"].with_user(self.manager)
        settings.create({"export_rows_a_day": 7}).action_save()
        self.assertEqual(self.env["socreg.export.quota"]._allowed(), 7)
        with self.assertRaises(UserError):
            settings.create({"export_rows_a_day": -1}).action_save()
