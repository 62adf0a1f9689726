import random
from datetime import date

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_intake.core.delivery import Delivery
from odoo.addons.socreg_intake.models.socreg_intake_keeping import AGAIN

from .common import IntakeCase


class TestKeeping(IntakeCase):
    """What is kept of deliveries, and what becomes of those that come again."""

    def send(self, *deliveries, source=None):
        return self.deliver(*deliveries, source=source or self.program)

    def kept(self, *domain):
        return self.env["socreg.submission"].with_user(self.registrar).search(list(domain))

    def test_a_repeated_delivery_gets_the_first_answer_and_changes_nothing(self):
        (first,) = self.send(Delivery("k1", self.person("1")))
        self.of(first).birth_place = "Hue"
        (again,) = self.send(Delivery("k1", self.person("1")))
        self.assertEqual(again.result, "repeated")
        self.assertEqual(again.registrant_id, first.registrant_id)
        self.assertEqual(again.submission_id, first.submission_id)
        self.assertEqual(len(self.kept()), 1)
        self.assertEqual(self.kept().state, "applied")
        self.assertEqual(self.kept().result, "new")

    def test_the_same_key_with_another_body_is_refused(self):
        self.send(Delivery("k1", self.person("1")))
        (other,) = self.send(Delivery("k1", self.person("1", sex="2")))
        self.assertEqual(self.faults([other]), [[("", "other_body")]])
        self.assertEqual((other.result, other.registrant_id), ("refused", None))

    def test_the_same_key_twice_in_a_call(self):
        outcomes = self.send(
            Delivery("k1", self.person("1")),
            Delivery("k1", self.person("1")),
            Delivery("k1", self.person("2")),
        )
        self.assertEqual(self.results(outcomes), ["new", "repeated", "refused"])
        self.assertEqual(outcomes[0].registrant_id, outcomes[1].registrant_id)

    def test_another_source_has_keys_of_its_own(self):
        other = self.program.copy({"code": "other"})
        self.send(Delivery("k1", self.person("1")))
        (outcome,) = self.send(Delivery("k1", self.person("2")), source=other)
        self.assertEqual(outcome.result, "new")

    def test_an_invalid_delivery_is_answered_alike(self):
        (first,) = self.send(Delivery("k1", self.person("1", sex="7")))
        (again,) = self.send(Delivery("k1", self.person("1", sex="7")))
        self.assertEqual((first.result, again.result), ("invalid", "repeated"))
        self.assertEqual(first.faults, again.faults)
        self.assertEqual(self.kept().faults_in_words, "Sex: this is none of the choices.")

    def test_the_database_knows_a_key_once(self):
        self.send(Delivery("k1", self.person("1")))
        values = {"source_id": self.program.id, "user_id": self.registrar.id, "key": "k1"}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["socreg.submission"].create(values)

    def test_whoever_is_too_early_begins_anew(self):
        with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
            self.env.cr.execute(AGAIN)

    def test_a_file_leaves_rows_of_what_is_reviewed_alone(self):
        self.take(self.person("1"), self.person("2", sex="7"))
        self.assertFalse(self.kept())
        self.file.kept = "all"
        self.take(self.person("3"), self.person("4", sex="7"))
        self.assertEqual(sorted(self.kept().mapped("state")), ["applied", "invalid"])

    def test_what_programs_get_wrong_is_kept(self):
        self.take(self.person("1"), self.person("2", sex="7"), source=self.program)
        self.assertEqual(self.kept().mapped("state"), ["invalid"])

    def test_what_is_said_is_sealed_each_class_with_its_own_key(self):
        self.send(Delivery("k1", self.person("1", difficulty_seeing="2")))
        kept = self.kept()
        self.assertNotIn("difficulty_seeing", kept.payload["values"])
        self.assertEqual(kept.payload_health, {"values": {"difficulty_seeing": "2"}})
        self.env.flush_all()
        self.env.cr.execute("SELECT s.*, key::text FROM socreg_submission s")
        self.assertNotIn(
            "Nguyen",
            str([bytes(c) if isinstance(c, memoryview) else c for c in self.env.cr.fetchone()]),
        )
        self.assertTrue(kept._says(self.person("1", difficulty_seeing="2").to_json()))

    def test_submissions_are_not_deleted(self):
        self.send(Delivery("k1", self.person("1")))
        with self.assertRaises(UserError):
            self.kept().sudo().unlink()

    def test_of_a_thread_the_newest_revision_counts(self):
        def said(revision, **values):
            entry = self.person(birth_place=f"P{revision}", birthdate=date(1980, 1, 1))
            return Delivery(f"k{revision}", entry, thread="form-7", revision=revision)

        outcomes = self.send(said(2)) + self.send(said(1), said(3)) + self.send(said(2))
        self.assertEqual(self.results(outcomes), ["new", "skipped", "changed", "repeated"])
        self.assertEqual(self.of(outcomes[2]).birth_place, "P3")
        self.assertEqual(outcomes[0].registrant_id, outcomes[2].registrant_id)
        states = {kept.revision: kept.state for kept in self.kept()}
        self.assertEqual(states, {1: "superseded", 2: "applied", 3: "applied"})

    def test_a_newer_revision_supersedes_one_that_waits(self):
        self.program.decision = "review"
        first = Delivery("a", self.person("1"), thread="t", revision=1)
        newer = Delivery("b", self.person("1", sex="2"), thread="t", revision=2)
        self.send(first)
        self.send(newer)
        states = {kept.revision: kept.state for kept in self.kept()}
        self.assertEqual(states, {1: "superseded", 2: "pending"})

    def test_a_number_is_drawn_for_each(self):
        self.send(*(Delivery(f"k{n}", self.person(str(n))) for n in range(3)))
        numbers = self.kept().mapped("number")
        self.assertEqual(len(set(numbers)), 3)
        self.assertTrue(all(number.startswith("S") for number in numbers))

    def test_deliveries_in_any_order_and_twice_lead_to_the_same(self):
        self.assertEqual(self.state_after(1), self.state_after(2))

    def state_after(self, seed):
        """Return what 200 people are after revisions of them came in some order, twice."""

        deliveries = [
            Delivery(
                f"{seed}-{n}-{r}",
                self.person(f"{seed}{n:04}", sex=str(r % 2 + 1), birth_place=f"P{r}"),
                thread=f"{seed}-{n}",
                revision=r,
            )
            for n in range(100)
            for r in (1, 2)
        ] * 2
        random.Random(seed).shuffle(deliveries)
        outcomes = []
        for start in range(0, len(deliveries), 50):
            outcomes += self.deliver(*deliveries[start : start + 50], source=self.program)
        people = self.registrants.search([("source_id", "=", self.program.id)], order="id")
        rows = people.filtered(lambda p: p.identifier_ids.value.startswith(str(seed)))
        return sorted((p.identifier_ids.value[1:], p.sex, p.birth_place) for p in rows)
