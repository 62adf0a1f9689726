"""Sealing the log, with signing, commits and the witness, beside hashing the same leaves alone."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tools import config

from odoo.addons.socreg_history.core.merkle import leaf_hash, root_of

from . import report

CHANGES = 10
BATCH = 1_000


def measure(env, rows):
    """Seal as many events as people times `CHANGES`; they are committed."""
    with TemporaryDirectory() as folder:
        config["socreg_witness_file"] = str(Path(folder) / "witness")
        env["socreg.tree.head"]._seal()
        _change(env, rows)
        # The planner knows the log as it does in use.
        env.cr.execute("ANALYZE socreg_history.event")
        env.cr.commit()
        start = time.perf_counter()
        events = env["socreg.tree.head"]._seal()
        figure = round(events / (time.perf_counter() - start))
        baseline = round(events / _hash(env, events))
    report(
        "history",
        rows,
        name="sealing",
        figure=figure,
        unit="events/s",
        baseline=baseline,
        must=50_000,
        aim=100_000,
    )


def _change(env, rows):
    people = env["test_socreg.person"]
    for start in range(0, rows, BATCH):
        count = min(BATCH, rows - start)
        people.create([{"label": "0"} for _number in range(count)])
        env.flush_all()
        env.invalidate_all()
    env.cr.commit()
    for change in range(1, CHANGES):
        env.cr.execute("UPDATE test_socreg_person SET label = %s", [str(change)])
        env.cr.commit()


def _hash(env, events):
    """Return how many seconds hashing and nothing else takes."""
    env.cr.execute(
        "SELECT hash FROM socreg_history.event ORDER BY xid DESC, seq DESC LIMIT %s", [events]
    )
    hashes = [bytes(event) for (event,) in env.cr.fetchall()]
    start = time.perf_counter()
    root_of(map(leaf_hash, hashes))
    return time.perf_counter() - start
