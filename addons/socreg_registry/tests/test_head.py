from itertools import pairwise
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import Form

from .common import RegistryCase

SCRIPT = Path(__file__).parents[1] / "migrations" / "1.2.0" / "pre-heads.py"


class TestHead(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.household, cls.other = cls.new_group("A"), cls.new_group("B")
        cls.community_type = cls.env.ref("socreg_registry.socreg_group_type_community")

    def headless(self):
        groups = [("kind", "=", "group"), ("id", "in", (self.household + self.other).ids)]
        return self.registrants.search([*groups, ("is_headless", "=", True)])

    def test_households_with_members_and_no_head_are_found(self):
        self.join(self.household, self.lan, self.child)
        self.join(self.other, self.mai, self.head)
        self.assertEqual(self.headless(), self.household)

    def test_empty_household_is_not_without_head(self):
        self.assertFalse(self.headless())

    def test_ending_headships_of_many_is_noticed(self):
        ones = self.new_people("C", "D")
        heads = self.join(self.household, self.lan, self.head, start_date="2020-01-01")
        heads += self.join(self.other, self.mai, self.head, start_date="2020-01-01")
        self.join(self.household, ones[0], self.child)
        self.join(self.other, ones[1], self.child)
        heads.write({"end_date": "2021-01-01"})
        self.assertEqual(self.headless(), self.household + self.other)
        heads.write({"end_date": False})
        self.assertFalse(self.headless())

    def test_role_that_no_longer_makes_a_head_is_noticed(self):
        self.join(self.household, self.lan, self.head).role_ids = self.child
        self.assertEqual(self.headless(), self.household)

    def test_deleted_headship_is_noticed(self):
        headship = self.join(self.household, self.lan, self.head)
        self.join(self.household, self.mai, self.child)
        headship.unlink()
        self.assertEqual(self.headless(), self.household)

    def test_type_that_begins_to_need_heads_is_noticed(self):
        group = self.new_group("C", self.community_type)
        self.join(group, self.lan)
        self.assertFalse(group.is_headless)
        self.community_type.needs_head = True
        self.assertTrue(group.is_headless)

    def test_joining_a_group_that_needs_no_head_does_not_write_it(self):
        group = self.new_group("C", self.community_type)
        self.env.flush_all()
        self.join(group, self.lan)
        self.env.flush_all()
        self.env.cr.execute("SELECT is_headless FROM socreg_registrant WHERE id = %s", [group.id])
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_form_says_it_while_the_headship_is_ended(self):
        self.join(self.household, self.lan, self.head, start_date="2020-01-01")
        self.join(self.household, self.mai, self.child)
        view = "socreg_registry.socreg_group_view_form"
        with Form(self.household, view=view) as form:
            self.assertFalse(form.is_headless)
            with form.open_membership_ids.edit(0) as line:
                line.end_date = "2021-01-01"
            self.assertTrue(form.is_headless)
        self.assertTrue(self.household.is_headless)
        self.assertEqual(self.household.open_membership_ids.member_id, self.mai)
        self.assertEqual(self.household.past_membership_ids.member_id, self.lan)

    def test_upgrade_finds_them_in_the_database(self):
        self.join(self.household, self.lan, self.child)
        self.join(self.other, self.mai, self.head)
        self.env.flush_all()
        self.env.cr.execute("UPDATE socreg_registrant SET is_headless = NULL")
        self.env.cr.execute("UPDATE socreg_group_type SET needs_head = NULL")
        self.env.invalidate_all()
        load_script(str(SCRIPT), "pre-heads").migrate(self.env.cr, "17.0.1.1.0")
        self.assertTrue(self.household_type.needs_head)
        self.assertFalse(self.community_type.needs_head)
        self.assertEqual(self.headless(), self.household)


class TestNesting(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community_type = cls.env.ref("socreg_registry.socreg_group_type_community")
        cls.groups = cls.registrants.browse()
        for name in "abcdef":
            cls.groups += cls.new_group(name, cls.community_type)

    def chain(self, *groups):
        """Return the values of memberships, each group within the one before."""
        return [
            {"group_id": group.id, "member_id": member.id} for group, member in pairwise(groups)
        ]

    def test_circle_within_one_batch_is_refused(self):
        a, b, c = self.groups[:3]
        with self.assertRaises(ValidationError):
            self.memberships.create(self.chain(a, b, c, a))

    def test_groups_that_meet_again_are_no_circle(self):
        a, b, c, d = self.groups[:4]
        self.memberships.create([*self.chain(a, b, d), *self.chain(a, c, d)])
        self.assertEqual(a.subgroup_ids, b + c)

    def test_ended_membership_closes_no_circle(self):
        a, b = self.groups[:2]
        self.join(a, b, start_date="2020-01-01").end_date = "2021-01-01"
        self.join(b, a)
        self.assertEqual(b.subgroup_ids, a)

    def test_cost_of_the_check_grows_with_depth_and_not_with_records(self):
        people = self.new_people("Lan", "Mai")
        first = self.join(self.groups[0], self.groups[1])
        self.env.flush_all()

        def cost(memberships):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            memberships._check_nesting()
            return self.env.cr.sql_log_count - before

        one = cost(first)
        many = first + self.memberships.create(
            [
                *({"group_id": self.groups[0].id, "member_id": it.id} for it in self.groups[2:]),
                *({"group_id": self.groups[0].id, "member_id": it.id} for it in people),
            ]
        )
        self.env.flush_all()
        self.assertLessEqual(cost(many), one + 1)
