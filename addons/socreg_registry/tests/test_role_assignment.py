from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tests.common import new_test_user

from .scope_common import ScopeCase
from .users import PERSONAL_DATA, ROLE, give, new_user_with

LINE = "res.users.role.line"
FORM = "socreg_registry.res_users_role_line_view_form"


class TestRoleAssignment(ScopeCase):
    """A nationwide manager and one of a district give roles, and try to give more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_user_with(cls.env, "test-boss", "manager")
        cls.chief = new_user_with(cls.env, "test-chief", "manager", areas=cls.here)
        cls.somebody = new_user_with(cls.env, "test-somebody")
        cls.admin = new_test_user(cls.env, "test-admin", groups="base.group_system")

    def give_as(self, giver, user, role, areas=None, **values):
        role = role if not isinstance(role, str) else self.env.ref(ROLE % role)
        where = {"is_nationwide": not areas, "area_ids": [(6, 0, areas.ids if areas else [])]}
        where = where if role.is_scoped else {}
        lines = self.env[LINE].with_user(giver)
        return lines.create({"user_id": user.id, "role_id": role.id, **where, **values})

    def refused(self, *args, **kwargs):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.give_as(*args, **kwargs)

    def test_role_that_is_given_works_at_once_and_ends_when_taken(self):
        line = self.give_as(self.boss, self.somebody, "viewer", self.there)
        env = self.env(user=self.somebody)
        self.assertEqual(env["socreg.registrant"].search([]), self.mai | self.theirs)
        line.write({"area_ids": [(6, 0, self.here.ids)]})
        self.assertEqual(env["socreg.registrant"].search([]), self.lan | self.ours)
        line.unlink()
        with self.assertRaises(AccessError):
            env["socreg.registrant"].search([])

    def test_one_batch_gives_several_people_roles(self):
        role = self.env.ref(ROLE % "auditor")
        people = self.somebody | self.clerk
        values = [{"user_id": u.id, "role_id": role.id, "is_nationwide": True} for u in people]
        self.env[LINE].with_user(self.boss).create(values)
        for user in people:
            self.assertTrue(user.has_group("socreg_registry.socreg_registry_group_auditor"))
            self.assertTrue(user.with_user(user).env["socreg.registrant"].search_count([]) > 2)

    def test_manager_of_a_district_gives_roles_there_only(self):
        self.give_as(self.chief, self.somebody, "registrar", self.village)
        self.refused(self.chief, self.somebody, "viewer", self.there)
        self.refused(self.chief, self.somebody, "viewer", self.here | self.there)
        self.refused(self.chief, self.somebody, "viewer")

    def test_line_is_not_moved_out_of_or_into_the_district(self):
        line = self.give_as(self.chief, self.somebody, "viewer", self.village)
        theirs = give(new_user_with(self.env, "test-other"), "viewer", self.there)
        for change in (
            lambda: line.write({"area_ids": [(4, self.there.id)]}),
            lambda: line.write({"area_ids": [(5,)], "is_nationwide": True}),
            lambda: line.write({"user_id": self.chief.id}),
            lambda: line.write({"user_id": self.admin.id}),
            lambda: (line | theirs).write({"date_to": fields.Date.today()}),
            lambda: theirs.with_user(self.chief).unlink(),
            lambda: theirs.with_user(self.chief).write({"area_ids": [(6, 0, self.here.ids)]}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_personal_data_is_given_where_all_of_the_users_areas_are_the_managers(self):
        self.give_as(self.chief, self.somebody, "viewer", self.village)
        self.give_as(self.chief, self.somebody, PERSONAL_DATA)
        other = new_user_with(self.env, "test-other", "viewer", areas=self.there)
        self.refused(self.chief, other, PERSONAL_DATA)
        self.give_as(self.boss, other, PERSONAL_DATA)

    def lost(self, giver, user, role="viewer", date_from=False):
        """Return what the form warns of before it is saved."""
        form = Form(self.env[LINE].with_user(giver), FORM)
        form.user_id = user
        form.role_id = self.env.ref(ROLE % role)
        form.date_from = date_from
        return form.lost_rights

    def test_manager_is_told_what_a_first_role_ends(self):
        other = self.env["res.groups"].create({"name": "Stock keepers"})
        wider = self.env["res.groups"].create({"name": "Store", "implied_ids": [(4, other.id)]})
        everybody = "user_ids" if "user_ids" in wider._fields else "users"
        (wider | other).write({everybody: [(4, self.somebody.id), (4, self.admin.id)]})
        self.assertEqual(self.lost(self.chief, self.somebody), "Store")
        line = self.give_as(self.chief, self.somebody, "viewer", self.village)
        self.assertFalse(line.lost_rights)
        self.assertFalse(self.lost(self.chief, self.somebody, PERSONAL_DATA))
        self.assertFalse(self.lost(self.chief, self.admin), "nothing is told of administrators")

    def test_manager_is_not_warned_where_nothing_is_lost(self):
        self.assertFalse(self.lost(self.chief, self.somebody))

    def test_manager_is_told_that_a_first_role_of_later_leaves_nothing_until_then(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        self.assertTrue(self.lost(self.chief, self.somebody, date_from=tomorrow))

    def test_nobody_changes_their_own_roles(self):
        own = self.boss.sudo().role_line_ids
        self.refused(self.boss, self.boss, PERSONAL_DATA)
        for change in (
            lambda: own.with_user(self.boss).write({"date_to": False}),
            lambda: own.with_user(self.boss).unlink(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_users_of_others_are_not_touched(self):
        portal = new_test_user(self.env, "test-portal", groups="base.group_portal")
        gone = new_user_with(self.env, "test-gone")
        gone.active = False
        for user in (self.admin, portal, gone, self.env.ref("base.user_root")):
            self.refused(self.boss, user, "viewer")

    def test_only_roles_of_the_registry_are_given(self):
        system = self.env.ref("base.group_system")
        other = self.env["res.users.role"].create({"name": "S", "implied_ids": [(4, system.id)]})
        self.refused(self.boss, self.somebody, other)
        line = self.give_as(self.boss, self.somebody, "viewer")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.write({"role_id": other.id, "is_nationwide": False})
        theirs = give(self.somebody.sudo(), "viewer", date_from=fields.Date.today())
        theirs.write({"role_id": other.id, "is_nationwide": False})
        for change in (
            lambda: theirs.with_user(self.boss).write(
                {"role_id": self.env.ref(ROLE % "viewer").id}
            ),
            lambda: theirs.with_user(self.boss).unlink(),
            lambda: theirs.with_user(self.boss).read(["user_id"]),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_nothing_else_leads_to_more_rights(self):
        role = self.env.ref(ROLE % "viewer").with_user(self.boss)
        system = self.env.ref("base.group_system").id
        field = "group_ids" if "group_ids" in self.somebody._fields else "groups_id"
        lines = [(0, 0, {"role_id": role.id, "is_nationwide": True})]
        for change in (
            lambda: role.write({"implied_ids": [(4, system)]}),
            lambda: role.write({"is_registry": False}),
            lambda: role.write({"line_ids": [(0, 0, {"user_id": self.somebody.id})]}),
            lambda: role.create({"name": "New", "is_registry": True}),
            lambda: role.group_id.write({"implied_ids": [(4, system)]}),
            lambda: self.somebody.with_user(self.boss).write({"role_line_ids": lines}),
            lambda: self.somebody.with_user(self.boss).write({field: [(4, system)]}),
            lambda: self.boss.with_user(self.boss).write({"role_line_ids": lines}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_who_was_manager_gives_nothing_any_more(self):
        line = self.boss.sudo().role_line_ids
        yesterday = fields.Date.today() - timedelta(days=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users_role_line SET date_to = %s WHERE id = %s", [yesterday, line.id]
        )
        self.env["res.users"]._forget_scopes()
        self.refused(self.boss, self.somebody, "viewer")
        self.refused(self.boss, self.somebody, PERSONAL_DATA)

    def test_registrar_gives_nothing(self):
        self.refused(self.registrar, self.somebody, "viewer")

    def test_role_that_ended_is_given_anew(self):
        line = self.give_as(self.boss, self.somebody, "viewer", date_to=fields.Date.today())
        self.env.cr.execute(
            "UPDATE res_users_role_line SET date_to = '2020-01-01' WHERE id = %s", [line.id]
        )
        self.env.invalidate_all()
        self.somebody.set_groups_from_roles()
        self.assertFalse(self.somebody.has_group("base.group_user"))
        line.write({"date_to": False})
        self.assertTrue(self.somebody.has_group("base.group_user"))

    def test_administrator_gives_all(self):
        self.give_as(self.admin, self.somebody, "viewer", self.there)


class TestUserInvite(ScopeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = new_user_with(cls.env, "test-chief", "manager", areas=cls.here)

    def invite(self, user, areas, **values):
        invites = self.env["socreg.user.invite"].with_user(user)
        return invites.with_context(no_reset_password=True).create(
            {
                "name": "New",
                "login": "new@example.org",
                "role_id": self.env.ref(ROLE % "viewer").id,
                "area_ids": [(6, 0, areas.ids)],
                **values,
            }
        )

    def test_manager_makes_a_user_with_a_role_and_nothing_more(self):
        action = self.invite(self.chief, self.village).action_invite()
        line = self.env[LINE].browse(action["res_id"])
        self.assertEqual(line.user_id.login, "new@example.org")
        self.assertTrue(line.user_id.has_group("socreg_registry.socreg_registry_group_viewer"))
        for name in ("registrar", "manager"):
            group = f"socreg_registry.socreg_registry_group_{name}"
            self.assertFalse(line.user_id.has_group(group))
        self.assertFalse(line.user_id.has_group("base.group_erp_manager"))

    def test_defaults_of_the_context_make_no_other_user(self):
        """Else the manager takes over the name and address of anybody's contact."""
        admin, system = self.env.ref("base.user_admin"), self.env.ref("base.group_system")
        before = admin.email
        invite = self.invite(self.chief, self.village).with_context(
            default_partner_id=admin.partner_id.id,
            default_group_ids=[(4, system.id)],
            default_groups_id=[(4, system.id)],
            default_password="known",
        )
        user = self.env[LINE].browse(invite.action_invite()["res_id"]).user_id
        self.assertNotEqual(user.partner_id, admin.partner_id)
        self.assertEqual(admin.email, before)
        self.assertFalse(user.has_group("base.group_system"))

    def test_role_that_is_refused_leaves_no_user(self):
        invite = self.invite(self.chief, self.there)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            invite.action_invite()
        self.assertFalse(self.env["res.users"].search([("login", "=", "new@example.org")]))

    def test_others_make_no_user(self):
        with self.assertRaises(AccessError):
            self.invite(self.clerk, self.here)

    def test_login_is_an_address(self):
        with self.assertRaises(UserError):
            self.invite(self.chief, self.here, login="new")
