from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor

from .common import RegistryCase


class TestCreation(RegistryCase):
    """Entering many at once: what it costs, and that it is as if they were entered one by one."""

    @contextmanager
    def statements(self):
        """Give a list that is filled with what is sent to the database within."""
        sent, execute = [], Cursor.execute

        def record(cursor, query, *args, **kwargs):
            sent.append(query if isinstance(query, str) else query.code)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", record):
            yield sent

    def enter(self, numbers):
        """Enter people with an identifier, a phone and a household of five, as an import does."""
        households = self.registrants.create(
            [
                {"kind": "group", "group_name": f"H{n}", "group_type_id": self.household_type.id}
                for n in numbers[::5]
            ]
        )
        people = self.registrants.create(
            [
                {"given_name": f"Lan {n}", "family_name": "Le", "birthdate": "1980-05-17"}
                for n in numbers
            ]
        )
        id_type = self.env.ref("socreg_registry.socreg_identifier_type_national_id")
        self.identifiers.create(
            [
                {"registrant_id": who.id, "type_id": id_type.id, "value": f"{n:012}"}
                for who, n in zip(people, numbers, strict=True)
            ]
        )
        self.phones.create(
            [
                {"registrant_id": who.id, "number": f"+8495{n:07}"}
                for who, n in zip(people, numbers, strict=True)
            ]
        )
        self.memberships.create(
            [
                {"member_id": who.id, "group_id": households[n // 5].id}
                for n, who in enumerate(people)
            ]
        )
        self.env.flush_all()
        return people, households

    def statements_of(self, numbers):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.statements() as sent:
            self.enter(numbers)
        return sent

    def test_many_cost_as_many_statements_as_a_few(self):
        self.statements_of(range(2_000_000, 2_000_005))
        few = self.statements_of(range(2_000_100, 2_000_110))
        many = self.statements_of(range(2_000_200, 2_000_500))
        # Each of the batches draws public numbers: one more for numbers that are taken.
        self.assertLessEqual(len(many), len(few) + 2, "\n".join(many))

    def test_nothing_is_written_twice(self):
        sent = self.statements_of(range(2_000_000, 2_000_100))
        inserts = [words.split('"')[1] for words in sent if words.startswith("INSERT INTO")]
        self.assertCountEqual(
            inserts,
            [
                "socreg_registrant",
                "socreg_registrant",
                "socreg_identifier",
                "socreg_phone",
                "socreg_membership",
            ],
        )
        # Households with members and no head are marked, once they have members.
        updates = [words for words in sent if words.lstrip().startswith("UPDATE")]
        self.assertEqual(len(updates), 1, "\n".join(updates))
        self.assertIn("is_headless", updates[0])

    def test_what_is_remembered_is_what_is_stored(self):
        people, households = self.enter(range(2_000_000, 2_000_010))
        odd = self.registrants.create(
            [
                {"given_name": "  An  ", "sex": "2", "latitude": 10.123456789},
                {"given_name": "Binh", "birthdate": False, "area_id": self.area.id},
                {"family_name": "Ho", "registration_date": "2020-02-03", "email": "ho@example.org"},
            ]
        )
        for records in (people, households, odd, people.identifier_ids, people.membership_ids):
            fields_ = records._fields.items()
            names = [name for name, field in fields_ if field.store and field.groups != "."]
            before = records.read(names)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(records.read(names), before)

    def test_lines_that_are_remembered_hold_what_is_new(self):
        group = self.new_group("A")
        one, two, three = self.new_people("One", "Two", "Three")
        self.assertFalse(group.open_membership_ids | group.past_membership_ids)
        start = {"group_id": group.id, "start_date": "2020-01-01"}
        made = self.memberships.create(
            [
                {**start, "member_id": one.id},
                {**start, "member_id": two.id, "end_date": "2021-01-01"},
                {**start, "member_id": three.id},
            ]
        )
        self.assertEqual(group.group_membership_ids, made)
        self.assertEqual(group.open_membership_ids, made[0] + made[2])
        self.assertEqual(group.past_membership_ids, made[1])
        self.assertEqual(two.membership_ids, made[1])
        self.assertEqual(group.member_count, 2)

    def test_household_that_is_entered_with_its_members_is_known_to_lack_a_head(self):
        (lan,) = self.new_people("Lan")
        line = {"member_id": lan.id}
        group = {"kind": "group", "group_name": "A", "group_type_id": self.household_type.id}
        for field in ("group_membership_ids", "open_membership_ids"):
            made = self.registrants.create({**group, field: [(0, 0, line)]})
            self.assertTrue(made.is_headless, field)
            made.group_membership_ids.end_date = made.group_membership_ids.start_date
            self.env.flush_all()
