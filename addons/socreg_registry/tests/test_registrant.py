import itertools
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from ..core import public_number
from .common import RegistryCase


class TestRegistrant(RegistryCase):
    def test_each_of_a_batch_gets_its_own_valid_public_number(self):
        people = self.new_people(*["Lan"] * 200)
        self.assertEqual(len(set(people.mapped("uid"))), 200)
        self.assertTrue(all(public_number.is_valid(uid) for uid in people.mapped("uid")))

    def test_public_number_that_is_taken_is_drawn_again(self):
        taken = self.new_people("Lan").uid
        smallest = 100_000_000
        drawn = public_number.draw(lambda _n: next(draws) - smallest)
        self.patch(public_number, "draw", lambda _randbelow, _pattern: drawn)
        draws = iter([int(taken[:9]), smallest + 5])
        self.assertEqual(self.new_people("Mai").uid[:9], str(smallest + 5))

    def test_new_pattern_is_for_new_people_and_all_are_found(self):
        lan = self.new_people("Lan")
        self.env["socreg.registrant"]._set_public_number_pattern("VN########")
        mai = self.new_people("Mai")
        self.assertRegex(mai.uid, r"^VN[1-9]\d{8}$")
        for person, typed in ((lan, lan.uid), (mai, f" vn-{mai.uid[2:6]} {mai.uid[6:]}")):
            self.assertEqual(self.registrants.search([("lookup", "=", typed)]), person)
            self.assertEqual(self.registrants.name_search(typed)[0][0], person.id)

    def test_patterns_that_run_out_or_cannot_be_said_are_refused(self):
        for pattern in (
            "#######",
            "V-########",
            "0########",
            "vn########",
            "#" * 16,
            "",
            "٣########",
        ):
            with self.assertRaises(ValidationError, msg=pattern):
                self.env["socreg.registrant"]._set_public_number_pattern(pattern)

    def test_numbers_that_run_out_are_told_in_words(self):
        taken = self.new_people("Lan").uid
        self.patch(public_number, "draw", lambda _randbelow, _pattern: itertools.repeat(taken))
        with self.assertRaisesRegex(UserError, "run out"):
            self.new_people("Mai")

    def test_names_nobody_can_have_are_refused_and_words_tell_no_name(self):
        for name, words in (
            ("Lan\x00", "cannot be seen"),
            ("L\u202ean", "cannot be seen"),
            ("Lan\ufeff", "cannot be seen"),
            ("L" * 10_000, "at most 300"),
        ):
            for field in ("given_name", "local_name"):
                with self.assertRaisesRegex(ValidationError, words) as refusal:
                    self.registrants.create([{"given_name": "Mai"}, {field: name}])
                self.assertNotIn(name, str(refusal.exception))

    def test_names_of_every_script_are_taken(self):
        for name in ("می\u200cخواهم", "ක්\u200dර", "Nguyễn Thị", "𞤀𞤣𞤢𞤥", "O’Neil-Ñandú", "李"):
            person = self.registrants.create({"local_name": name})
            self.assertEqual(person.local_name, name)

    def test_given_public_number_is_not_taken(self):
        person = self.registrants.create({"given_name": "Lan", "uid": "1"})
        self.assertNotEqual(person.uid, "1")

    def test_public_number_and_kind_never_change(self):
        people = self.new_people("Lan", "Mai")
        for field, value in (("uid", "1234567890"), ("kind", "group")):
            with self.assertRaises(UserError):
                people.write({field: value})
        people.write({"kind": "individual"})

    def test_equal_public_numbers_are_refused(self):
        people = self.new_people("Lan", "Mai")
        with self.assertRefusedByDatabase("uid_unique"):
            self.env.cr.execute(
                "UPDATE socreg_registrant SET uid = %s WHERE id = %s", [people[0].uid, people[1].id]
            )

    def test_no_registrant_is_without_public_number(self):
        person = self.new_people("Lan")
        with self.assertRefusedByDatabase("uid_present"):
            self.env.cr.execute(
                "UPDATE socreg_registrant SET uid = NULL WHERE id = %s", [person.id]
            )

    def test_copy_gets_a_number_of_its_own(self):
        person = self.new_people("Lan")
        self.assertNotEqual(person.copy().uid, person.uid)

    def test_person_without_any_name_is_refused(self):
        with self.assertRefusedByDatabase("person_has_name"):
            self.registrants.create([{"given_name": "Lan"}, {"birth_place": "Huế"}])

    def test_single_name_in_any_field_is_enough(self):
        for field in ("given_name", "family_name", "local_name"):
            self.assertEqual(self.registrants.create({field: "Sukarno"}).name, "Sukarno")

    def test_group_with_a_birth_date_is_refused(self):
        group = self.new_group("Nguyễn")
        with self.assertRefusedByDatabase("group_has_no_person_fields"):
            group.birthdate = "1990-01-01"

    def test_person_with_a_group_name_is_refused(self):
        person = self.new_people("Lan")
        with self.assertRefusedByDatabase("person_has_no_group_fields"):
            person.group_name = "Nguyễn"

    def test_group_without_type_is_refused(self):
        with self.assertRefusedByDatabase("group_has_type"):
            self.registrants.create({"kind": "group", "group_name": "Nguyễn"})

    def test_end_of_active_needs_a_date(self):
        person = self.new_people("Lan")
        with self.assertRefusedByDatabase("ended_state_has_date"):
            person.state = "deceased"
        person.write({"state": "deceased", "state_date": "2020-02-02"})

    def test_future_dates_are_refused(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        person = self.new_people("Lan")
        for field in ("birthdate", "registration_date", "state_date"):
            with self.assertRaises(ValidationError):
                person[field] = tomorrow

    def test_impossible_birth_dates_are_refused(self):
        with self.assertRaises(ValidationError):
            self.new_people("Lan").birthdate = "1820-01-01"
        with self.assertRaises(UserError):
            self.new_people("Lan").birthdate = "2001-02-31"

    def test_unknown_codes_are_refused(self):
        for field in ("sex", "marital_status", "education_level", "employment_status", "state"):
            with self.assertRaises(UserError):
                self.registrants.create({"given_name": "Lan", field: "x"})

    def test_position_is_read_as_it_was_written(self):
        person = self.new_people("Lan")
        for latitude in (20.153967, 89.999999, -0.000001):
            person.latitude = latitude
            self.env.flush_all()
            person.invalidate_recordset()
            self.assertEqual(person.latitude, latitude)

    def test_bad_email_and_position_are_refused(self):
        person = self.new_people("Lan")
        for values in ({"email": "nobody"}, {"latitude": 91}, {"longitude": -181}):
            with self.assertRaises(ValidationError):
                person.write(values)

    def test_age_counts_whole_years(self):
        today = fields.Date.today()
        born_today, born_tomorrow = self.new_people("Lan", "Mai")
        born_today.birthdate = date(today.year - 30, today.month, min(today.day, 28))
        born_tomorrow.birthdate = born_today.birthdate + timedelta(days=5)
        self.assertEqual((born_today.age, born_tomorrow.age), (30, 29))
        self.assertEqual(born_today.birth_year, today.year - 30)

    def test_name_follows_the_order_of_the_language(self):
        names = {"given_name": "Phương", "additional_name": "Thị", "family_name": "Hồ"}
        vietnamese, other = self.registrants.create(
            [{**names, "preferred_lang": "vi"}, {**names, "preferred_lang": "fr"}]
        )
        self.assertEqual(vietnamese.display_name, "Hồ Thị Phương")
        self.assertEqual(other.display_name, "Phương Thị Hồ")

    def test_people_are_found_by_any_words_of_their_name_in_any_order(self):
        person = self.registrants.create(
            {"given_name": "Zaynab", "family_name": "O'Brien", "local_name": "زينب"}
        )
        for text in ("zayn", "O'Brien Zaynab", "زينب brien"):
            self.assertEqual(self.registrants.search([("name", "ilike", text)]), person, text)
            found = self.registrants.name_search(text)
            self.assertEqual([id_ for id_, _name in found], person.ids, text)
        self.assertFalse(self.registrants.search([("name", "ilike", "Zaynab Smith")]))

    def test_accents_need_not_be_typed(self):
        person = self.registrants.create({"given_name": "Đỗ Thị Xuýt", "family_name": "Nguyễnx"})
        self.assertEqual(self.registrants.search([("name", "ilike", "nguyenx xuyt")]), person)

    def test_no_words_are_in_every_name(self):
        both = [("id", "in", self.new_people("Lan", "Mai").ids)]
        for text in ("", "  "):
            self.assertEqual(len(self.registrants.search([*both, ("name", "ilike", text)])), 2)
            self.assertFalse(self.registrants.search([*both, ("name", "not ilike", text)]))

    def test_lookup_finds_by_name_and_by_every_number_however_it_is_written(self):
        person = self.registrants.create({"given_name": "Zaynab", "family_name": "Quux"})
        person.write({"phone_ids": [(0, 0, {"number": "0952 360 678"})]})
        number_type = self.env.ref("socreg_registry.socreg_identifier_type_birth_certificate")
        identifier = {"type_id": number_type.id, "value": "AB 1234"}
        person.write({"identifier_ids": [(0, 0, identifier)]})
        uid = f"{person.uid[:3]} {person.uid[3:6]}-{person.uid[6:]}"
        phones = ("0952 360 678", "0952360678", "+84 952 360 678")
        for text in ("quux zayn", uid, person.uid, "ab 12-34", *phones):
            self.assertEqual(self.registrants.search([("lookup", "ilike", text)]), person, text)
        self.assertFalse(self.registrants.search([("lookup", "ilike", "0952 360 679")]))
        for domain in (
            [("lookup", ">", "A")],
            [("lookup", "=", False)],
            [("lookup", "ilike", " ")],
        ):
            with self.assertRaises(UserError):
                self.registrants.search(domain)

    def test_names_are_tidied_and_never_blank(self):
        people = self.registrants.create([{"given_name": " Ana \n María "}, {"given_name": "Lan"}])
        self.assertEqual(people[0].given_name, "Ana María")
        people.write({"family_name": "\t"})
        self.assertEqual(people.mapped("family_name"), [False, False])
        with self.assertRefusedByDatabase("person_has_name"):
            people.write({"given_name": "   "})

    def test_new_form_promises_no_number(self):
        self.assertNotIn("uid", self.registrants.default_get(["uid", "kind"]))

    def test_exact_and_negative_name_search(self):
        one, two = self.registrants.create(
            [{"given_name": "Zaynab", "family_name": "Quux"}, {"given_name": "Zaynab"}]
        )
        both = [("id", "in", (one + two).ids)]
        search = self.registrants.search
        self.assertEqual(search([*both, ("name", "=", "Zaynab")]), two)
        self.assertEqual(search([*both, ("name", "in", ["Zaynab Quux", "x"])]), one)
        self.assertEqual(search([*both, ("name", "!=", "Zaynab")]), one)
        self.assertEqual(search([*both, ("name", "not ilike", "quux")]), two)
        self.assertFalse(search([*both, ("name", "=", False)]))
        with self.assertRaises(UserError):
            search([("name", ">", "A")])

    def test_wildcards_in_a_name_search_are_letters(self):
        self.new_people("Lan")
        self.assertFalse(self.registrants.search([("name", "ilike", "%%_%")]))

    def test_a_batch_is_created_with_few_queries(self):
        self.new_people("warm")
        self.env.flush_all()
        with self.assertQueryCount(12):
            self.new_people(*["Lan"] * 100)
            self.env.flush_all()

    def test_form_opens_by_kind(self):
        person, group = self.new_people("Lan"), self.new_group("Nguyễn")
        forms = [self.env["ir.ui.view"].browse(r.get_formview_id()).name for r in (person, group)]
        self.assertEqual(forms, ["socreg.individual.view.form", "socreg.group.view.form"])
