"""What the tests of checks made side by side do inside Odoo."""

import json
import runpy
import time
from pathlib import Path

import psycopg2

from odoo.sql_db import db_connect
from odoo.tools import config

from odoo.addons.socreg_history.verification import whole
from odoo.addons.socreg_history.verification.lanes import Part, run_parts
from odoo.addons.socreg_history.verification.state import prepare
from odoo.addons.socreg_history.verifier.socreg_verify import Report

inside = runpy.run_path(str(Path(__file__).with_name("inside.py")))
LONG = "SELECT pg_sleep(60)"
FAILING = {
    "SELECT pg_terminate_backend(pg_backend_pid())": psycopg2.OperationalError,
    "SELECT 1 / 0": psycopg2.errors.DivisionByZero,
    "UPDATE test_socreg_person SET label = 'written'": psycopg2.errors.ReadOnlySqlTransaction,
}
LATE = "UPDATE test_socreg_person SET label = 'late' WHERE id = (SELECT min(id) FROM %s)"


def _change(env, *statements):
    """Change what only who administers the server could, and keep it."""
    with inside["as_administrator"](env) as administrator:
        administrator.cr.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            administrator.cr.execute(statement)
        administrator.cr.commit()


def _report(env, **options):
    witness = Path(config["socreg_witness_file"])
    report = whole.verify(env, witness=witness, is_deep=True, **options)
    env.cr.rollback()
    return report.as_json()


def agree(env):
    """Print what is found side by side, and what one connection finds; with everything wrong."""
    lanes = []

    def connect():
        lanes.append(db_connect(env.cr.dbname).cursor())
        return lanes[-1]

    told = {"before": [_report(env), _report(env, connect=connect)]}
    _change(env, *filter(None, inside["ALONE"].values()))
    told["tampered"] = [_report(env), _report(env, connect=connect)]
    told["lanes"] = len(lanes)
    print(json.dumps(told))
    return 0


def one_moment(env):
    """Let somebody else commit when the checks have begun: no connection sees it."""
    connect = db_connect(env.cr.dbname).cursor

    def connect_late():
        _change(env, LATE % "test_socreg_person")
        return connect()

    assert "state" not in whole.verify(env, connect=connect_late).faults
    env.cr.rollback()
    assert whole.verify(env, connect=connect).faults["state"] == 1
    env.cr.rollback()
    # What only this transaction sees is looked at by it alone.
    env.cr.execute("UPDATE test_socreg_person SET label = label")
    lanes = []
    whole.verify(env, connect=lambda: lanes.append(1))
    assert not lanes
    return 0


def failing(env):
    """Let a part fail: the whole does, soon, and says why; no part writes."""
    connect = db_connect(env.cr.dbname).cursor
    for statement, error in FAILING.items():
        begun, parts = time.monotonic(), [_part(LONG), _part(statement), _part(LONG)]
        try:
            run_parts(env.cr, parts, Report(), prepare=prepare, connect=connect)
        except error:
            assert time.monotonic() - begun < 20
        else:
            return 1
        env.cr.rollback()
    return 0


def _part(statement):
    return Part(lambda cr, _report: cr.execute(statement))


def short_hash(env):
    """Let one event's hash be no hash: those after it are still compared with their own leaves."""
    with inside["as_administrator"](env) as administrator:
        administrator.cr.execute("SET LOCAL session_replication_role = replica")
        administrator.cr.execute(
            "UPDATE socreg_history.event SET hash = '\\x07' WHERE seq = (SELECT min(seq) + 5"
            " FROM socreg_history.event)"
        )
        report = whole.verify(administrator, witness=Path(config["socreg_witness_file"]))
        assert report.faults["leaves"] == 1, report
        assert "chain" in report.faults
    return 0


def no_number(env):
    """Let events have no number, which nothing but the table's own rule keeps from being."""
    with inside["as_administrator"](env) as administrator:
        cr = administrator.cr
        cr.execute("SET LOCAL session_replication_role = replica")
        cr.execute("ALTER TABLE socreg_history.event ALTER seq DROP NOT NULL")
        before = whole.verify(administrator).faults.get("chain", 0)
        cr.execute("UPDATE socreg_history.event SET seq = NULL WHERE seq % 20 = 0")
        changed = cr.rowcount
        assert whole.verify(administrator).faults["chain"] == before + changed
    return 0
