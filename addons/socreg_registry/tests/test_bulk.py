from odoo.exceptions import AccessError, UserError

from .common import RegistryCase

MODEL = "socreg.registrant.bulk"


class TestBulk(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.new_people("Lan", "Mai")
        cls.tags = cls.env["socreg.tag"].create([{"name": "One"}, {"name": "Two"}])

    def test_tags_come_and_go(self):
        self.people[0].tag_ids = self.tags[1]
        self.wizard(MODEL, self.people, tag_ids=self.tags[0].ids).action_apply()
        self.assertEqual(self.people[0].tag_ids, self.tags)
        self.assertEqual(self.people[1].tag_ids, self.tags[0])
        self.wizard(MODEL, self.people, operation="untag", tag_ids=self.tags.ids).action_apply()
        self.assertFalse(self.people.tag_ids)

    def test_many_move_to_an_area(self):
        wizard = self.wizard(MODEL, self.people, operation="area", area_id=self.area.id)
        self.assertEqual(wizard.count, 2)
        wizard.action_apply()
        self.assertEqual(set(self.people.mapped("area_id.id")), {self.area.id})

    def test_nonsense_is_refused(self):
        target, merged = self.new_group("A"), self.new_group("B")
        merged._deactivate("merged", "2024-05-01")
        tags = self.tags.ids
        for wizard in (
            self.wizard(MODEL, self.people),
            self.wizard(MODEL, self.people, operation="area"),
            self.wizard(MODEL, tag_ids=tags),
            self.wizard(MODEL, merged + target, tag_ids=tags),
        ):
            with self.assertRaises(UserError):
                wizard.action_apply()

    def test_viewer_changes_nobody(self):
        with self.assertRaises(AccessError):
            self.env[MODEL].with_user(self.new_user("viewer")).create({})

    def test_cost_does_not_grow_with_the_people(self):
        def cost(count):
            people = self.new_people(*(f"P{n}" for n in range(count)))
            wizard = self.wizard(MODEL, people, operation="area", area_id=self.area.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_apply()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(40), cost(5) + 1)
