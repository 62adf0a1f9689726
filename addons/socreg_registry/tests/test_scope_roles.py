from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .scope_common import ScopeCase
from .users import PERSONAL_DATA, ROLE, give, new_user_with


class TestAreaOfNew(ScopeCase):
    def test_new_registrant_lies_in_the_users_only_area(self):
        person = self.our_env["socreg.registrant"].create({"given_name": "A"})
        self.assertEqual(person.area_id, self.here)

    def test_user_of_several_areas_chooses(self):
        line = self.clerk.sudo().role_line_ids.filtered("area_ids")
        line.area_ids += self.there
        with self.assertRaisesRegex(UserError, "area"), self.env.cr.savepoint():
            self.our_env["socreg.registrant"].create({"given_name": "A", "area_id": False})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.our_env["socreg.registrant"].create({"given_name": "A"})

    def test_member_made_in_a_household_lies_where_it_does(self):
        self.ours.area_id = self.village
        lines = [(0, 0, {"group_id": self.ours.id})]
        people = self.our_env["socreg.registrant"].create(
            [{"given_name": "A", "membership_ids": lines}, {"given_name": "B"}]
        )
        self.assertEqual(people.mapped("area_id"), self.village | self.here)

    def test_form_says_whether_it_needs_an_area(self):
        for user, needs in ((self.clerk, True), (self.registrar, False)):
            new = self.env["socreg.registrant"].with_user(user).new({})
            self.assertEqual(new.needs_area, needs)


class TestScopeOfRoles(ScopeCase):
    def test_somebody_is_registrar_here_and_viewer_there(self):
        give(self.clerk, "viewer", self.there)
        self.assertEqual(self.see(self.mai).given_name, "Mai")
        with self.assertRaises(AccessError):
            self.see(self.mai).given_name = "May"
        self.see(self.lan).given_name = "Lân"

    def test_dates_are_kept_to_the_day(self):
        line = self.clerk.sudo().role_line_ids.filtered("area_ids")
        today, day = fields.Date.today(), timedelta(days=1)
        for dates, sees in (
            ((today, today), True),
            ((today - day, today - day), False),
            ((today + day, False), False),
            ((False, False), True),
        ):
            line.write(dict(zip(("date_from", "date_to"), dates, strict=True)))
            scope = self.our_env["res.users"]._scope("viewer")
            self.assertEqual(bool(scope.area_ids), sees, dates)

    def test_scope_ends_before_the_nightly_job_takes_the_group(self):
        line = self.clerk.sudo().role_line_ids.filtered("area_ids")
        yesterday = fields.Date.today() - timedelta(days=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users_role_line SET date_to = %s WHERE id = %s", [yesterday, line.id]
        )
        self.env["res.users"]._forget_scopes()
        self.assertTrue(self.clerk.has_group("socreg_registry.socreg_registry_group_registrar"))
        self.assertFalse(self.seen("socreg.registrant"))
        with self.assertRaises(AccessError):
            self.see(self.lan).address = "x"

    def test_group_without_a_role_gives_nothing(self):
        user = new_user_with(self.env, "test-direct")
        group = self.env.ref("socreg_registry.socreg_registry_group_registrar")
        group.write({"user_ids" if "user_ids" in group._fields else "users": [(4, user.id)]})
        registrants = self.env["socreg.registrant"].with_user(user)
        self.assertTrue(user.has_group("socreg_registry.socreg_registry_group_registrar"))
        self.assertFalse(registrants.search([]))
        with self.assertRaises(AccessError):
            registrants.create({"given_name": "A"})

    def test_role_of_an_administrators_own_counts_by_what_it_brings(self):
        group = self.env.ref("socreg_registry.socreg_registry_group_supervisor")
        role = self.env["res.users.role"].create({"name": "Own", "implied_ids": [(4, group.id)]})
        user = new_user_with(self.env, "test-own")
        self.env["res.users.role.line"].create(
            {"user_id": user.id, "role_id": role.id, "area_ids": [(4, self.there.id)]}
        )
        env = self.env(user=user)
        self.assertEqual(env["socreg.registrant"].search([]), self.mai | self.theirs)
        role.implied_ids = [(5,)]
        self.assertFalse(env["res.users"]._scope("viewer").area_ids)

    def test_role_that_holds_in_areas_needs_some_and_no_other_takes_any(self):
        user = new_user_with(self.env, "test-new")
        for role, where in (
            ("viewer", {}),
            ("viewer", {"is_nationwide": True, "area_ids": [(4, self.here.id)]}),
            (PERSONAL_DATA, {"is_nationwide": True}),
            (PERSONAL_DATA, {"area_ids": [(4, self.here.id)]}),
        ):
            role_id = self.env.ref(ROLE % role).id
            with self.assertRaises(UserError), self.env.cr.savepoint():
                values = {"user_id": user.id, "role_id": role_id, **where}
                self.env["res.users.role.line"].create(values)

    def test_many_people_are_not_walked_past_nor_sorted(self):
        find = self.our_env["socreg.registrant"]._search([], order="id desc")
        self.assertIn("+ 0", str(find.order))
        find = self.registrants._search([], order="id desc")
        self.assertNotIn("+ 0", str(find.order))
        self.assertNotIn("area_id", str(find.where_clause))
