"""Who sees how far the readers of events are, and who decides what they read."""

from odoo.exceptions import AccessError

from .common import RegistryCase


class TestConsumerAccess(RegistryCase):
    def consumers(self, role):
        return self.env["socreg.consumer"].with_user(self.new_user(role))

    def test_a_manager_makes_readers_and_sets_them_back(self):
        consumer = self.consumers("manager").create({"name": "index"})
        consumer.start = "beginning"
        self.assertEqual(consumer.position, "0.0")
        consumer.unlink()

    def test_an_auditor_sees_how_far_they_are_and_changes_nothing(self):
        made = self.consumers("manager").create([{"name": "index"}, {"name": "notify"}])
        seen = made.with_user(self.new_user("auditor"))
        self.assertEqual(seen.mapped("name"), ["index", "notify"])
        with self.assertRaises(AccessError):
            seen.write({"start": "beginning"})
        with self.assertRaises(AccessError):
            seen[0].action_start_again()

    def test_nobody_else_sees_any(self):
        for role in ("viewer", "attester", "supervisor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.consumers(role).search([]).read(["name"])
