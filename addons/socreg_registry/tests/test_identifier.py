from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError

from .common import RegistryCase


class TestIdentifier(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.card = cls.env["socreg.identifier.type"].create(
            {"name": "Card", "code": "test-card", "pattern": r"\d{12}", "checksum": "luhn"}
        )

    def identify(self, person, value, **values):
        return self.identifiers.create(
            {"registrant_id": person.id, "type_id": self.card.id, "value": value, **values}
        )

    def test_number_is_stored_in_its_normal_form(self):
        identifier = self.identify(self.lan, " 9992 7182 8173")
        self.assertEqual(identifier.value, "999271828173")
        identifier.value = "999-543-656-345"
        self.assertEqual(identifier.value, "999543656345")

    def test_wrong_numbers_are_refused_with_the_reason(self):
        for value, words in (
            ("123", "right form"),
            ("999271828174", "check digit"),
            ("--", "empty"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.identify(self.lan, value)

    def test_every_number_of_a_batch_is_checked(self):
        good = {"registrant_id": self.lan.id, "type_id": self.card.id, "value": "999271828173"}
        with self.assertRaises(ValidationError):
            self.identifiers.create([good, {**good, "value": "1"}, {**good, "value": "2"}])

    def test_new_type_checks_the_number_again(self):
        other = self.env["socreg.identifier.type"].create(
            {"name": "Paper", "code": "test-paper", "pattern": "[A-Z]+"}
        )
        identifier = self.identify(self.lan, "999271828173")
        with self.assertRaises(ValidationError):
            identifier.type_id = other

    def test_type_says_how_many_digits_others_see(self):
        identifier = self.identify(self.lan, "999271828173")
        seen = identifier.with_user(self.new_user("viewer"))
        for digits, shown in ((4, "••••8173"), (2, "••••73"), (0, "••••")):
            self.card.shown_digits = digits
            self.env.invalidate_all()
            self.assertEqual(seen.read(["value"])[0]["value"], shown)
            self.assertEqual(seen.display_name, shown)
        with self.assertRefusedByDatabase("few_shown_digits"):
            self.card.shown_digits = 5

    def test_type_that_expires_needs_its_last_day(self):
        self.card.needs_expiry = True
        with self.assertRaisesRegex(ValidationError, "Card: say when"):
            self.identify(self.lan, "999543656345")
        identifier = self.identify(self.lan, "999271828173", expires_on="2020-01-01")
        with self.assertRaises(ValidationError):
            identifier.expires_on = False

    def test_expired_numbers_are_found(self):
        today = fields.Date.today()
        numbers = ("999271828173", "999543656345", "999271828181")
        days = (today - timedelta(days=2), today + timedelta(days=2), False)
        gone, lives, endless = (
            self.identify(self.lan, number, expires_on=day)
            for number, day in zip(numbers, days, strict=True)
        )
        mine = [("registrant_id", "=", self.lan.id)]
        for operator, value, expected in (
            ("=", True, gone),
            ("=", False, lives + endless),
            ("!=", True, lives + endless),
            ("!=", False, gone),
        ):
            found = self.identifiers.search([*mine, ("is_expired", operator, value)])
            self.assertEqual(found, expected.sorted("id"), (operator, value))
        self.assertEqual((gone + lives + endless).mapped("is_expired"), [True, False, False])

    def test_number_of_somebody_else_is_refused(self):
        self.identify(self.lan, "999271828173")
        with self.assertRefusedByDatabase("one_holder1"):
            self.identify(self.mai, "9992 7182 8173")

    def test_number_marked_invalid_can_be_registered_for_its_true_holder(self):
        self.identify(self.lan, "999271828173").status = "invalid"
        self.identify(self.mai, "999271828173")

    def test_shared_number_is_allowed_where_the_type_says_so(self):
        self.card.is_unique = False
        self.identify(self.lan, "999271828173")
        self.identify(self.mai, "999271828173")

    def test_expiry_before_issue_is_refused(self):
        with self.assertRefusedByDatabase("expires_after_issue"):
            self.identify(self.lan, "999271828173", issued_on="2020-01-02", expires_on="2020-01-01")

    def test_issue_in_the_future_is_refused(self):
        with self.assertRaises(ValidationError):
            self.identify(
                self.lan, "999271828173", issued_on=fields.Date.today() + timedelta(days=2)
            )

    def test_pattern_that_is_no_expression_is_refused(self):
        with self.assertRaises(ValidationError):
            self.card.pattern = "("

    def test_equal_codes_of_types_are_refused(self):
        with self.assertRefusedByDatabase("code_unique"):
            self.env["socreg.identifier.type"].create({"name": "Card 2", "code": "test-card"})


class TestPhone(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")

    def test_national_number_is_read_as_of_the_country(self):
        phone = self.phones.create({"registrant_id": self.lan.id, "number": "091 234 56 78"})
        self.assertEqual(phone.number, "+84912345678")
        phone.number = "+44 20 7946 0018"
        self.assertEqual(phone.number, "+442079460018")

    def test_what_no_phone_can_be_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "prefix"):
            self.phones.create({"registrant_id": self.lan.id, "number": "12"})

    def test_people_may_share_a_phone(self):
        values = [{"registrant_id": p.id, "number": "+84912345678"} for p in self.lan + self.mai]
        self.assertEqual(len(self.phones.create(values)), 2)

    def test_without_a_country_a_number_needs_its_prefix(self):
        self.env.company.country_id = False
        phone = self.phones.create({"registrant_id": self.lan.id, "number": "+84 912 345 678"})
        self.assertEqual(phone.number, "+84912345678")
        with self.assertRaises(ValidationError):
            phone.number = "0912 345 679"

    def test_same_number_twice_for_one_person_is_refused(self):
        values = {"registrant_id": self.lan.id, "number": "+84912345678"}
        with self.assertRefusedByDatabase("number_once1"):
            self.phones.create([values, {**values, "number": "0912345678"}])

    def test_two_main_phones_are_refused(self):
        phones = [
            {"registrant_id": self.lan.id, "number": number, "is_primary": True}
            for number in ("+84912345678", "+84912345679")
        ]
        with self.assertRefusedByDatabase("one_primary"):
            self.phones.create(phones)
