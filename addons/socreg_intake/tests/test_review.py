from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_intake.core.delivery import Delivery
from odoo.addons.socreg_intake.core.entry import Entry
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import IntakeCase


class TestReview(IntakeCase):
    """Deliveries that somebody else approves, rejects or asks back."""

    born = date(1980, 5, 17)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.decision = "review"
        cls.submissions = cls.env["socreg.submission"].with_user(cls.supervisor)

    def send(self, *entries):
        outcomes = self.take(*entries, source=self.program)
        self.env.flush_all()
        return self.submissions.browse(outcome.submission_id for outcome in outcomes)

    def person_of(self, number="1", **values):
        (outcome,) = self.take(self.person(number, **values))
        return self.of(outcome)

    def decide(self, submissions, operation, reason="Because", user=None):
        wizards = self.env["socreg.submission.decide"].with_user(user or self.supervisor)
        wizards.create(
            {
                "operation": operation,
                "submission_ids": [(6, 0, submissions.ids)],
                "reason": reason,
            }
        ).action_apply()

    def test_somebody_new_waits_and_is_registered_when_approved(self):
        waiting = self.send(self.person("1", sex="2", phones=("0905123456",)))
        self.assertEqual(waiting.state, "pending")
        self.assertFalse(self.registrants.search([("source_id", "=", self.program.id)]))
        waiting.action_approve()
        person = waiting.registrant_id
        self.assertEqual((waiting.state, waiting.result), ("applied", "new"))
        self.assertEqual((person.name, person.sex), ("Lan Nguyen", "2"))
        self.assertEqual(person.phone_ids.number, "+84905123456")
        self.assertEqual(person.source_id, self.program)
        self.assertEqual((person.create_uid, waiting.user_id), (self.supervisor, self.registrar))
        self.assertEqual(waiting.decided_by_id, self.supervisor)

    def test_difference_is_shown_side_by_side(self):
        self.person_of(birth_place="Hue", sex="1")
        waiting = self.send(self.person("1", birth_place="Hoi An", sex="2"))
        told = {c.path: (c.label, c.present, c.proposed) for c in waiting.change_ids}
        self.assertEqual(told["birth_place"], ("Birth Place", "Hue", "Hoi An"))
        self.assertEqual(told["sex"], ("Sex", "Male", "Female"))
        self.assertFalse(waiting.conflict_count)

    def test_only_what_differs_is_shown(self):
        self.person_of(sex="1")
        waiting = self.send(self.person("1", sex="2"))
        self.assertEqual(waiting.change_ids.mapped("path"), ["sex"])

    def test_masks_hold(self):
        self.person_of(birth_place="Hue")
        waiting = self.send(self.person("1", birth_place="Hoi An", given_name="Mai"))
        blind = new_user_with(self.env, "blind", "supervisor")
        texts = [(c.present, c.proposed) for c in waiting.with_user(blind).change_ids]
        self.assertNotIn("Hue", str(texts))
        self.assertNotIn("Mai", str(texts))
        self.assertFalse(waiting.with_user(blind).payload)
        waiting.with_user(blind).action_approve()
        self.assertEqual(waiting.registrant_id.with_user(self.registrar).birth_place, "Hoi An")

    def test_nobody_approves_what_they_said(self):
        own = self.take(self.person("1"), source=self.program, user=self.supervisor)
        self.program.is_supervisor_trusted = False
        own = self.take(self.person("2"), source=self.program, user=self.supervisor)
        mine = self.submissions.browse(own[0].submission_id)
        self.assertFalse(mine.may_decide)
        for act in (mine.action_approve, lambda: self.decide(mine, "reject")):
            with self.assertRaisesRegex(UserError, "said themselves"):
                act()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            mine.sudo().write({"decided_by_id": self.supervisor.id})
            self.env.flush_all()

    def test_supervisors_are_trusted_where_the_source_says_so(self):
        (outcome,) = self.take(self.person("1"), source=self.program, user=self.supervisor)
        self.assertEqual(outcome.result, "new")
        self.program.is_supervisor_trusted = False
        (outcome,) = self.take(self.person("2"), source=self.program, user=self.supervisor)
        self.assertEqual(outcome.result, "pending")

    def test_only_supervisors_of_the_area_decide(self):
        waiting = self.send(self.person("1"))
        there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        elsewhere = new_user_with(self.env, "s2", "supervisor", PERSONAL_DATA, areas=there)
        others = [elsewhere, *map(self.new_user, ("viewer", "attester", "manager", "auditor"))]
        other = new_user_with(self.env, "r2", "registrar", PERSONAL_DATA)
        for user in [*others, other]:
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                waiting.with_user(user).action_approve()
        self.assertFalse(waiting.with_user(elsewhere).search([("id", "=", waiting.id)]))

    def test_nobody_writes_by_hand(self):
        waiting = self.send(self.person("1"))
        for user in (self.supervisor, self.registrar, self.new_user("manager")):
            with self.assertRaises(AccessError):
                waiting.with_user(user).write({"state": "applied"})
            with self.assertRaises(AccessError):
                waiting.change_ids.with_user(user).write({"choice": "take"})
            with self.assertRaises(AccessError):
                waiting.with_user(user).create({"source_id": self.program.id})

    def test_rejected_with_a_reason(self):
        waiting = self.send(self.person("1"), self.person("2"))
        self.decide(waiting, "reject", "Not from here")
        self.assertEqual(waiting.mapped("state"), ["rejected"] * 2)
        self.assertEqual(waiting[0].reason, "Not from here")
        with self.assertRaisesRegex(UserError, "decided already"):
            waiting.action_approve()

    def test_a_reason_is_needed(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.decide(self.send(self.person("1")), "reject", False)

    def test_asked_back_and_answered(self):
        waiting = self.send(self.person("1"))
        self.decide(waiting, "ask", "Which village?")
        self.assertEqual(waiting.state, "returned")
        with self.assertRaisesRegex(UserError, "wait for the answer"):
            waiting.action_approve()
        with self.assertRaisesRegex(UserError, "Whoever said it"):
            self.decide(waiting, "answer", "Mine")
        self.decide(waiting, "answer", "The one by the river", user=self.registrar)
        self.assertEqual((waiting.state, waiting.reason), ("pending", "The one by the river"))
        waiting.action_approve()
        self.assertEqual(waiting.state, "applied")

    def test_many_are_approved_at_once(self):
        waiting = self.send(*(self.person(str(n)) for n in range(5)))
        waiting.action_approve()
        self.assertEqual(set(waiting.mapped("state")), {"applied"})
        self.assertEqual(len(waiting.registrant_id), 5)

    def test_a_second_approval_is_refused(self):
        waiting = self.send(self.person("1"))
        waiting.action_approve()
        with self.assertRaisesRegex(UserError, "decided already"):
            waiting.action_approve()

    def test_two_proposals_on_one_person_show_the_conflict(self):
        person = self.person_of(birth_place="Hue", sex="1")
        first = self.send(self.person("1", birth_place="Hoi An"))
        second = self.send(self.person("1", birth_place="Da Nang", sex="2"))
        first.action_approve()
        self.env.invalidate_all()
        conflicts = {c.path: c.is_conflict for c in second.change_ids}
        self.assertEqual(conflicts, {"birth_place": True, "sex": False})
        with self.assertRaisesRegex(UserError, "Birth Place was changed since"):
            second.action_approve()
        second.change_ids.filtered("is_conflict").action_keep()
        second.action_approve()
        self.assertEqual((person.birth_place, person.sex), ("Hoi An", "2"))

    def test_what_is_proposed_may_be_taken_all_the_same(self):
        person = self.person_of(birth_place="Hue")
        waiting = self.send(self.person("1", birth_place="Da Nang"))
        person.birth_place = "Hoi An"
        self.env.invalidate_all()
        waiting.change_ids.filtered("is_conflict").action_take()
        waiting.action_approve()
        self.assertEqual(person.birth_place, "Da Nang")

    def test_somebody_perhaps_known_waits_for_a_choice(self):
        known = self.person_of(birthdate=self.born)
        self.file.decision = "apply"
        (outcome,) = self.take(self.person(birthdate=self.born, birth_place="Hue"))
        waiting = self.submissions.browse(outcome.submission_id)
        self.assertEqual(waiting.candidate_ids, known)
        with self.assertRaisesRegex(UserError, "one of those alike"):
            waiting.action_approve()
        candidate = known.with_user(self.supervisor)
        candidate.with_context(submission_id=waiting.id).action_is_meant()
        self.assertEqual(waiting.registrant_id, known)
        waiting.action_approve()
        self.assertEqual((known.birth_place, waiting.result), ("Hue", "changed"))

    def test_or_is_somebody_new(self):
        known = self.person_of(birthdate=self.born)
        (outcome,) = self.take(self.person(birthdate=self.born, birth_place="Hue"))
        waiting = self.submissions.browse(outcome.submission_id)
        stranger = self.person_of("9").with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "none of those"):
            stranger.with_context(submission_id=waiting.id).action_is_meant()
        waiting.action_is_nobody_known()
        waiting.action_approve()
        self.assertEqual(waiting.result, "new")
        self.assertNotEqual(waiting.registrant_id, known)

    def test_household_is_approved_before_its_members(self):
        group, member = self.send(
            self.household("HH-1"), self.person("1", memberships=(self.member_of("HH-1"),))
        )
        with self.assertRaisesRegex(UserError, "the group is not known"):
            member.action_approve()
        group.action_approve()
        member.action_approve()
        self.assertEqual(member.registrant_id.membership_ids.group_id, group.registrant_id)

    def test_what_the_registry_refuses_by_now_stays_pending(self):
        waiting = self.send(self.person("1", registration_date=self.born))
        self.person_of("1", birth_place="Hue")
        waiting.action_approve()
        self.assertEqual(waiting.result, "changed")

    def test_log_says_who_approved_and_who_said_it(self):
        waiting = self.send(self.person("1"))
        self.env.flush_all()
        self.env.cr.precommit.data.pop("socreg.history.signed", None)
        waiting.action_approve()
        self.env.cr.execute("SELECT current_setting('socreg.actor')::jsonb")
        actor = self.env.cr.fetchone()[0]
        self.assertEqual(actor["user"], self.supervisor.id)
        self.assertEqual(actor["purpose"], f"{waiting.number} (test-registrar)")
        self.assertEqual(actor["source"], "health_fund")

    def test_a_submission_has_a_history(self):
        waiting = self.send(self.person("1"))
        self.decide(waiting, "reject", "Not from here")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT op FROM socreg_history.event WHERE model = 'socreg.submission'"
            " AND record_id = %s ORDER BY ver",
            [waiting.id],
        )
        operations = [op for (op,) in self.env.cr.fetchall()]
        self.assertEqual(operations[:1], ["c"])
        self.assertIn("u", operations)

    def test_an_entry_that_was_kept_comes_back_whole(self):
        entry = self.person("1", birthdate=self.born, phones=("0905123456",), difficulty_seeing="2")
        self.assertEqual(self.send(entry)._entry(), entry)
        self.assertIsInstance(self.send(entry)._entry(), Entry)

    def test_evidence_is_sealed_and_seen_by_who_reviews(self):
        delivery = Delivery("k", self.person("1"), evidence=(("birth.pdf", b"%PDF-1.4 of Lan"),))
        (outcome,) = self.deliver(delivery, source=self.program)
        waiting = self.submissions.browse(outcome.submission_id)
        (file,) = waiting.evidence_ids
        self.assertEqual((file.name, file.raw), ("birth.pdf", b"%PDF-1.4 of Lan"))
        blind = new_user_with(self.env, "blind", "supervisor")
        self.assertFalse(waiting.with_user(blind).evidence_ids.raw)
        self.assertNotEqual(file.with_user(blind).name, "birth.pdf")

    def test_names_of_kin_are_masked(self):
        mother = self.person_of("7", given_name="Unmistakable")
        self.person_of("1")
        waiting = self.send(self.person("1", parent1_id=mother.uid))
        blind = new_user_with(self.env, "blind", "supervisor")
        told = str([(c.present, c.proposed) for c in waiting.with_user(blind).change_ids])
        self.assertNotIn("Unmistakable", told)

    def test_who_is_erased_is_erased_here_too(self):
        waiting = self.send(self.person("1"))
        waiting.action_approve()
        waiting.registrant_id.sudo()._erase()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "locked"), mute_logger("odoo.addons"):
            self.assertFalse(waiting.payload)

    def test_a_key_is_answered_with_what_waits(self):
        (first,) = self.deliver(Delivery("k", self.person("1")), source=self.program)
        (again,) = self.deliver(Delivery("k", self.person("1")), source=self.program)
        self.assertEqual((first.result, again.result), ("pending", "repeated"))
        self.assertEqual(first.submission_id, again.submission_id)
