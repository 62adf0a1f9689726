from odoo.exceptions import UserError

from .common import RegistryCase


class TestFunctioning(RegistryCase):
    def test_disability_follows_the_washington_group(self):
        names = self.registrants._difficulties()
        self.assertEqual(len(names), 6)
        for answers, expected in (
            ("111111", "no"),
            ("222222", "no"),
            ("113111", "yes"),
            ("411111", "yes"),
            ("11111-", False),
            ("3-----", "yes"),
            ("------", False),
        ):
            given = {n: a for n, a in zip(names, answers, strict=True) if a != "-"}
            person = self.registrants.create({"given_name": "Lan", **given})
            self.assertEqual(person.disability_status, expected, answers)

    def test_answers_are_sealed_with_the_key_for_health(self):
        person = self.registrants.create({"given_name": "Lan", "difficulty_seeing": "3"})
        person.flush_recordset()
        self.env.cr.execute(
            "SELECT difficulty_seeing FROM socreg_registrant WHERE id = %s", [person.id]
        )
        self.assertGreater(len(bytes(self.env.cr.fetchone()[0])), 16)
        self.assertEqual(self.registrants._fields["difficulty_seeing"].data_class, "sensitive")

    def test_who_may_not_see_reads_nothing_and_is_told_so(self):
        person = self.registrants.create({"given_name": "Lan", "difficulty_seeing": "3"})
        seen = person.with_user(self.new_user("viewer"))
        read = seen.read(["difficulty_seeing", "disability_status", "masked_fields"])[0]
        self.assertEqual((read["difficulty_seeing"], read["disability_status"]), (False, False))
        self.assertIn("difficulty_seeing", read["masked_fields"])

    def test_unknown_answers_are_refused_without_telling_them(self):
        with self.assertRaises(UserError) as refusal:
            self.registrants.create({"given_name": "Lan", "difficulty_seeing": "blind"})
        self.assertNotIn("blind", str(refusal.exception))

    def test_group_has_none(self):
        group = self.new_group("Nguyễn")
        with self.assertRefusedByDatabase("group_has_no_difficulty"):
            group.difficulty_walking = "1"

    def test_answers_cannot_be_counted_or_grouped(self):
        for field in ("difficulty_seeing", "disability_status"):
            with self.assertRaises(UserError):
                self.registrants.search([(field, "=", "3")])
            with self.assertRaises(UserError):
                self.registrants.read_group([], ["__count"], [field])
