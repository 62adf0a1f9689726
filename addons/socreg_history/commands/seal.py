"""The command line of socreg_seal: the log of changes goes into the tree, now or every few seconds."""

import argparse
import json
import time

from odoo.addons.socreg_crypto.commands.console import Console, Refused
from odoo.addons.socreg_crypto.commands.frame import odoo_options, run
from odoo.addons.socreg_crypto.commands.session import Session, database_name

SECONDS = 5


def main(arguments, console=None):
    """Run the command; return its exit status: 1 where the proof has a problem."""
    return run(parser(), arguments, console or Console())


def parser():
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="odoo socreg_seal",
        description="Seal the log of changes, tell the witness, and show how far the proof is.",
        parents=[odoo_options()],
    )
    how = whole.add_mutually_exclusive_group()
    how.add_argument("--status", action="store_true", help="seal nothing")
    how.add_argument("--follow", action="store_true", help=f"go on, every {SECONDS} s")
    whole.add_argument("--json", action="store_true", help="for programs")
    whole.set_defaults(run=_run)
    return whole


def _run(wish, console):
    session = Session(database_name())
    while True:
        with session.transaction() as env:
            _check_there(env)
            sealed = 0 if wish.status else env["socreg.tree.head"]._seal()
        with session.transaction() as env:
            status = env["socreg.sealing"]._status()
        if sealed or not wish.follow:
            _show(status | {"sealed_now": sealed}, wish, console)
        if not wish.follow:
            return int(bool(status["problems"]))
        time.sleep(SECONDS)


def _check_there(env):
    if "socreg.tree.head" not in env:
        raise Refused("The database has no log of changes.")


def _show(status, wish, console):
    if wish.json:
        console.show(json.dumps(status))
        return
    more = "more than " if status["unsealed_more"] else ""
    console.show(f"sealed  {status['sealed_now']} now, {status['sealed']} in all")
    console.show(f"not sealed  {more}{status['unsealed']}, the oldest {status['lag']} s old")
    if status["held_by"]:
        console.show(_held(status["held_by"]))
    witness = status["witness"]
    console.show(f"witness  knows {witness['size']}, told last {witness['told_at'] or 'never'}")
    for line in [f"PROBLEM  {problem}" for problem in status["problems"]] or ["all is well"]:
        console.show(line)


def _held(holder):
    if holder["process"] is None and holder["database"] is None:
        return "held back  by a transaction that this role may not see"
    return (
        f"held back  by a transaction of {holder['seconds']} s in {holder['database']},"
        f" process {holder['process'] or 'none: it is prepared'}"
    )
