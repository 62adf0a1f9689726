from .common import RegistryCase


class TestGroup(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.father, cls.daughter = cls.new_people("Quangtest", "Lantest")
        cls.household, cls.empty = cls.new_group("Hộ A"), cls.new_group("Hộ B")
        cls.headship = cls.join(cls.household, cls.father, cls.head, start_date="2020-01-01")
        cls.join(cls.household, cls.daughter, cls.child, start_date="2020-01-01")
        cls.groups = [("id", "in", (cls.household + cls.empty).ids)]

    def test_head_and_members_of_many_groups(self):
        groups = self.household + self.empty
        self.assertEqual(groups.mapped("head_id"), self.father)
        self.assertEqual(groups.mapped("member_count"), [2, 0])

    def test_ended_memberships_count_no_more(self):
        self.headship.end_date = "2021-01-01"
        self.assertFalse(self.household.head_id)
        self.assertEqual(self.household.member_count, 1)

    def test_household_is_found_by_its_heads_name(self):
        search = self.registrants.search
        self.assertEqual(search([("head_id", "ilike", "quangtest")]), self.household)
        self.assertFalse(search([("head_id", "ilike", "lantest")]))
        self.assertEqual(search([("head_id", "=", self.father.id)]), self.household)

    def test_households_without_head_are_found(self):
        search = self.registrants.search
        self.assertEqual(search([*self.groups, ("head_id", "=", False)]), self.empty)
        self.assertEqual(search([*self.groups, ("head_id", "!=", False)]), self.household)

    def test_cost_of_a_list_does_not_grow_with_it(self):
        households = self.household + self.empty

        def read(groups):
            self.env.invalidate_all()
            return groups.read(["display_name", "head_id", "member_count"])

        read(households)
        before = self.env.cr.sql_log_count
        read(self.household)
        one = self.env.cr.sql_log_count - before
        more = households + self.registrants.create(
            [
                {"kind": "group", "group_name": str(n), "group_type_id": self.household_type.id}
                for n in range(40)
            ]
        )
        self.env.flush_all()
        # The others are the line in the log of openings, and to tell and find who is at work.
        with self.assertQueryCount(one + 3):
            read(more)
