from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.opening import SEERS

from .common import GROUP, RegistryCase
from .users import ROLE

SCRIPT = Path(__file__).parents[1] / "migrations" / "1.2.0" / "post-migrate.py"
SYSTEM = "base.group_system"


class TestMigrationOfRoles(RegistryCase):
    """Users as they were while groups alone said who may do what, and the script that gives roles."""

    def setUp(self):
        super().setUp()
        self.person = self.new_people("Lan")
        self.clerk = self.user("clerk", GROUP % "registrar", GROUP % "attester", SEERS)
        self.boss = self.user("boss", GROUP % "supervisor", GROUP % "manager")
        self.chief = self.user("chief", GROUP % "viewer", SYSTEM)
        self.deputy = self.user("deputy", GROUP % "viewer", SYSTEM)
        self.gone = self.user("gone", GROUP % "auditor")
        self.gone.active = False
        self.other = self.user("other", SYSTEM)
        self.had = {user: self.groups(user) for user in self.users()}
        script = load_script(str(SCRIPT), "post-migrate")
        script.migrate(self.env.cr, "1.1.0")
        self.env.invalidate_all()

    def user(self, name, *groups):
        return new_test_user(
            self.env, f"test-{name}", groups=",".join(["base.group_user", *groups])
        )

    def users(self):
        return self.clerk | self.boss | self.chief | self.deputy | self.gone | self.other

    def groups(self, user):
        found = above = user.groups_id
        while above := above.implied_ids - found:
            found |= above
        return found

    def roles(self, user):
        lines = user.with_context(active_test=False).role_line_ids
        return lines.role_id

    def test_nobody_lost_a_right(self):
        for user, had in self.had.items():
            self.assertFalse(had - self.groups(user), user.login)

    def test_roles_are_those_of_the_groups_and_no_more(self):
        for user, names in (
            (self.clerk, ("registrar", "attester", "personal_data")),
            (self.boss, ("supervisor", "manager")),
            (self.gone, ("auditor",)),
        ):
            ours = self.roles(user).filtered("is_registry")
            wanted = [self.env.ref(ROLE % name).id for name in names]
            self.assertEqual(set(ours.ids), set(wanted), user.login)
        self.assertFalse(self.roles(self.other))

    def test_roles_are_nationwide(self):
        for user, may in ((self.clerk, True), (self.chief, False)):
            registrants = self.env["socreg.registrant"].with_user(user)
            self.assertIn(self.person, registrants.search([]))
            self.assertEqual(self.person.with_user(user).is_writable_here, may)

    def test_administrators_of_the_same_other_rights_share_a_role_for_them(self):
        kept = self.roles(self.chief) - self.env.ref(ROLE % "viewer")
        self.assertEqual(len(kept), 1)
        self.assertIn(kept, self.roles(self.deputy))
        self.assertFalse(kept.is_registry)
        self.assertTrue(self.chief.has_group(SYSTEM))

    def test_again_changes_nothing(self):
        before = {user: self.roles(user) for user in self.users()}
        load_script(str(SCRIPT), "post-migrate").migrate(self.env.cr, "1.1.0")
        self.assertEqual({user: self.roles(user) for user in self.users()}, before)
