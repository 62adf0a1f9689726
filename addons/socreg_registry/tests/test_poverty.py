from odoo.exceptions import AccessError, UserError, ValidationError

from .test_register import RegisterCase


class TestPoverty(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls.new_user("supervisor")
        cls.living = cls.env.ref("socreg_registry.socreg_register_living_conditions")
        cls.models = cls.env["socreg.poverty.model"].with_user(cls.manager)
        cls.model = cls.models.create(
            {
                "name": "Test",
                "line_ids": [
                    (0, 0, {"source": "intercept", "weight": 10}),
                    (0, 0, {"source": "intercept", "weight": 20, "area_id": cls.area.id}),
                    (0, 0, {"source": "fact", "fact": "size", "weight": -1}),
                    cls.weight("rooms", None, 2),
                    cls.weight("roof", "tile", 5),
                    cls.weight("roof", "metal", 3),
                ],
                "band_ids": [
                    cls.band(1, "Poor", None, 15),
                    cls.band(2, "Better Off", 15, None),
                ],
            }
        )

    @classmethod
    def weight(cls, field, option, weight, **values):
        field = cls.living.field_ids.filtered(lambda f: f.name_key == field)
        option = field.option_ids.filtered(lambda o: o.code == option)
        return (0, 0, {"field_id": field.id, "option_id": option.id, "weight": weight, **values})

    @staticmethod
    def band(number, name, low, high):
        bounds = {
            "has_low": low is not None,
            "low": low,
            "has_high": high is not None,
            "high": high,
        }
        return (0, 0, {"number": number, "name": name, **bounds})

    @classmethod
    def households(cls, count, area=None, **answers):
        groups = cls.registrants.create(
            [
                {
                    "kind": "group",
                    "group_name": f"H{place}",
                    "group_type_id": cls.household_type.id,
                    "area_id": area and area.id,
                }
                for place in range(count)
            ]
        )
        people = cls.registrants.create(
            [{"given_name": "Lan", "sex": "2", "birthdate": "1980-01-01"} for _group in groups]
        )
        cls.memberships.create(
            [
                {"group_id": g.id, "member_id": p.id, "role_ids": [(6, 0, cls.head.ids)]}
                for g, p in zip(groups, people, strict=True)
            ]
        )
        if answers:
            cls.enrolments.create(
                [
                    {"register_id": cls.living.id, "registrant_id": g.id, "answers": answers}
                    for g in groups
                ]
            )
        return groups

    def scored(self, groups):
        return groups.with_user(self.supervisor)._score_poverty()

    def test_score_is_weighed_by_area_and_says_how_it_was_made(self):
        self.model.action_put_in_force()
        here = self.households(1, self.area, rooms=2, roof="tile")
        elsewhere = self.households(1, rooms=2, roof="thatch")
        self.assertFalse(self.scored(here + elsewhere))
        self.assertEqual(here.poverty_score_id.score, 20 - 1 + 4 + 5)
        self.assertEqual(elsewhere.poverty_score_id.score, 10 - 1 + 4)
        self.assertEqual(here.poverty_band_id.number, 2)
        self.assertEqual(elsewhere.poverty_band_id.number, 1)
        words = here.poverty_words
        for line in ("Intercept: +20", "Members, 1: -1", "Rooms, 2: +4", "Roof, Tiles: +5"):
            self.assertIn(line, words)

    def test_weights_of_an_area_hold_in_areas_within(self):
        self.model.action_put_in_force()
        village = self.env["socreg.area"].create(
            {"name": "Village", "code": "T-V", "parent_id": self.area.id}
        )
        group = self.households(1, village, rooms=1, roof="thatch")
        self.scored(group)
        self.assertEqual(group.poverty_score_id.score, 21)

    def test_what_is_missing_is_said_and_no_score_guessed(self):
        self.model.action_put_in_force()
        without, partly = self.households(1), self.households(1, roof="tile")
        missing = self.scored(without + partly)
        self.assertEqual(missing[without], ["Rooms", "Roof"])
        self.assertEqual(missing[partly], ["Rooms"])
        self.assertFalse((without + partly).poverty_score_ids)

    def test_unknown_age_makes_no_dependency_ratio(self):
        group = self.households(1, self.area)
        child = self.registrants.create({"given_name": "Ti", "birthdate": "2023-01-01"})
        self.join(group, child)
        facts = group._household_facts()[group.id]
        self.assertEqual((facts["size"], facts["dependency_ratio"]), (2, 1.0))
        self.assertEqual((facts["children_under5"], facts["head_female"]), (1, 1))
        self.join(group, self.new_people("Ageless"))
        self.assertIsNone(group._household_facts()[group.id]["dependency_ratio"])

    def test_newest_score_is_current_and_old_ones_stay(self):
        self.model.action_put_in_force()
        group = self.households(1, rooms=1, roof="tile")
        self.scored(group)
        group.enrolment_ids.answers = {"rooms": 4}
        self.scored(group)
        self.assertEqual(group.poverty_score_id.score, 22)
        self.assertEqual(sorted(group.poverty_score_ids.mapped("score")), [16, 22])
        found = self.registrants.search([("poverty_band_id.number", "=", 2)])
        self.assertIn(group, found)
        groups = self.registrants.read_group([("id", "in", group.ids)], [], ["poverty_band_id"])
        self.assertEqual(groups[0]["poverty_band_id_count"], 1)

    def test_nobody_enters_changes_or_deletes_a_score(self):
        self.model.action_put_in_force()
        group = self.households(1, rooms=1, roof="tile")
        self.scored(group)
        score = group.poverty_score_id
        with self.assertRaises(AccessError):
            self.env["socreg.poverty.score"].with_user(self.supervisor).create(
                {"registrant_id": group.id, "model_id": self.model.id, "score": 1}
            )
        for act in (lambda: score.sudo().write({"score": 1}), score.sudo().unlink):
            with self.assertRaises(UserError):
                act()

    def test_registrar_computes_no_score(self):
        self.model.action_put_in_force()
        with self.assertRaises(AccessError):
            self.households(1)._score_poverty()

    def test_without_a_model_in_force_nobody_is_scored(self):
        with self.assertRaises(UserError):
            self.scored(self.households(1))

    def test_model_in_force_stays_as_it_is(self):
        self.model.action_put_in_force()
        following = self.model.copy()
        changes = (
            lambda: self.model.line_ids[0].write({"weight": 1}),
            lambda: self.model.band_ids[0].write({"high": 1}),
            self.model.line_ids[0].unlink,
            lambda: following.line_ids[0].write({"model_id": self.model.id}),
            lambda: following.band_ids[0].write({"model_id": self.model.id, "number": 9}),
            lambda: self.model.write({"direction": "poorer"}),
            lambda: self.model.write(
                {"line_ids": [(0, 0, {"source": "fact", "fact": "head_female", "weight": 1})]}
            ),
            lambda: self.model.write({"state": "draft"}),
            self.model.unlink,
        )
        for change in changes:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_next_model_retires_the_one_in_force(self):
        self.model.action_put_in_force()
        following = self.model.copy()
        following.action_put_in_force()
        self.assertEqual((self.model.state, following.state), ("retired", "in_force"))

    def test_two_models_in_force_are_refused(self):
        other = self.model.copy()
        self.model.action_put_in_force()
        with self.assertRefusedByDatabase("one_in_force"):
            other.state = "in_force"

    def test_two_equal_versions_are_refused(self):
        with self.assertRefusedByDatabase("version_unique"):
            self.models.create({"name": "Test"})

    def test_example_is_never_put_in_force(self):
        example = self.env.ref("socreg_registry.socreg_poverty_model_example")
        self.assertEqual(example.state, "draft")
        example._check_bands()
        with self.assertRefusedByDatabase("no_example_in_force"):
            example.with_user(self.manager).state = "in_force"

    def test_band_1_is_the_poorest_whatever_a_higher_score_means(self):
        self.model.direction = "poorer"
        with self.assertRaisesRegex(ValidationError, "poorest"):
            self.model.action_put_in_force()

    def test_bands_with_a_gap_are_refused(self):
        self.model.band_ids[0].high = 14
        with self.assertRaisesRegex(ValidationError, "follow each other"):
            self.model.action_put_in_force()

    def test_two_bands_of_one_number_are_refused(self):
        with self.assertRefusedByDatabase("number_unique"):
            self.model.band_ids.write({"number": 1})

    def test_line_weighs_what_its_source_says(self):
        with self.assertRefusedByDatabase("variable_fits_source"):
            self.model.line_ids.create({"model_id": self.model.id, "source": "fact", "weight": 1})
        with self.assertRefusedByDatabase("level_of_education"):
            self.model.line_ids.create(
                {"model_id": self.model.id, "source": "fact", "fact": "head_education", "weight": 1}
            )

    def test_same_thing_is_weighed_once(self):
        with self.assertRaises(ValidationError):
            self.model.write({"line_ids": [self.weight("rooms", None, 7)]})

    def test_sealed_field_is_not_weighed(self):
        line = {"field_id": self.field("illness").id, "weight": 1}
        with self.assertRaises(ValidationError):
            self.models.create(
                {"name": "M", "register_id": self.meals.id, "line_ids": [(0, 0, line)]}
            )

    def test_choice_is_weighed_by_option(self):
        with self.assertRaises(ValidationError):
            self.model.write({"line_ids": [self.weight("wall", None, 7)]})

    def test_queries_do_not_grow_with_the_number(self):
        self.model.action_put_in_force()

        def count(groups):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.scored(groups)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = self.households(3, self.area, rooms=1, roof="tile")
        many = self.households(60, self.area, rooms=1, roof="tile")
        count(self.households(1, rooms=1, roof="tile"))
        self.assertAlmostEqual(count(few), count(many), delta=2)
