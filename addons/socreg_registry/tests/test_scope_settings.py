from odoo.exceptions import AccessError

from .scope_common import ScopeCase
from .users import give, new_user_with


class TestScopeSettings(ScopeCase):
    """A manager of one district, who is to stay one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = new_user_with(cls.env, "test-chief", "manager", areas=cls.here)
        cls.areas = cls.env["socreg.area"].with_user(cls.chief)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def refused(self, *changes):
        for change in changes:
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()
                self.env.flush_all()

    def test_manager_does_not_take_in_another_district(self):
        here, there, village = (
            a.with_user(self.chief) for a in (self.here, self.there, self.village)
        )
        self.refused(
            lambda: there.write({"parent_id": self.here.id}),
            lambda: there.write({"name": "Mine"}),
            there.unlink,
            lambda: here.write({"child_ids": [(4, self.there.id)]}),
            lambda: (here | there).write({"active": False}),
            lambda: village.write({"parent_id": self.there.id}),
            lambda: village.write({"parent_id": False}),
            lambda: here.write({"parent_id": self.there.id}),
            lambda: self.areas.create({"name": "A", "code": "a"}),
            lambda: self.areas.create({"name": "A", "code": "a", "parent_id": self.there.id}),
            lambda: self.areas.create(
                {
                    "name": "A",
                    "code": "a",
                    "parent_id": self.here.id,
                    "child_ids": [(4, self.there.id)],
                }
            ),
        )
        self.assertFalse(self.mai & self.mai.with_user(self.chief).search([]))

    def test_line_of_a_role_does_not_take_in_another_district(self):
        somebody = new_user_with(self.env, "test-somebody", "viewer", areas=self.here)
        line = somebody.role_line_ids.with_user(self.chief)
        self.refused(
            lambda: line.write({"area_ids": [(1, self.there.id, {"parent_id": self.here.id})]}),
            lambda: line.write({"area_ids": [(0, 0, {"name": "A", "code": "a"})]}),
        )

    def test_manager_of_all_arranges_all(self):
        boss = new_user_with(self.env, "test-boss", "manager")
        self.there.with_user(boss).write({"parent_id": self.here.id})
        self.env["socreg.area"].with_user(boss).create({"name": "A", "code": "a"})

    def test_who_has_no_role_in_force_arranges_nothing(self):
        somebody = new_user_with(self.env, "test-somebody")
        group = self.env.ref("socreg_registry.socreg_registry_group_manager")
        users = "user_ids" if "user_ids" in group._fields else "users"
        group.write({users: [(4, somebody.id)]})
        self.refused(lambda: self.here.with_user(somebody).write({"name": "x"}))

    def test_law_of_the_country_is_not_a_districts(self):
        settings = self.env["socreg.settings"]
        self.refused(settings.with_user(self.chief).create({}).action_save)
        boss = new_user_with(self.env, "test-boss", "manager")
        settings.with_user(boss).create({"is_polygamy_allowed": True}).action_save()
        self.assertTrue(settings._get("is_polygamy_allowed"))


class TestScopePoverty(ScopeCase):
    """Scores are computed where somebody supervises or manages, and tell who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env["socreg.register"].create(
            {"name": "L", "code": "scope_poverty", "enrols": "group"}
        )
        model = cls.env["socreg.poverty.model"].create(
            {
                "name": "P",
                "register_id": cls.register.id,
                "line_ids": [(0, 0, {"source": "fact", "fact": "size", "weight": 1})],
                "band_ids": [
                    (0, 0, {"number": 1, "name": "Poor", "has_low": False, "high": 3}),
                    (0, 0, {"number": 2, "name": "Rich", "has_high": False, "low": 3}),
                ],
            }
        )
        model.action_put_in_force()
        cls.here_only = new_user_with(cls.env, "test-here", "supervisor", areas=cls.here)
        give(cls.here_only, "viewer", cls.there)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_who_only_looks_there_computes_nothing_there(self):
        for groups in (self.theirs, self.theirs | self.ours):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                groups.with_user(self.here_only).action_compute_poverty()
        backdated = self.ours.with_user(self.here_only).with_context(
            default_computed_at="2020-01-01"
        )
        backdated.action_compute_poverty()
        self.assertEqual(self.ours.poverty_score_id.score, 2)
        self.assertGreater(self.ours.poverty_score_id.computed_at.year, 2020)
        self.assertFalse(self.theirs.poverty_score_ids)

    def test_nobody_computes_elsewhere(self):
        for user in (
            self.clerk,
            self.new_user("supervisor", self.here),
            self.new_user("manager", self.here),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self.theirs.with_user(user).action_compute_poverty()

    def test_answers_of_a_register_that_is_not_shown_are_not_told_by_scores(self):
        self.ours.with_user(self.here_only).action_compute_poverty()
        self.register.view_group_ids = self.env.ref("base.group_system")
        self.env.flush_all()
        self.env.invalidate_all()
        score = self.see(self.ours.sudo().poverty_score_ids)
        self.assertTrue(score)
        for names in (["inputs"], ["inputs_in_words"]):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                score.read(names)
        self.assertFalse(self.seen("socreg.poverty.score"))
        self.env.invalidate_all()
        self.assertFalse(self.see(self.ours).read(["poverty_words"])[0]["poverty_words"])
