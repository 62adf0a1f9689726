from odoo.exceptions import UserError

from .common import RegistryCase

MODEL = "socreg.group.merge"


class TestMerge(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family_type = cls.env.ref("socreg_registry.socreg_group_type_family")
        cls.community_type = cls.env.ref("socreg_registry.socreg_group_type_community")
        cls.lan, cls.mai, cls.binh = cls.new_people("Lan", "Mai", "Binh")
        cls.a, cls.b, cls.c = (cls.new_group(name, cls.family_type) for name in "ABC")
        start = {"start_date": "2020-01-01"}
        cls.join(cls.a, cls.lan, cls.head, **start)
        cls.join(cls.b, cls.mai, cls.head, **start)
        cls.join(cls.b, cls.lan, cls.child, **start)
        cls.join(cls.c, cls.binh, cls.head, **start)
        cls.join(cls.c, cls.mai, cls.child, **start)
        cls.community = cls.new_group("Community", cls.community_type)
        cls.join(cls.community, cls.b, **start)

    def merge(self, head=None, groups=None, **values):
        groups = groups or self.a + self.b + self.c
        values = {"target_id": self.a.id, "since": "2024-05-01", "reason": "The same", **values}
        return self.wizard(MODEL, groups, head_id=head and head.id, **values)

    def test_one_group_stays_with_all_members_once_and_one_head(self):
        self.merge(self.mai).action_apply()
        self.env.cr.flush()
        stays = self.a.open_membership_ids
        self.assertEqual(stays.member_id, self.lan + self.mai + self.binh)
        self.assertEqual(len(stays), 3)
        self.assertEqual(self.a.head_id, self.mai)
        self.assertEqual(stays.filtered("is_head").member_id, self.mai)

    def test_others_say_into_what_they_were_merged_when_and_why(self):
        self.merge(self.lan).action_apply()
        for group in self.b + self.c:
            self.assertEqual((group.state, group.merged_into_id), ("merged", self.a))
            self.assertEqual(
                (str(group.state_date), group.state_reason), ("2024-05-01", "The same")
            )
            self.assertFalse(group.open_membership_ids)
            self.assertTrue(group.past_membership_ids)

    def test_group_that_stays_takes_the_places_of_the_others(self):
        self.merge(self.lan).action_apply()
        self.assertEqual(self.community.open_membership_ids.member_id, self.a)

    def test_what_does_not_go_together_is_refused(self):
        household = self.new_group("H")
        for wizard in (
            self.merge(self.lan, self.a),
            self.merge(self.lan, self.b + self.c),
            self.merge(self.lan, self.a + household),
            self.merge(self.lan, self.a + self.lan),
            self.merge(None),
        ):
            with self.assertRaises(UserError):
                wizard.action_apply()
        self.assertEqual(self.a.state, "active")

    def test_merged_group_is_not_merged_again(self):
        self.merge(self.lan, self.a + self.b).action_apply()
        with self.assertRaises(UserError):
            self.merge(self.lan, self.a + self.b).action_apply()

    def test_pointer_without_the_state_is_refused(self):
        with self.assertRefusedByDatabase("merged_has_state"):
            self.a.merged_into_id = self.b

    def test_reactivated_group_points_nowhere(self):
        self.merge(self.lan).action_apply()
        (self.b + self.c).action_reactivate()
        self.assertFalse((self.b + self.c).merged_into_id)
        self.assertEqual(set((self.b + self.c).mapped("state")), {"active"})
