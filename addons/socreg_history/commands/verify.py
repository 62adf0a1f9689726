"""The command line of socreg_verify: whether anybody touched the log of the living database."""

import argparse
import json
from datetime import datetime, timezone
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tools import config

from odoo.addons.socreg_crypto.commands.console import Console, Refused
from odoo.addons.socreg_crypto.commands.frame import odoo_options, run
from odoo.addons.socreg_crypto.commands.session import Session, database_name
from odoo.addons.socreg_crypto.core.elevation import machinery

from ..verification.whole import verify

WITNESS = "socreg_witness_file"


def main(arguments, console=None):
    """Run the command; return its exit status: 0 all is right, else the first check that failed."""
    return run(parser(), arguments, console or Console())


def parser():
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="odoo socreg_verify",
        description="Prove that nobody touched the log of changes, nor what it is the log of.",
        parents=[odoo_options()],
    )
    which = whole.add_mutually_exclusive_group()
    which.add_argument("--since", type=_moment, metavar="DATE", help="only what came after it")
    which.add_argument(
        "--record", metavar="RECORD", help="only one subject's: public number, or id:NUMBER"
    )
    whole.add_argument("--model", default="socreg.registrant", help="of RECORD")
    whole.add_argument("--witness", type=Path, metavar="FILE", help="else that of odoo.conf")
    whole.add_argument("--deep", action="store_true", help="open every sealed cell, too")
    whole.add_argument("--json", action="store_true", help="for programs")
    whole.set_defaults(run=_run)
    return whole


def _moment(text):
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _run(wish, console):
    witness = wish.witness or _own_witness()
    if wish.witness and not wish.witness.is_file():
        raise Refused(f"There is no file {wish.witness}.")
    with Session(database_name()).transaction() as env:
        report = run_checks(env, wish, witness)
    if wish.json:
        console.show(json.dumps(report.as_json()))
    else:
        for line in report.as_lines():
            console.show(line)
    return report.status


@machinery()
def run_checks(env, wish, witness):
    """Return the report that was wished for."""
    if "socreg.history" not in env:
        raise Refused("The database has no log of changes.")
    subject = wish.record and (wish.model, _subject(env, wish.model, wish.record))
    return verify(
        env,
        since=wish.since,
        subject=subject,
        witness=witness,
        is_deep=wish.deep,
        connect=None if subject else db_connect(env.cr.dbname).cursor,
    )


def _own_witness():
    told = config.get(WITNESS)
    path = Path(told or config["data_dir"] + ".witness")
    return path if path.is_file() else None


def _subject(env, model, word):
    """Return the id of the one that is named; who was deleted is named by `id:NUMBER`."""
    prefix, _colon, number = word.partition(":")
    if prefix == "id" and number.isdecimal():
        return int(number)
    records = env.get(model)
    if records is None or "uid" not in records._fields:
        raise Refused(f"Name a record of {model} by id:NUMBER.")
    found = records.with_context(active_test=False).search([("uid", "=", word)])
    if not found:
        raise Refused(f"{word} names no record of {model}.")
    return found.id
