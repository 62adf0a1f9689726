"""Readers at work while many write: nothing is lost, nothing comes twice, and all in order."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from odoo import sql_db
from odoo.sql_db import connection_info_for

from odoo.addons.socreg_history.core.position import Position
from odoo.addons.test_socreg.processes import fork_as_it_is

from .consumer_common import ConsumerCase

WRITER = Path(__file__).with_name("outbox_writer.py")
SHARED = 3
SECONDS = 1_800


class TestHistoryOutbox(ConsumerCase):
    def setUp(self):
        super().setUp()
        self.dsn = psycopg2.extensions.make_dsn(
            **{
                key: value
                for key, value in connection_info_for(self.env.cr.dbname)[1].items()
                if key in ("database", "dbname", "user", "password", "host", "port") and value
            }
        )
        with self.committed() as env:
            env["test_socreg.person"].create(
                [{"name": "Shared", "label": "outbox shared"} for _n in range(SHARED)]
            )
        self.begin()

    def writers(self, number, events):
        words = [sys.executable, str(WRITER), self.dsn]
        return [
            subprocess.Popen([*words, str(n), str(events)], stdin=subprocess.DEVNULL)
            for n in range(number)
        ]

    def consume(self, handle, limit=1_000):
        with self.consumer() as consumer:
            return consumer._consume(handle, limit)

    def logged(self):
        """Return position, record and number of each event since the reader began."""
        with self.cursor() as cr:
            cr.execute(
                "SELECT xid, seq, record_id, ver FROM socreg_history.event"
                " WHERE model = 'test_socreg.person' AND xid >= %s ORDER BY xid, seq",
                [self.begun],
            )
            return [(Position(xid, seq), *rest) for xid, seq, *rest in cr.fetchall()]

    @property
    def begun(self):
        with self.cursor() as cr:
            cr.execute("SELECT socreg_history.horizon()")
            self.__dict__.setdefault("_begun", cr.fetchone()[0])
        return self._begun

    def check(self, read, expected):
        """Check that what was read is what was logged, once, and each record's in order."""
        logged = self.logged()
        self.assertEqual(len(logged), expected)
        self.assertEqual([position for position, *_rest in read], [one[0] for one in logged])
        newest = {}
        for _position, record_id, number in read:
            self.assertEqual(number, newest.get(record_id, number - 1) + 1, "out of order")
            newest[record_id] = number

    def read_while_they_write(self, number, events):
        """Read as a consumer and by the highest number seen; return both readings."""
        self.begun
        read, naive = [], []
        writers = self.writers(number, events)
        with self.cursor() as cr:
            cr.execute("SELECT last_value FROM socreg_history.event_seq")
            last = cr.fetchone()[0]
        for some in self.read_until(lambda: all(writer.poll() is not None for writer in writers)):
            read += some
            last = self.read_naively(naive, last)
        self.assertEqual([writer.wait() for writer in writers], [0] * number)
        return read, naive

    def read_until(self, has_ended):
        """Read as a consumer until the writers have ended, and once more; yield each reading."""
        end, is_last = time.monotonic() + SECONDS, False
        while not is_last and time.monotonic() < end:
            is_last, read = has_ended(), []
            if is_last:
                self.settle()
            self.consume(
                lambda _env, some, read=read: read.extend(
                    (e.position, e.record_id, e.number) for e in some
                )
            )
            yield read

    def read_naively(self, naive, last):
        """Read on above the highest number that was seen, as one should not."""
        with self.cursor() as cr:
            cr.execute(
                "SELECT seq FROM socreg_history.event WHERE model = 'test_socreg.person'"
                " AND seq > %s ORDER BY seq",
                [last],
            )
            found = [seq for (seq,) in cr.fetchall()]
        naive.extend(found)
        return max(found, default=last)

    def check_many_writers(self, number, events):
        read, naive = self.read_while_they_write(number, events)
        self.check(read, number * events)
        lost = {position.seq for position, *_rest in read}.difference(naive)
        self.assertTrue(lost, "the control shows nothing: a naive reader lost no event either")

    def test_nothing_is_lost_or_comes_twice(self):
        self.check_many_writers(8, 600)

    @pytest.mark.long
    def test_nothing_is_lost_or_comes_twice_of_480_000(self):
        self.check_many_writers(16, 30_000)

    def test_what_odoo_writes_is_read_in_order(self):
        self.begun
        children = [self.fork(self.write_by_odoo, n) for n in range(4)]

        def has_ended():
            children[:] = [child for child in children if not self.ended(child)]
            return not children

        pieces = self.read_until(has_ended)
        self.check([one for piece in pieces for one in piece], 4 * 200)

    def write_by_odoo(self, number):
        rng = random.Random(number)
        for _n in range(20):
            with self.committed() as env:
                people = env["test_socreg.person"].create(
                    [{"name": "Amina", "label": f"outbox {number}"} for _n in range(5)]
                )
            with self.committed() as env:
                people.with_env(env).write({"label": f"outbox {rng.random()}"})

    def test_a_reader_that_is_killed_leaves_no_gap(self):
        self.begun
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"outbox-{os.getpid()}-{id(self)}"
        self.addCleanup(path.unlink, missing_ok=True)
        path.touch()
        writers = self.writers(4, 500)
        rng = random.Random(7)
        kills = 0
        while any(writer.poll() is None for writer in writers) or kills < 12:
            child = self.fork(self.read_into, path)
            time.sleep(rng.random() * 0.15)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
        self.settle()
        self.read_into(path)
        lines = path.read_text().split("\n")
        # What was cut off by a kill was not done: it comes again.
        read = [tuple(map(int, line.split())) for line in lines if line.count(" ") == 2 and line]
        logged = {(position.xid, position.seq, record) for position, record, _n in self.logged()}
        self.assertEqual(len(logged), 4 * 500)
        self.assertLessEqual(logged, set(read), "a gap")
        self.assertLess(max(Counter(read).values()), kills)

    def read_into(self, path):
        def handle(_env, events):
            lines = [f"{e.position.xid} {e.position.seq} {e.record_id}\n" for e in events]
            with path.open("a") as file:
                file.write("\n" + "".join(lines))
                file.flush()
                os.fsync(file.fileno())

        self.consume(handle, limit=50)

    def fork(self, work, *arguments):
        return fork_as_it_is(self.on_its_own, work, *arguments)

    def on_its_own(self, work, *arguments):
        # Another's connections are left alone: they are closed by who opened them.
        sql_db._Pool = sql_db._Pool_readonly = None
        work(*arguments)

    def ended(self, child):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            self.assertEqual(status, 0, "a writer failed")
        return bool(found)

    def test_an_open_import_slows_nobody(self):
        alone = self.seconds_of_writing()
        with self.cursor() as cr:
            cr.execute(
                "INSERT INTO test_socreg_person (rid, label) SELECT gen_random_uuid(),"
                " 'outbox import' FROM generate_series(1, 2000)"
            )
            beside = self.seconds_of_writing()
            cr.commit()  # pylint: disable=invalid-commit
        self.assertLess(beside, 3 * alone + 1)

    def seconds_of_writing(self):
        start = time.monotonic()
        writers = self.writers(4, 300)
        self.assertEqual([writer.wait(timeout=120) for writer in writers], [0] * 4)
        return time.monotonic() - start

    def test_order_holds_where_an_older_transaction_is_overtaken(self):
        """Under READ COMMITTED an older transaction could write after a younger one committed."""
        with self.committed() as env:
            person = env["test_socreg.person"].search([("label", "=", "outbox shared")], limit=1)
        change = "UPDATE test_socreg_person SET label = %s WHERE id = %s"
        older, younger = psycopg2.connect(self.dsn), psycopg2.connect(self.dsn)
        self.addCleanup(older.close)
        self.addCleanup(younger.close)
        with older.cursor() as cr:
            cr.execute("SELECT pg_current_xact_id()")
        with younger, younger.cursor() as cr:
            cr.execute(change, ["outbox 1", person.id])
        with older.cursor() as cr, self.assertRaises(psycopg2.errors.SerializationFailure):
            cr.execute(change, ["outbox 2", person.id])
