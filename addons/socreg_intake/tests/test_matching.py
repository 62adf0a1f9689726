from datetime import date

from odoo.exceptions import ValidationError

from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import IntakeCase


class TestMatching(IntakeCase):
    """Whom the rules of a source take for somebody who is registered."""

    def setUp(self):
        super().setUp()
        self.known = self.of(self.take(self.person(birthdate=date(1980, 5, 17), sex="2"))[0])
        self.env.flush_all()

    def candidates(self, **values):
        (outcome,) = self.take(self.person(**values), is_dry_run=True)
        return outcome.result, outcome.candidate_ids

    def test_name_year_and_area_make_it_possible(self):
        expected = ("pending", (self.known.id,))
        self.assertEqual(self.candidates(birthdate=date(1980, 1, 1)), expected)
        self.assertEqual(self.candidates(birthdate=date(1981, 1, 1)), expected)
        self.assertEqual(
            self.candidates(additional_name="Thi", birthdate=date(1980, 1, 1)), expected
        )
        self.assertEqual(self.candidates(birthdate=date(1984, 1, 1)), ("new", ()))
        self.assertEqual(
            self.candidates(family_name="Tran", birthdate=date(1980, 1, 1)), ("new", ())
        )

    def test_another_sex_is_another_person(self):
        self.assertEqual(self.candidates(birthdate=date(1980, 1, 1), sex="1"), ("new", ()))

    def test_elsewhere_the_whole_birth_date_must_agree(self):
        self.env["socreg.area"].create({"name": "B", "code": "T-B"})
        born = {"birthdate": date(1980, 5, 17), "area_id": "T-B"}
        self.assertEqual(self.candidates(**born), ("pending", (self.known.id,)))
        self.assertEqual(self.candidates(birthdate=date(1980, 5, 18), area_id="T-B"), ("new", ()))

    def test_a_certain_rule_decides(self):
        self.file.rule_ids.write({"grade": "certain"})
        (outcome,) = self.take(self.person(birthdate=date(1980, 5, 17), birth_place="Hue"))
        self.assertEqual((outcome.result, outcome.registrant_id), ("changed", self.known.id))

    def test_policies_for_who_is_perhaps_known(self):
        for policy, result in (("refuse", "refused"), ("create", "new")):
            self.file.when_possible = policy
            (outcome,) = self.take(self.person(birthdate=date(1980, 5, 17)))
            self.assertEqual(outcome.result, result)

    def test_phone_may_tell(self):
        self.file.rule_ids = self.env["socreg.match.rule"].create(
            {"name": "Phone", "by_phone": True, "by_name": False}
        )
        self.phones.create({"registrant_id": self.known.id, "number": "0905123456"})
        outcome = self.candidates(given_name="X", phones=("+84905123456",))
        self.assertEqual(outcome, ("pending", (self.known.id,)))

    def test_whom_the_caller_may_not_see_is_no_candidate(self):
        there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        clerk = new_user_with(self.env, "clerk", "registrar", PERSONAL_DATA, areas=there)
        entry = self.person(birthdate=date(1980, 5, 17), area_id="T-There")
        (outcome,) = self.take(entry, user=clerk, is_dry_run=True)
        self.assertEqual((outcome.result, outcome.candidate_ids), ("new", ()))

    def test_a_rule_that_fits_half_a_country_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["socreg.match.rule"].create({"name": "X", "by_name": True})

    def test_cost_does_not_grow_with_the_list(self):
        def cost(count):
            entries = [self.person(birthdate=date(1980, 1, 1)) for _n in range(count)]
            before = self.env.cr.sql_log_count
            self.take(*entries, is_dry_run=True)
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(5), cost(40))
