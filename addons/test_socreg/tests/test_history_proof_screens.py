"""What an administrator sees of the proof."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from .test_history_seal import SealCase


class TestProofScreens(SealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "proof_screens", groups="base.group_system")

    def opened(self):
        status = self.env["socreg.sealing.status"].with_user(self.admin)
        action = self.env.ref("socreg_history.socreg_sealing_status_action").with_user(self.admin)
        return status.browse(action.run()["res_id"])

    def test_state_is_shown_as_it_is_now(self):
        status = self.opened()
        self.assertFalse(status.problems)
        self.assertEqual(status.sealed, self.heads._position().size)
        self.assertEqual(status.witness_size, status.sealed)
        self.assertTrue(status.sealed_at and status.witness_told_at)
        self.write_people(2)
        self.env.flush_all()
        with patch.object(type(self.heads), "_horizon", lambda _self: 1):
            status = self.opened()
        self.assertEqual(status.unsealed, 2)
        self.assertIn("transaction", status.held_by)

    def test_an_alarm_is_shown_and_answered_in_its_form(self):
        alarm = self.env["socreg.proof.alarm"]._raise("lost", "digest", 0, 5)
        self.assertIn(alarm.display_name, self.opened().problems)
        with Form(alarm.with_user(self.admin)) as form:
            form.answer = "the disk was changed"
        self.assertEqual(alarm.answered_by_id, self.admin)
        self.assertFalse(self.opened().problems)

    def test_nobody_else_opens_it(self):
        user = new_test_user(self.env, "proof_screens_stranger", groups="base.group_user")
        action = self.env.ref("socreg_history.socreg_sealing_status_action")
        with self.assertRaises(AccessError):
            action.with_user(user).run()
