from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from .common import RegistryCase


class TestMembership(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.household, cls.other = cls.new_group("A"), cls.new_group("B")
        cls.community_type = cls.env.ref("socreg_registry.socreg_group_type_community")

    @staticmethod
    def commands(roles):
        return [(6, 0, roles.ids)]

    def test_second_head_is_refused(self):
        self.join(self.household, self.lan, self.head)
        with self.assertRefusedByDatabase("one_head"):
            self.join(self.household, self.mai, self.child, self.head)

    def test_two_heads_in_one_batch_are_refused(self):
        people = self.lan + self.mai
        with self.assertRefusedByDatabase("one_head"):
            self.memberships.create(
                [
                    {"group_id": self.household.id, "member_id": p.id, "role_ids": self.head.ids}
                    for p in people
                ]
            )

    def test_new_head_follows_one_whose_membership_ended(self):
        self.join(
            self.household, self.lan, self.head, start_date="2020-01-01"
        ).end_date = "2021-01-01"
        self.join(self.household, self.mai, self.head)
        self.assertEqual(self.household.head_id, self.mai)

    def test_one_save_can_change_the_head_in_any_order(self):
        first = self.join(self.household, self.lan, self.head)
        second = self.join(self.household, self.mai, self.child)
        for old, new in ((first, second), (second, first)):
            lines = [(1, new.id, {"role_ids": self.commands(self.head)})]
            lines += [(1, old.id, {"role_ids": self.commands(self.child)})]
            self.household.write({"group_membership_ids": lines})
            self.env.cr.flush()
            self.assertEqual(self.household.head_id, new.member_id)

    def test_one_save_can_move_a_member(self):
        membership = self.join(self.household, self.lan, start_date="2020-01-01")
        lines = [
            (0, 0, {"group_id": self.other.id}),
            (1, membership.id, {"end_date": "2021-01-01"}),
        ]
        self.lan.write({"membership_ids": lines})
        self.env.cr.flush()
        self.assertEqual(self.other.member_count, 1)

    def test_second_head_is_told_in_words_before_the_commit(self):
        self.join(self.household, self.lan, self.head)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.join(self.household, self.mai, self.head)
            self.env.cr.flush()

    def test_role_that_becomes_a_head_role_is_checked(self):
        self.join(self.household, self.lan, self.head)
        membership = self.join(self.household, self.mai, self.child)
        with self.assertRefusedByDatabase("one_head"):
            membership.role_ids = self.head

    def test_heads_of_many_groups_change_at_once(self):
        first = self.join(self.household, self.lan, self.head, start_date="2020-01-01")
        second = self.join(self.other, self.mai, self.head, start_date="2020-01-01")
        (first + second).write({"end_date": "2021-01-01"})
        self.assertFalse((self.household + self.other).mapped("head_id"))

    def test_member_twice_is_refused(self):
        self.join(self.household, self.lan)
        with self.assertRefusedByDatabase("one_open"):
            self.join(self.household, self.lan)

    def test_member_can_come_back(self):
        self.join(self.household, self.lan, start_date="2020-01-01").end_date = "2021-01-01"
        self.join(self.household, self.lan)
        self.assertEqual(len(self.lan.membership_ids), 2)

    def test_second_household_is_refused(self):
        self.join(self.household, self.lan)
        with self.assertRefusedByDatabase("one_exclusive"):
            self.join(self.other, self.lan)

    def test_household_and_community_go_together(self):
        community = self.new_group("C", self.community_type)
        self.join(self.household, self.lan)
        self.join(community, self.lan)
        self.assertEqual(len(self.lan.membership_ids), 2)

    def test_group_in_itself_is_refused(self):
        with self.assertRefusedByDatabase("not_in_itself"):
            self.env.cr.execute(
                "INSERT INTO socreg_membership (group_id, member_id, start_date) VALUES (%s, %s, now())",
                [self.household.id, self.household.id],
            )

    def test_group_in_itself_over_others_is_refused(self):
        inner, middle, outer = (self.new_group(n, self.community_type) for n in "abc")
        self.join(middle, inner)
        self.join(outer, middle)
        with self.assertRaises(ValidationError):
            self.join(inner, outer)

    def test_person_has_no_members(self):
        with self.assertRaises(ValidationError):
            self.join(self.lan, self.mai)

    def test_end_before_start_is_refused(self):
        membership = self.join(self.household, self.lan, start_date="2020-05-05")
        with self.assertRefusedByDatabase("ends_after_start"):
            membership.end_date = "2020-05-04"

    def test_future_memberships_are_refused(self):
        future = fields.Date.today() + timedelta(days=2)
        with self.assertRaises(ValidationError):
            self.join(self.household, self.lan, start_date=future)
        with self.assertRaises(ValidationError):
            self.join(self.household, self.mai).end_date = future
