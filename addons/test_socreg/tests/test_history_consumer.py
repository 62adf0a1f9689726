"""Readers of events: from where they start, in which order, and what happens when one fails."""

from contextlib import suppress
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.socreg_history.core.position import Position

from .consumer_common import ConsumerCase


class TestHistoryConsumer(ConsumerCase):
    def setUp(self):
        super().setUp()
        self.begin()

    def people(self, number=1, is_settled=True):
        with self.committed() as env:
            values = [{"name": "Amina", "label": "outbox"} for _n in range(number)]
            ids = env["test_socreg.person"].create(values).ids
        if is_settled:
            self.settle()
        return ids

    def consumed(self, limit=1_000, is_settled=True):
        found = []
        if is_settled:
            self.settle()
        with self.consumer() as consumer:
            consumer._consume(lambda _env, events: found.extend(events), limit)
        return found

    def messages(self, events, **how):
        with self.committed() as env:
            return env["socreg.history"]._messages(events, **how)

    def test_it_reads_what_happens_once_and_in_order(self):
        ids = self.people(5)
        with self.committed() as env:
            env["test_socreg.person"].browse(ids[0]).label = "outbox 2"
        events = self.consumed(limit=2)
        self.assertEqual(
            [(event.record_id, event.op) for event in events],
            [*((id_, "c") for id_ in ids), (ids[0], "u")],
        )
        self.assertEqual(events, sorted(events, key=lambda event: event.position))
        self.assertEqual(self.consumed(), [])

    def test_it_starts_where_it_was_told(self):
        before = fields.Datetime.now() - timedelta(seconds=1)
        ids = set(self.people(2))
        with self.committed() as env:
            consumers = env["socreg.consumer"].create(
                [
                    {"name": "all", "start": "beginning"},
                    {"name": "new", "start": "now"},
                    {"name": "since", "start": "moment", "start_at": before},
                    {"name": "future", "start": "moment", "start_at": "2999-01-01 00:00:00"},
                ]
            )
        with self.committed() as env:
            found = [
                {event.record_id for event in consumer._take(100_000)}
                for consumer in consumers.with_env(env)
            ]
            self.assertEqual([ids <= ones for ones in found], [True, False, True, False])
            self.assertEqual(found[1], set())

    def test_a_moment_is_asked_for(self):
        with self.assertRaises(ValidationError):
            self.env["socreg.consumer"].create({"name": "since", "start": "moment"})

    def test_what_is_open_is_waited_for(self):
        with self.cursor() as cr:
            open_env = api.Environment(cr, SUPERUSER_ID, {})
            person = open_env["test_socreg.person"].create({"name": "Bako", "label": "outbox"})
            open_env.flush_all()
            later = self.people(1, is_settled=False)
            self.assertEqual(
                self.consumed(is_settled=False), [], "it would overtake the one that is open"
            )
            cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual([event.record_id for event in self.consumed()], [person.id, *later])

    def test_two_workers_never_read_the_same_at_once(self):
        self.people(3)
        with self.consumer() as first, self.consumer() as second:
            self.assertEqual(len(first._take(2)), 2)
            self.assertEqual(second._take(2), [])

    def test_a_piece_that_fails_is_read_again_and_says_why(self):
        self.people(3)
        with (
            self.consumer() as consumer,
            suppress(ZeroDivisionError),
            consumer._piece(2) as (env, _events),
        ):
            env["socreg.consumer"].create({"name": "written with the piece"})
            raise ZeroDivisionError("Amina")
        with self.consumer() as consumer:
            self.assertEqual(consumer.failure, "ZeroDivisionError")
            self.assertIn("ZeroDivisionError", consumer.reason)
            self.assertEqual(consumer.behind, 3)
            self.assertFalse(consumer.search([("name", "=", "written with the piece")]))
        self.assertEqual(len(self.consumed()), 3)
        with self.consumer() as consumer:
            self.assertFalse(consumer.failure or consumer.failed_at or consumer.reason)
            self.assertTrue(consumer.read_at)

    def test_it_tells_how_far_behind_it_is(self):
        self.people(2)
        with self.consumer() as consumer:
            self.assertEqual(consumer.behind, 2)
            self.assertTrue(consumer.oldest_at)
            self.assertEqual(consumer.reason, "Nobody has read for it yet.")
            consumer._done(consumer._take(1)[-1].position)
        with self.consumer() as consumer:
            self.assertEqual(consumer.behind, 1)
            self.assertIn("more slowly", consumer.reason)

    def test_it_never_goes_back(self):
        with self.consumer() as consumer, self.assertRaises(ValueError):
            consumer._done(Position(0, 5))

    def test_an_event_travels_with_its_record_where_that_is_asked_for(self):
        (id_,) = self.people()
        with self.committed() as env:
            env["test_socreg.person"].browse(id_).label = "outbox 2"
        with self.committed() as env:
            env["test_socreg.person"].browse(id_).unlink()
        events = self.consumed()
        messages = self.messages(events, is_whole=True)
        created, changed, deleted = (told for _headers, told in messages)
        self.assertEqual((created["before"], created["after"]["label"]), (None, "outbox"))
        self.assertEqual(changed["before"], created["after"])
        self.assertEqual(changed["after"], created["after"] | {"label": "outbox 2"})
        self.assertEqual((deleted["before"], deleted["after"]), (changed["after"], None))
        plain = self.messages(events)[1][1]
        self.assertEqual((plain["before"], plain["after"]), (None, {"label": "outbox 2"}))
        self.assertNotIn("Amina", str(messages))
        self.assertEqual(messages[0][0]["ce_type"], "test_socreg.person.created")

    def test_what_moved_carries_what_it_was_with_the_other(self):
        first, second = self.people(2)
        with self.committed() as env:
            item = env["test_socreg.item"].create({"person_id": first, "value": "1"})
        with self.committed() as env:
            item.with_env(env).person_id = second
        with self.committed() as env:
            item.with_env(env).unlink()
        messages = self.messages(self.consumed()[-1:], is_whole=True)
        self.assertEqual(messages[0][1]["before"]["person_id"], second)


class TestHistoryConsumerAccess(TransactionCase):
    def test_only_reading_moves_a_position(self):
        manager = new_test_user(self.env, "system", groups="base.group_system")
        consumer = self.env["socreg.consumer"].with_user(manager).create({"name": "index"})
        with self.assertRaises(AccessError):
            consumer.write({"position": "9.9"})
        consumer.write({"start": "beginning"})
        self.assertEqual(consumer.position, "0.0")
        born = consumer.create({"name": "other", "start": "beginning", "position": "9.9"})
        self.assertEqual(born.position, "0.0")

    def test_others_see_no_reader(self):
        user = new_test_user(self.env, "user", groups="base.group_user")
        self.env["socreg.consumer"].create({"name": "index"})
        with self.assertRaises(AccessError):
            self.env["socreg.consumer"].with_user(user).search([]).read(["name"])
