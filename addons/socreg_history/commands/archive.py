"""The command line of socreg_archive: months leave the log, and their files are checked."""

import argparse
import base64
import binascii
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api

from odoo.addons.socreg_crypto.commands.console import Console, Refused
from odoo.addons.socreg_crypto.commands.frame import odoo_options, run
from odoo.addons.socreg_crypto.commands.session import Session, database_name

from ..core import archive
from ..core.archive_lines import BadArchive


def main(arguments, console=None):
    """Run the command; return its exit status."""
    return run(parser(), arguments, console or Console())


def parser():
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="odoo socreg_archive",
        description="Take old months out of the log of changes, each into a signed file.",
        parents=[odoo_options()],
    )
    what = whole.add_mutually_exclusive_group(required=True)
    what.add_argument("--folder", type=Path, help="where the files go: every month that is due")
    what.add_argument("--due", action="store_true", help="which months are old enough")
    what.add_argument("--check", type=Path, metavar="FILE", help="a file, without the database")
    whole.add_argument("--key", help="the registry's public key, in base64, to check with")
    whole.set_defaults(run=_run)
    return whole


def _run(wish, console):
    try:
        if wish.check:
            return _check(wish, console)
        return _due(console) if wish.due else _archive(wish, console)
    except BadArchive as error:
        raise Refused(f"The archive is wrong: {error}.") from None
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}.") from None
    except psycopg2.errors.ObjectNotInPrerequisiteState as error:
        raise Refused(f"Nothing left the log: {error.diag.message_primary}.") from None
    except psycopg2.errors.LockNotAvailable:
        raise Refused("Nothing left the log: somebody else uses it. Try again.") from None


def _check(wish, console):
    beside = wish.check.with_name(wish.check.name.removesuffix(archive.SUFFIX) + archive.MANIFEST)
    manifest, key = archive.check(wish.check, beside, _keys(wish))
    console.show(f"{manifest.events} events of {manifest.origin}, {manifest.name}: all is right")
    said = "as you said" if wish.key else "compare it with the one that you know"
    console.show(f"signed by {base64.b64encode(key).decode()} ({said})")
    console.show(f"leaves of its tree of {manifest.size}, root {manifest.root.hex()}")
    return 0


def _keys(wish):
    try:
        return [base64.b64decode(wish.key, validate=True)] if wish.key else []
    except binascii.Error:
        raise Refused("The key is not in base64.") from None


def _due(console):
    with _session().transaction() as env:
        for name in env["socreg.archive"]._due():
            console.show(name)
    return 0


def _archive(wish, console):
    wish.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    session = _session()
    with session.transaction() as env:
        due = env["socreg.archive"]._due()
    for name in due:
        console.say(f"writing {name}")
        with session.transaction() as env:
            path = env["socreg.archive"]._write_month(name, wish.folder)
        with _seeing_all(session) as env:
            env["socreg.archive"]._leave(name, path)
        console.show(f"{name} is in {path}")
    if not due:
        console.say("No month is old enough.")
    return 0


def _session():
    session = Session(database_name())
    if "socreg.archive" not in session.registry:
        raise Refused("The database has no log of changes.")
    return session


@contextmanager
def _seeing_all(session):
    """Give an environment that sees what others commit meanwhile, until it has locked them out."""
    with session.registry.cursor() as cr:
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        yield api.Environment(cr, SUPERUSER_ID, {})
