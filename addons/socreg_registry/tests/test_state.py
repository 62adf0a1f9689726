from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import machinery

from .common import RegistryCase

MODEL = "socreg.registrant.deactivate"


class TestState(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai, cls.binh = cls.new_people("Lan", "Mai", "Binh")
        cls.household = cls.new_group("A")
        cls.join(cls.household, cls.lan, cls.head, start_date="2020-01-01")
        cls.join(cls.household, cls.mai, cls.child, start_date="2020-01-01")
        cls.join(cls.household, cls.binh, cls.child, start_date="2020-01-01")

    def deactivate(self, people, state="deceased", **values):
        since, reason = "2024-05-01", "Told by the chief"
        return self.wizard(MODEL, people, state=state, since=since, reason=reason, **values)

    def test_many_are_deactivated_with_date_and_reason(self):
        people = self.lan + self.mai
        self.deactivate(people, "moved").action_apply()
        self.assertEqual(set(people.mapped("state")), {"moved"})
        self.assertEqual(set(people.mapped("state_reason")), {"Told by the chief"})
        self.assertEqual(
            set(people.membership_ids.mapped("end_date")), {fields.Date.to_date("2024-05-01")}
        )

    def test_who_withdraws_stays_in_the_household_unless_said(self):
        self.assertFalse(self.deactivate(self.lan, "withdrawn").ends_memberships)
        self.deactivate(self.mai, "withdrawn").action_apply()
        self.assertFalse(self.mai.membership_ids.end_date)
        self.deactivate(self.binh, "withdrawn", ends_memberships=True).action_apply()
        self.assertTrue(self.binh.membership_ids.end_date)

    def test_household_that_loses_its_head_is_named_and_may_get_another(self):
        wizard = self.deactivate(self.lan)
        self.assertEqual(wizard.headless_ids, self.household)
        self.assertEqual(wizard.candidate_ids, self.mai + self.binh)
        wizard.successor_id = self.mai
        wizard.action_apply()
        self.assertEqual(self.household.head_id, self.mai)

    def test_household_left_without_head_is_noticed(self):
        self.deactivate(self.lan).action_apply()
        self.assertTrue(self.household.is_headless)

    def test_household_that_all_leave_is_not_without_head(self):
        wizard = self.deactivate(self.lan + self.mai + self.binh)
        self.assertFalse(wizard.headless_ids)
        wizard.action_apply()
        self.assertFalse(self.household.is_headless)

    def test_new_head_must_stay_in_the_household(self):
        wizard = self.deactivate(self.lan, successor_id=self.new_people("Stranger").id)
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_nonsense_is_refused(self):
        self.deactivate(self.mai).action_apply()
        for wizard in (
            self.deactivate(self.mai + self.binh),
            self.deactivate(self.household),
            self.deactivate(self.registrants),
        ):
            with self.assertRaises(UserError):
                wizard.action_apply()
        self.assertEqual(self.binh.state, "active")

    def test_dissolved_group_ends_its_memberships_where_asked(self):
        self.deactivate(self.household, "withdrawn", ends_memberships=True).action_apply()
        self.assertFalse(self.household.open_membership_ids)

    def test_who_sees_nothing_deactivates_and_reactivates_all_the_same(self):
        supervisor = self.new_user("supervisor")
        people = (self.mai + self.binh).with_user(supervisor)
        wizard = self.env[MODEL].with_user(supervisor).with_context(active_ids=people.ids)
        wizard = wizard.create({"state": "deceased", "reason": "Told by the chief"})
        self.env.flush_all()
        self.env.invalidate_all()
        wizard.action_apply()
        self.assertEqual(set(people.mapped("state")), {"deceased"})
        self.assertEqual(self.mai.state_reason, "Told by the chief")
        people.action_reactivate()
        self.assertEqual(set(people.mapped("state")), {"active"})
        self.assertFalse(self.mai.state_reason)

    def test_reason_is_sealed_in_the_wizard_and_its_key_goes_with_it(self):
        wizard = self.deactivate(self.mai)
        self.env.flush_all()
        self.env.cr.execute(f"SELECT t::text FROM {wizard._table} t WHERE id = %s", [wizard.id])
        self.assertNotIn("chief", self.env.cr.fetchone()[0])
        with machinery():
            rid = wizard.rid
        wizard.unlink()
        self.env.cr.execute("SELECT identity FROM socreg_data_key WHERE rid = %s", [rid])
        self.assertFalse((self.env.cr.fetchone() or [None])[0])
