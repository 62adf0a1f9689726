from odoo.exceptions import ValidationError

from .common import RegistryCase


class TestOccupation(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.farmers = cls.env.ref("socreg_registry.socreg_occupation_61")
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")

    def test_code_is_shown_in_words_of_the_finest_group_known(self):
        self.lan.occupation_code = "6111"
        self.assertEqual(
            self.lan.occupation_id.display_name, "61 Market-oriented Skilled Agricultural Workers"
        )
        finer = self.env["socreg.occupation"].create({"code": "6111", "name": "Rice growers"})
        self.lan.invalidate_recordset(["occupation_id"])
        self.assertEqual(self.lan.occupation_id, finer)

    def test_words_that_are_chosen_become_the_code(self):
        people = self.lan + self.mai
        self.mai.occupation_code = "6112"
        people.write({"occupation_id": self.farmers.id})
        self.assertEqual(people.mapped("occupation_code"), ["61", "6112"])
        people.write({"occupation_id": False})
        self.assertEqual(people.mapped("occupation_code"), [False, False])

    def test_person_is_created_with_code_or_words(self):
        by_words, by_code = self.registrants.create(
            [
                {"given_name": "Thu", "occupation_id": self.farmers.id},
                {"given_name": "Hoa", "occupation_code": "0110"},
            ]
        )
        self.assertEqual((by_words.occupation_code, by_code.occupation_id.code), ("61", "01"))

    def test_unknown_codes_are_refused_on_all_of_a_batch(self):
        people = self.lan + self.mai
        for code in ("69", "6999", "farm"):
            with self.assertRaisesRegex(ValidationError, code):
                people.write({"occupation_code": code})
        for code in ("6", "61", "6111", "0110", "7"):
            people.write({"occupation_code": code})

    def test_form_of_a_code_is_kept_by_the_database(self):
        with self.assertRefusedByDatabase("occupation_code_is_isco"):
            self.registrants.create({"given_name": "Thu", "occupation_code": "farm"})

    def test_people_are_found_by_occupation_and_its_finer_groups(self):
        self.lan.occupation_code, self.mai.occupation_code = "6111", "7112"
        mine = [("id", "in", (self.lan + self.mai).ids)]
        upper = self.env.ref("socreg_registry.socreg_occupation_6")
        for leaf, expected in (
            (("occupation_id", "=", upper.id), self.lan),
            (("occupation_id", "in", (upper + self.farmers).ids), self.lan),
            (("occupation_id", "!=", upper.id), self.mai),
            (("occupation_id", "ilike", "agricultural"), self.lan),
            (("occupation_id", "=", False), self.lan.browse()),
        ):
            self.assertEqual(self.registrants.search([*mine, leaf]), expected, leaf)

    def test_occupations_are_found_by_word_and_code(self):
        found = self.env["socreg.occupation"].name_search("subsistence")
        self.assertEqual([name.split()[0] for _id, name in found], ["63"])
        self.assertTrue(self.env["socreg.occupation"].name_search("63"))
