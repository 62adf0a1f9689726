"""Proving the log: hashes, chains and leaves of every event, beside a scan that only hashes them."""

from functools import partial

from odoo.sql_db import db_connect

from odoo.addons.socreg_history.verification.lanes import Part, run_parts
from odoo.addons.socreg_history.verification.log import LogChecks
from odoo.addons.socreg_history.verification.scope import Scope
from odoo.addons.socreg_history.verification.state import StateChecks, prepare
from odoo.addons.socreg_history.verification.tree import check_tree
from odoo.addons.socreg_history.verifier.socreg_verify import Report

from . import rates, report

SCAN = (
    "SELECT count(*) FILTER (WHERE sha256(prev || convert_to(body::text, 'UTF8')) = hash)"
    " FROM socreg_history.event"
)


def measure(env, rows):
    """Measure and report the group's figures; what is measured is committed: all connections see it."""
    env.cr.execute(
        "INSERT INTO test_socreg_person (rid, label) SELECT 'bench-' || n, 'before'"
        " FROM generate_series(1, %s) AS n",
        [rows],
    )
    env.cr.execute("UPDATE test_socreg_person SET label = 'after' WHERE rid LIKE 'bench-%%'")
    env.cr.commit()
    env.cr.execute("ANALYZE socreg_history.event")
    env.cr.commit()
    env.cr.execute("SELECT count(*) FROM socreg_history.event")
    events = env.cr.fetchone()[0]
    found = []
    proof, state, scan = rates(
        events,
        lambda: found.append(_prove(env.cr)),
        lambda: found.append(_compare(env.cr)),
        lambda: env.cr.execute(SCAN),
    )
    if any(each.faults for each in found):
        raise RuntimeError(f"the log is not right: {found}")
    for name, figure, must in (("verify_log", proof, 200_000), ("verify_state", state, 50_000)):
        report(
            "history_verify",
            events,
            name=name,
            figure=figure,
            unit="events/s",
            baseline=scan,
            must=must,
            aim=must * 2,
        )


def _prove(cr):
    tree = Part(partial(check_tree, 0, "bench", [], None), weight=2)
    return _run(cr, [*LogChecks(Scope()).parts(cr), tree])


def _compare(cr):
    return _run(cr, StateChecks(Scope()).parts(cr))


def _run(cr, parts):
    found = Report()
    run_parts(cr, parts, found, prepare=prepare, connect=db_connect(cr.dbname).cursor)
    cr.rollback()
    return found
