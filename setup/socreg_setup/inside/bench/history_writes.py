"""Writing with history beside writing without it, what an event costs to keep, and how fast it is read."""

import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from odoo.sql_db import connection_info_for

from . import report

BATCH = 1_000
ROUNDS = 5
EDITS = 60
CLIENTS = 48
SECONDS = 6
HELD_MS = 4
TRIGGERS = ("insert", "update", "delete")
TABLES = ("socreg_registrant", "socreg_data_key")
MUST = {"one": 1.5, "batch": 1.4, "clients": 0.75}
AIM = {"one": 1.15, "batch": 1.1, "clients": 0.9}
CLIENT = Path(__file__).parents[1] / "load" / "history_client.py"


def measure(env, rows):
    """Measure and report the group's figures; nothing of it stays but events."""
    _Writing(env, rows).measure()
    _Clients(env, rows).measure()
    _Reading(env, rows).measure()


def switch(env, is_on):
    """Have the triggers of people log, or not."""
    word = "ENABLE" if is_on else "DISABLE"
    for operation in TRIGGERS:
        env.cr.execute(f"ALTER TABLE socreg_registrant {word} TRIGGER socreg_history_{operation}")


class _Writing:
    """One edit, and batches, with and without the triggers by turns."""

    def __init__(self, env, rows):
        self.env, self.rows = env, rows

    def measure(self):
        people = self._create(BATCH)
        one = self._both(lambda: self._edit_one(people), EDITS)
        batch = self._both(lambda: self._edit_all(people), 1)
        create = self._both(lambda: self._create(BATCH), 1)
        self.env.cr.rollback()
        for name, kind, found, unit in (
            ("write_one_with_history", "one", one, "ms"),
            ("write_1000_with_history", "batch", batch, "ms"),
            ("create_1000_with_history", "batch", create, "ms"),
        ):
            with_it, without = found
            report(
                "history_writes",
                self.rows,
                name=name,
                figure=with_it,
                unit=unit,
                baseline=without,
                must=round(MUST[kind] * without, 3),
                aim=round(AIM[kind] * without, 3),
                more_is_better=False,
            )

    def _both(self, action, times):
        """Return the median time of an action in ms, with history and without."""
        taken = {True: [], False: []}
        for number in range(2 * ROUNDS + 2):
            is_on = bool(number % 2)
            switch(self.env, is_on)
            for _n in range(times):
                start = time.perf_counter()
                action()
                # The first of each warms up.
                if number > 1:
                    taken[is_on].append(1000 * (time.perf_counter() - start))
        switch(self.env, True)
        return [round(statistics.median(taken[is_on]), 3) for is_on in (True, False)]

    def _create(self, number):
        people = self.env["socreg.registrant"].create(
            [
                {
                    "kind": "individual",
                    "given_name": f"Lan {n}",
                    "family_name": "Nguyễn",
                    "birthdate": "1980-05-17",
                    "sex": "2",
                    "address": "12 Hàng Bạc",
                }
                for n in range(number)
            ]
        )
        self.env.flush_all()
        return people

    def _edit_one(self, people):
        person = people[random.randrange(len(people))]
        person.write({"address": f"{random.randrange(10**6)} Hàng Bạc"})
        self.env.flush_all()

    def _edit_all(self, people):
        people.write({"education_level": str(random.choice(range(9)))})
        self.env.flush_all()


class _Clients:
    """Many clients at once, each transaction held for a moment, as an application does."""

    def __init__(self, env, rows):
        self.env, self.rows = env, rows

    def measure(self):
        rates = {True: [], False: []}
        self._make_table()
        try:
            for number in range(6):
                is_on = bool(number % 2)
                self._switch(is_on)
                rates[is_on].append(self._run())
        finally:
            self._drop_table()
        with_it, without = (round(statistics.median(rates[is_on])) for is_on in (True, False))
        report(
            "history_writes",
            self.rows,
            name=f"throughput_of_{CLIENTS}_writers_with_history",
            figure=with_it,
            unit="transactions/s",
            baseline=without,
            must=round(MUST["clients"] * without),
            aim=round(AIM["clients"] * without),
        )

    def _make_table(self):
        people = _Writing(self.env, self.rows)._create(BATCH)
        self.env.cr.commit()
        self.ids = people.ids

    def _drop_table(self):
        self._switch(True)
        self.env.cr.execute("DELETE FROM socreg_registrant WHERE id = ANY(%s)", [self.ids])
        self.env.cr.commit()

    def _switch(self, is_on):
        switch(self.env, is_on)
        self.env.cr.commit()

    def _run(self):
        info = connection_info_for(self.env.cr.dbname)[1]
        words = [str(info.get(key) or "") for key in ("host", "port", "user", "password")]
        name = info.get("database") or info.get("dbname")
        options = [str(CLIENTS), str(SECONDS), str(HELD_MS), str(min(self.ids)), str(max(self.ids))]
        done = subprocess.run(
            [sys.executable, str(CLIENT), name, *words, *options],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout) / SECONDS


class _Reading:
    """What an event takes on the disk, and how fast a reader gets them all."""

    def __init__(self, env, rows):
        self.env, self.rows = env, rows

    def measure(self):
        self._write()
        self._report_storage()
        self._report_consumer()

    def _write(self):
        people = _Writing(self.env, self.rows)._create(min(self.rows, 5 * BATCH))
        for _n in range(max(self.rows // len(people), 1)):
            people.write({"education_level": str(random.choice(range(9)))})
            self.env.flush_all()
        self.env.cr.commit()

    def _report_storage(self):
        self.env.cr.execute(
            "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
            " WHERE inhparent = 'socreg_history.event'::regclass"
        )
        size = float(self.env.cr.fetchone()[0])
        self.env.cr.execute(
            "SELECT count(*), sum(pg_column_size(e.*)) FROM socreg_history.event AS e"
        )
        number, bare = self.env.cr.fetchone()
        report(
            "history_writes",
            self.rows,
            name="storage_of_an_event_with_its_indexes",
            figure=round(size / number),
            unit="bytes",
            baseline=round(float(bare) / number),
            must=2_000,
            aim=1_000,
            more_is_better=False,
        )

    def _report_consumer(self):
        consumer = self.env["socreg.consumer"].create({"name": "bench", "start": "beginning"})
        self.env.cr.commit()
        start = time.perf_counter()
        number = consumer._consume(lambda _env, _events: None, 5_000)
        through = number / (time.perf_counter() - start)
        start = time.perf_counter()
        self.env.cr.execute("SELECT * FROM socreg_history.event")
        bare = len(self.env.cr.fetchall()) / (time.perf_counter() - start)
        consumer.unlink()
        self.env.cr.commit()
        report(
            "history_writes",
            self.rows,
            name="events_that_a_reader_gets",
            figure=round(through),
            unit="events/s",
            baseline=round(bare),
            must=5_000,
            aim=20_000,
        )
