from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .family_case import FamilyCase


class TestSpouse(FamilyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai, cls.bao, cls.duc = cls.new_people("Lan", "Mai", "Bao", "Duc")

    def test_nobody_marries_oneself(self):
        with self.assertRefusedByDatabase("not_with_oneself"):
            self.marry(self.lan, self.lan)

    def test_group_does_not_marry(self):
        group = self.new_group("A")
        for pair in ((self.lan, group), (group, self.lan)):
            with self.assertRaises(ValidationError):
                self.marry(*pair)

    def test_separation_before_marriage_is_refused(self):
        with self.assertRefusedByDatabase("separated_after_marriage"):
            self.marry(
                self.lan,
                self.bao,
                married_on="2010-01-02",
                is_separated=True,
                separated_on="2010-01-01",
            )

    def test_date_of_separation_without_separation_is_refused(self):
        with self.assertRefusedByDatabase("separated_on_needs_separated"):
            self.marry(self.lan, self.bao, separated_on="2010-01-01")

    def test_dates_in_the_future_are_refused(self):
        future = fields.Date.today() + timedelta(days=2)
        for values in ({"married_on": future}, {"is_separated": True, "separated_on": future}):
            with self.assertRaises(ValidationError):
                self.marry(self.lan, self.bao, **values)

    def test_marriage_before_birth_is_refused_whichever_changes(self):
        self.lan.birthdate = "1990-01-01"
        with self.assertRaises(ValidationError):
            self.marry(self.bao, self.lan, married_on="1989-01-01")
        self.marry(self.bao, self.lan, married_on="2010-01-01")
        with self.assertRaises(ValidationError):
            (self.mai + self.bao).write({"birthdate": "2010-01-01"})

    def test_pair_is_once_in_whatever_order(self):
        self.marry(self.lan, self.bao, is_married=False)
        for pair in ((self.lan, self.bao), (self.bao, self.lan)):
            with self.assertRefusedByDatabase("one_open_pair"):
                self.marry(*pair, is_married=False)

    def test_separated_pair_comes_together_again(self):
        self.marry(self.lan, self.bao).is_separated = True
        self.marry(self.bao, self.lan)
        self.assertEqual(self.lan.spouse_ids, self.bao)
        self.assertEqual(len(self.lan.spouse_side_ids), 2)

    def test_second_marriage_is_refused_on_either_side(self):
        self.marry(self.lan, self.bao)
        for pair in ((self.lan, self.duc), (self.duc, self.lan), (self.mai, self.bao)):
            with self.assertRefusedByDatabase("one_spouse"):
                self.marry(*pair)

    def test_two_marriages_in_one_batch_are_refused(self):
        with self.assertRefusedByDatabase("one_spouse"):
            self.spouses.create(
                [
                    {"person1_id": wife.id, "person2_id": self.bao.id}
                    for wife in (self.lan, self.mai)
                ]
            )

    def test_one_save_can_end_a_marriage_and_begin_another_in_any_order(self):
        old = self.marry(self.lan, self.bao).side_ids.filtered(lambda s: s.person_id == self.lan)
        lines = [
            (0, 0, {"other_id": self.duc.id, "is_married": True}),
            (1, old.id, {"is_separated": True, "separated_on": "2020-01-01"}),
        ]
        self.lan.write({"spouse_side_ids": lines})
        self.env.cr.flush()
        self.assertEqual(self.lan.spouse_ids, self.duc)
        self.assertEqual(self.duc.spouse_ids, self.lan)

    def test_partner_beside_a_marriage_is_stored(self):
        self.marry(self.lan, self.bao)
        self.marry(self.mai, self.bao, is_married=False)
        self.assertEqual(self.bao.spouse_ids, self.lan | self.mai)

    def test_widow_marries_again_and_the_dead_stay_dead(self):
        self.marry(self.lan, self.bao)
        self.bao.write({"state": "deceased", "state_date": "2020-01-01"})
        self.marry(self.lan, self.duc)
        self.env.flush_all()
        with self.assertRefusedByDatabase("one_spouse"):
            self.bao.write({"state": "active", "state_date": False})

    def test_polygamous_family(self):
        self.allow_polygamy()
        self.marry(self.lan, self.bao)
        self.marry(self.bao, self.mai)
        self.env.flush_all()
        self.assertEqual(self.bao.spouse_ids, self.lan | self.mai)
        self.assertFalse(self.lan.spouse_ids & self.mai)

    def test_after_polygamy_marriages_stand_and_none_is_added(self):
        self.allow_polygamy()
        first = self.marry(self.lan, self.bao)
        second = self.marry(self.mai, self.bao)
        self.allow_polygamy(False)
        (first | second).write({"married_on": "2010-01-01"})
        self.bao.write({"state": "moved", "state_date": "2020-01-01"})
        self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.marry(self.duc, self.bao)

    def test_marriage_from_before_polygamy_does_not_stand_in_its_way(self):
        first = self.marry(self.lan, self.bao)
        self.allow_polygamy()
        self.marry(self.mai, self.bao)
        first.write({"is_married": False})
        first.write({"is_married": True})
        self.env.flush_all()
        self.assertEqual(self.bao.spouse_ids, self.lan | self.mai)

    def test_rule_is_not_passed_by_values_that_follow_from_others(self):
        free = {"is_one_of_several": True, "is_open": False, "is_exclusive": False}
        couple = self.marry(self.lan, self.bao, **free)
        couple.write(free)
        couple.side_ids.write({"is_exclusive": False})
        self.sides.create({"person_id": self.mai.id, "other_id": self.duc.id, **free})
        for spouse in (self.bao, self.duc):
            with self.assertRefusedByDatabase("one_spouse"):
                self.marry(self.new_people("Third"), spouse, **free)

    def test_only_managers_set_what_the_law_allows(self):
        settings = self.env["socreg.settings"]
        manager = settings.with_user(self.new_user("manager"))
        manager.create({"is_polygamy_allowed": True}).action_save()
        self.assertTrue(manager.create({}).is_polygamy_allowed)
        with self.assertRaises(AccessError):
            settings.with_user(self.registrar).create({"is_polygamy_allowed": False})

    def test_form_makes_and_ends_and_deletes_a_marriage(self):
        line = {"other_id": self.bao.id, "is_married": False, "married_on": "2010-01-01"}
        defaults = {"default_is_married": True}
        self.lan.with_context(**defaults).write({"spouse_side_ids": [(0, 0, line)]})
        spouse = self.spouses.search([("person1_id", "=", self.lan.id)])
        self.assertEqual((spouse.person2_id, spouse.is_married), (self.bao, False))
        self.assertEqual(len(spouse.side_ids), 2)
        other = self.bao.spouse_side_ids
        other.write({"is_separated": True, "separated_on": "2012-01-01"})
        self.assertEqual(self.lan.spouse_side_ids.separated_on, fields.Date.to_date("2012-01-01"))
        self.bao.write({"spouse_side_ids": [(2, other.id)]})
        self.assertFalse(spouse.exists())
        self.assertFalse(self.lan.spouse_side_ids)

    def test_new_person_comes_with_a_spouse(self):
        line = {"other_id": self.bao.id, "is_married": True}
        new = self.registrants.create({"given_name": "New", "spouse_side_ids": [(0, 0, line)]})
        self.assertEqual(self.bao.spouse_ids, new)

    def test_who_is_married_does_not_change(self):
        couples = self.marry(self.lan, self.bao) | self.marry(self.mai, self.duc)
        with self.assertRaises(UserError):
            couples.write({"person1_id": self.lan.id})
        with self.assertRaises(UserError):
            couples.side_ids.write({"other_id": self.lan.id})
        couples[0].write({"person1_id": self.lan.id})
