from datetime import date, timedelta

from odoo import fields

from odoo.addons.socreg_intake.core.entry import Entry, IdentifierSaid, MembershipSaid
from odoo.addons.socreg_intake.core.errors import OF_ROWS
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import NATIONAL_ID, IntakeCase


class TestTake(IntakeCase):
    """What becomes of deliveries that are applied at once."""

    def test_who_is_new_is_registered_with_all_that_is_said(self):
        (outcome,) = self.take(
            self.person("12 34-5", birthdate=date(1980, 5, 17), sex="2", phones=("0905 123 456",))
        )
        person = self.of(outcome)
        self.assertEqual(outcome.result, "new")
        self.assertEqual(person.name, "Lan Nguyen")
        self.assertEqual((person.birth_year, person.sex), (1980, "2"))
        self.assertEqual(person.area_id, self.area)
        self.assertEqual(person.identifier_ids.value, "12345")
        self.assertEqual(person.phone_ids.number, "+84905123456")
        self.assertEqual(person.source_id, self.file)

    def test_the_same_again_changes_nothing(self):
        entry = self.person("12345", birthdate=date(1980, 5, 17), phones=("0905123456",))
        self.take(entry)
        self.env.flush_all()
        events = self.count_events()
        outcomes = self.take(entry)
        self.env.flush_all()
        self.assertEqual(self.results(outcomes), ["same"])
        self.assertEqual(self.count_events(), events)

    def count_events(self):
        self.env.cr.execute("SELECT count(*) FROM socreg_history.event")
        return self.env.cr.fetchone()[0]

    def test_what_differs_is_changed_and_nothing_else(self):
        first, other = self.take(self.person("1"), self.person("2"))
        outcomes = self.take(
            self.person("1", given_name="Mai", phones=("0905123456",)),
            self.person("2", birth_place="Hue"),
        )
        self.assertEqual(self.results(outcomes), ["changed", "changed"])
        self.assertEqual(self.of(first).name, "Mai Nguyen")
        self.assertEqual(self.of(first).phone_ids.number, "+84905123456")
        self.assertEqual(self.of(other).name, "Lan Nguyen")
        self.assertEqual(self.of(other).birth_place, "Hue")

    def test_what_is_not_said_stays_and_what_is_said_empty_is_emptied(self):
        (outcome,) = self.take(self.person("1", birth_place="Hue", sex="2"))
        self.take(Entry("individual", {"sex": None}, identifiers=(self.number("1"),)))
        self.assertEqual(self.of(outcome).birth_place, "Hue")
        self.assertFalse(self.of(outcome).sex)

    def number(self, value, **dates):
        return IdentifierSaid(NATIONAL_ID, value, **dates)

    def test_public_number_names_who_is_meant(self):
        (outcome,) = self.take(self.person())
        uid = self.of(outcome).uid
        entry = Entry("individual", {"given_name": "Mai"}, uid=f"{uid[:3]} {uid[3:]}")
        self.assertEqual(self.results(self.take(entry)), ["changed"])
        unknown = Entry("individual", {"given_name": "Mai"}, uid="4829137705")
        self.assertEqual(self.faults(self.take(unknown)), [[("uid", "unknown_number")]])

    def test_dates_of_an_identifier_are_corrected(self):
        (outcome,) = self.take(self.person("1"))
        said = self.number("1", issued_on=date(2020, 1, 1))
        outcomes = self.take(Entry("individual", {}, identifiers=(said,)))
        self.assertEqual(self.results(outcomes), ["changed"])
        self.assertEqual(self.of(outcome).identifier_ids.issued_on, date(2020, 1, 1))

    def test_all_faults_are_told_at_once_and_without_values(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        entry = Entry(
            "individual",
            {
                "given_name": "L\u202ean",
                "birthdate": tomorrow,
                "sex": "7",
                "area_id": "nowhere",
                "email": "x",
                "latitude": 91,
                "occupation_code": "9999",
                "group_name": "G",
                "preferred_lang": 3,
                "name_tokens": "x",
            },
            identifiers=(self.number(" "), IdentifierSaid("other", "1")),
            phones=("12",),
            memberships=(MembershipSaid(roles=("king",)),),
        )
        (outcome,) = self.take(entry)
        self.assertEqual(outcome.result, "invalid")
        self.assertEqual(
            {fault.path: fault.key for fault in outcome.faults},
            {
                "given_name": "control",
                "birthdate": "future",
                "sex": "choice",
                "area_id": "unknown_code",
                "email": "email",
                "latitude": "position",
                "occupation_code": "occupation",
                "group_name": "not_of_kind",
                "preferred_lang": "choice",
                "name_tokens": "unknown_field",
                "identifiers.0.value": "empty",
                "identifiers.1.type": "unknown_code",
                "phones.0": "phone",
                "memberships.0.roles": "unknown_code",
                "memberships.0": "no_group",
            },
        )
        words = self.intake._faults_in_words(outcome.faults)
        self.assertIn("Birth Date: the date lies in the future.", words)
        self.assertIn("Identifiers 1 value: the number is empty.", words)

    def test_every_fault_has_words(self):
        known = self.intake._sentences()
        self.assertLessEqual(OF_ROWS, known.keys())
        for path, label in (
            ("identifiers.national_id.value", "National ID"),
            ("members.1.birthdate", "Member 1: Birth Date"),
            ("group.group_name", "Household: Group Name"),
            ("household.key", "Household: Household Key"),
        ):
            self.assertEqual(self.intake._label_of(path), label)
        self.assertTrue(all(sentence.endswith(".") for sentence in known.values()))

    def test_a_bad_delivery_spoils_no_other(self):
        entries = [self.person(str(n)) for n in range(8)]
        entries[2] = self.person("2", sex="7")
        entries[5] = self.person("5", registration_date=date(2020, 1, 1), state="moved")
        outcomes = self.take(*entries)
        expected = ["new"] * 8
        expected[2] = expected[5] = "invalid"
        self.assertEqual(self.results(outcomes), expected)
        self.assertIn("Say since when", outcomes[5].words)

    def test_whoever_is_delivered_twice_is_registered_once(self):
        outcomes = self.take(self.person("1"), self.person("1", sex="2"), self.person("1"))
        self.assertEqual(self.results(outcomes), ["new", "changed", "same"])
        self.assertEqual(len({outcome.registrant_id for outcome in outcomes}), 1)

    def test_household_and_members_come_in_any_order(self):
        outcomes = self.take(
            self.person("1", memberships=(self.member_of("HH-1", "head"),)),
            self.person("2", memberships=(self.member_of("HH-1", "child"),)),
            self.household("HH-1"),
        )
        self.assertEqual(self.results(outcomes), ["new"] * 3)
        household = self.of(outcomes[2])
        self.assertEqual(household.head_id, self.of(outcomes[0]))
        self.assertEqual(household.member_count, 2)

    def test_members_of_a_group_that_nobody_knows_are_refused(self):
        outcomes = self.take(self.person("1", memberships=(self.member_of("HH-9"),)))
        self.assertEqual(self.faults(outcomes), [[("memberships.0", "unknown_group")]])

    def test_members_of_a_household_that_is_refused_are_refused(self):
        outcomes = self.take(
            self.household("HH-1", group_type_id="none"),
            self.person("1", memberships=(self.member_of("HH-1"),)),
        )
        self.assertEqual(self.results(outcomes), ["invalid", "invalid"])

    def test_group_is_known_by_its_key_in_a_later_piece(self):
        self.file.has_lasting_keys = True
        (first,) = self.take(self.household("HH-1"))
        outcomes = self.take(
            self.household("HH-1"), self.person("1", memberships=(self.member_of("HH-1"),))
        )
        self.assertEqual(self.results(outcomes), ["same", "new"])
        self.assertEqual(self.of(outcomes[1]).membership_ids.group_id, self.of(first))

    def test_who_is_a_member_already_is_the_same(self):
        self.take(self.household("HH-1"))
        entry = self.person("1", memberships=(self.member_of("HH-1", "head"),))
        self.assertEqual(self.results(self.take(entry)), ["new"])
        self.assertEqual(self.results(self.take(entry)), ["same"])

    def test_policies_for_who_is_known(self):
        (first,) = self.take(self.person("1"))
        for policy, result in (("skip", "skipped"), ("refuse", "refused"), ("update", "changed")):
            self.file.when_known = policy
            outcomes = self.take(self.person("1", birth_place="Hue"))
            self.assertEqual(self.results(outcomes), [result])
            self.assertEqual(self.of(first).birth_place, "Hue" if result == "changed" else False)

    def test_a_source_sets_its_fields_alone(self):
        self.file.field_names = "given_name family_name area_id"
        outcomes = self.take(self.person(sex="2"), self.person())
        self.assertEqual(self.faults(outcomes), [[("sex", "not_allowed")], []])

    def test_a_source_registers_in_its_areas_alone(self):
        self.file.area_ids = self.env["socreg.area"].create({"name": "B", "code": "T-B"})
        self.assertEqual(self.faults(self.take(self.person())), [[("area_id", "outside")]])

    def test_a_dry_run_writes_nothing(self):
        self.take(self.person("1"))
        self.env.flush_all()
        events, foreseen = self.count_events(), set()
        outcomes = self.take(
            self.person("1", sex="2"),
            self.household("HH-1"),
            is_dry_run=True,
            foreseen=foreseen,
        )
        outcomes += self.take(
            self.household("HH-1"),
            self.person("2", memberships=(self.member_of("HH-1"),)),
            is_dry_run=True,
            foreseen=foreseen,
        )
        self.assertEqual(self.results(outcomes), ["changed", "new", "same", "new"])
        self.env.flush_all()
        self.assertEqual(self.count_events(), events)

    def test_the_caller_delivers_within_their_areas(self):
        there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        clerk = new_user_with(self.env, "clerk", "registrar", PERSONAL_DATA, areas=there)
        self.take(self.person("1"))
        outcomes = self.take(
            self.person("1"), self.person("2"), self.person("3", area_id="T-There"), user=clerk
        )
        self.assertEqual(
            self.faults(outcomes),
            [[("identifiers.0.value", "taken")], [("area_id", "outside")], []],
        )
        self.assertFalse(outcomes[0].registrant_id)

    def test_who_may_not_see_personal_data_delivers_all_the_same(self):
        blind = new_user_with(self.env, "blind", "registrar")
        entry = self.person("1", birthdate=date(1980, 5, 17), phones=("0905123456",))
        self.assertEqual(self.results(self.take(entry, user=blind)), ["new"])
        self.assertEqual(self.results(self.take(entry, user=blind)), ["same"])

    def test_a_thousand_cost_few_statements(self):
        def cost(count, start):
            entries = [
                self.person(str(n), phones=(f"+8490{n:07}",)) for n in range(start, start + count)
            ]
            before = self.env.cr.sql_log_count
            self.take(*entries)
            self.env.flush_all()
            new = self.env.cr.sql_log_count - before
            self.take(*entries)
            return new, self.env.cr.sql_log_count - before - new

        cost(2, 0)
        self.assertEqual(cost(20, 100), cost(80, 200))

    def test_log_says_source_and_version(self):
        self.file.version_name = "Census 2026"
        self.env.flush_all()
        self.env.cr.precommit.data.pop("socreg.history.signed", None)
        self.take(self.person("1"))
        self.env.cr.execute("SELECT current_setting('socreg.actor')::jsonb")
        actor = self.env.cr.fetchone()[0]
        self.assertEqual((actor["source"], actor["version"]), ("file", "Census 2026"))
        self.assertEqual(actor["user"], self.registrar.id)
