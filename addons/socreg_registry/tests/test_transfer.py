from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import RegistryCase

MODEL = "socreg.membership.transfer"


class TestTransfer(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai, cls.binh = cls.new_people("Lan", "Mai", "Binh")
        cls.household, cls.other = cls.new_group("A"), cls.new_group("B")
        cls.household.area_id = cls.area
        for person, role in ((cls.lan, cls.head), (cls.mai, cls.child), (cls.binh, cls.child)):
            cls.join(cls.household, person, role, start_date="2020-01-01")

    def transfer(self, *people, roles=None, **values):
        wizard = self.wizard(MODEL, group_id=self.household.id, since="2024-05-01", **values)
        for line in wizard.line_ids:
            member = line.membership_id.member_id
            line.is_chosen = member in people
            if roles and member in roles:
                line.role_ids = roles[member]
        return wizard

    def test_members_move_and_both_groups_keep_the_history(self):
        self.transfer(self.mai, self.binh, target_id=self.other.id).action_apply()
        self.assertEqual(self.household.open_membership_ids.member_id, self.lan)
        self.assertEqual(self.other.open_membership_ids.member_id, self.mai + self.binh)
        before = self.household.past_membership_ids
        self.assertEqual(set(before.mapped("end_date")), {fields.Date.to_date("2024-05-01")})
        self.assertEqual(before.went_to_id, self.other)
        self.assertEqual(self.other.open_membership_ids.came_from_id, self.household)
        self.assertEqual(self.other.open_membership_ids.role_ids, self.child)

    def test_household_splits(self):
        wizard = self.transfer(
            self.mai, self.binh, roles={self.mai: self.head}, is_new=True, target_name="Split"
        )
        self.assertEqual(wizard.area_id, self.area)
        action = wizard.action_apply()
        new = self.registrants.browse(action["res_id"])
        self.assertEqual((new.group_name, new.head_id, new.area_id), ("Split", self.mai, self.area))
        self.assertEqual(new.group_type_id, self.household_type)
        self.assertEqual(self.household.head_id, self.lan)

    def test_new_household_needs_one_head(self):
        for roles in ({}, {self.mai: self.head, self.binh: self.head}):
            with self.assertRaises(UserError):
                self.transfer(self.mai, self.binh, roles=roles, is_new=True).action_apply()

    def test_successor_of_a_head_who_leaves(self):
        wizard = self.transfer(self.lan, target_id=self.other.id)
        self.assertTrue(wizard.leaves_headless)
        self.assertEqual(wizard.staying_ids, self.mai + self.binh)
        wizard.successor_id = self.binh
        wizard.action_apply()
        self.assertEqual(self.household.head_id, self.binh)
        self.assertFalse(self.household.is_headless)

    def test_nobody_chosen_or_nowhere_to_go_is_refused(self):
        for wizard in (
            self.transfer(target_id=self.other.id),
            self.transfer(self.mai),
            self.transfer(self.mai, target_id=self.household.id),
        ):
            with self.assertRaises(UserError):
                wizard.action_apply()

    def test_second_head_is_refused(self):
        chief = self.new_people("Chief")
        self.join(self.other, chief, self.head)
        with self.assertRefusedByDatabase("one_head"):
            self.transfer(self.lan, target_id=self.other.id).action_apply()

    def test_person_moves_to_another_household_by_their_form(self):
        action = self.mai.action_change_household()
        context = action["context"]
        form = Form(self.env[MODEL].with_user(self.registrar).with_context(**context))
        form.target_id = self.other
        wizard = form.save()
        self.assertEqual(wizard._chosen().membership_id.member_id, self.mai)
        wizard.action_apply()
        self.assertEqual(self.other.open_membership_ids.member_id, self.mai)

    def test_name_of_the_new_group_is_sealed(self):
        wizard = self.transfer(self.mai, is_new=True, target_name="Secretname")
        self.env.flush_all()
        self.env.cr.execute(f"SELECT t::text FROM {wizard._table} t WHERE id = %s", [wizard.id])
        self.assertNotIn("Secretname", self.env.cr.fetchone()[0])

    def test_viewer_moves_nobody(self):
        with self.assertRaises(AccessError):
            self.env[MODEL].with_user(self.new_user("viewer")).create(
                {"group_id": self.household.id}
            )

    def test_cost_does_not_grow_with_the_members(self):
        def cost(count):
            group, target = self.new_group("X"), self.new_group("Y")
            people = self.new_people(*(f"P{n}" for n in range(count)))
            self.memberships.create(
                [{"group_id": group.id, "member_id": person.id} for person in people]
            )
            wizard = self.wizard(MODEL, group_id=group.id, target_id=target.id)
            wizard.line_ids.is_chosen = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_apply()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(40), cost(5) + 2)
