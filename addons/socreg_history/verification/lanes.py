"""Checks that are made side by side, on connections that all see one moment of the database."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg2

from ..verifier.socreg_verify import EXAMPLES, Report

LANES = 2


@dataclass(frozen=True)
class Part:
    """A part of the checks, which needs none of the others.

    :ivar run: makes it, given a cursor and a report
    :ivar weight: those that take long are begun first
    """

    run: Callable[[Any, Report], None]
    weight: int = 0


def run_parts(cr, parts, report, *, prepare, connect=None):
    """Make checks; the report says what they found in the order of `parts`, whichever ran first.

    :param prepare: makes a cursor ready for them
    :param connect: opens another connection to the same database; without it, and where `cr` has
        written what no other connection sees, one check is made after the other by `cr` itself.
        Else the transaction of `cr` writes nothing from here on.
    """
    found = [Report(report.checks) for _part in parts]
    work = list(zip(parts, found, strict=True))
    if connect and _sees_what_others_see(cr):
        _run_side_by_side(cr, work, prepare, connect)
    else:
        prepare(cr)
        for part, told in work:
            part.run(cr, told)
    for told in found:
        _add(report, told)


def _sees_what_others_see(cr):
    cr.execute(
        "SELECT pg_current_xact_id_if_assigned() IS NULL"
        " AND current_setting('transaction_isolation') = 'repeatable read'"
    )
    return cr.fetchone()[0]


def _run_side_by_side(cr, work, prepare, connect):
    cr.execute("SET TRANSACTION READ ONLY")
    cr.execute("SELECT pg_export_snapshot()")
    snapshot = cr.fetchone()[0]
    queue = deque(sorted(work, key=lambda each: -each[0].weight))
    with ExitStack() as stack:
        cursors = [stack.enter_context(_open(connect)) for _lane in range(LANES)]
        for cursor in cursors:
            _join(cursor, snapshot, prepare)
        pool = stack.enter_context(ThreadPoolExecutor(LANES))
        lanes = [pool.submit(_run_lane, cursor, queue) for cursor in cursors]
        try:
            wait(lanes, return_when=FIRST_EXCEPTION)
            # What stopped one lane is told; what it did to the other is not.
            for lane in sorted(lanes, key=lambda lane: not lane.done()):
                lane.result()
        except BaseException:
            queue.clear()
            _stop(lanes, cursors)
            raise


def _stop(lanes, cursors):
    """Wait until all lanes have ended; a statement that begins meanwhile is cancelled, too."""
    while any(not lane.done() for lane in lanes):
        for cursor in cursors:
            # What ended the connection of one lane is what is told.
            with suppress(psycopg2.Error):
                cursor._cnx.cancel()
        wait(lanes, timeout=0.5)


@contextmanager
def _open(connect):
    cursor = connect()
    try:
        yield cursor
    finally:
        with suppress(psycopg2.Error):
            cursor.close()


def _join(cursor, snapshot, prepare):
    """Let a cursor see what the one sees that exported the snapshot, and write nothing."""
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
    prepare(cursor)
    cursor.execute("SET TRANSACTION READ ONLY")


def _run_lane(cursor, queue):
    while True:
        try:
            part, report = queue.popleft()
        except IndexError:
            return
        part.run(cursor, report)


def _add(report, told):
    """Add what a part of the checks found to the report on the whole."""
    for check, number in told.faults.items():
        report.faults[check] = report.faults.get(check, 0) + number
        words = [*report.words.get(check, []), *told.words[check]]
        report.words[check] = words[:EXAMPLES]
    for warning in told.warnings:
        report.warn(warning)
    for name, number in told.counts.items():
        report.count(name, number)
    report.tree = told.tree or report.tree
    report.archives += told.archives
