"""The command line of socreg_keys: what is asked."""

import argparse

from odoo.tools import config

from ..core import providers
from ..models.socreg_key_provider import key_file
from . import erasure, rotation, safekeeping, status
from .console import Console, Refused
from .frame import odoo_options
from .frame import run as run_parser
from .session import Session, database_name, stored_master_keys

SEALING = ("identity", "health", "index")
MASTERS = (*SEALING, rotation.PROOF)
PURPOSES = (*MASTERS, rotation.KEK)


def main(arguments, console=None):
    """Run the command; return its exit status."""
    return run_parser(parser(), arguments, console or Console())


def parser():
    """Return the parser of the command line."""
    odoo = odoo_options()
    whole = argparse.ArgumentParser(
        prog="odoo socreg_keys", description="Keep the keys of sealed data.", parents=[odoo]
    )
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name, run, text):
        command = commands.add_parser(name, help=text, description=text, parents=[odoo])
        command.set_defaults(run=run)
        return command

    _add_status(add)
    _add_rotation(add)
    _add_erasure(add)
    _add_safekeeping(add)
    return whole


def _add_status(add):
    command = add("status", _with_session(status.status), "what keys there are, and if all is well")
    command.add_argument("--json", action="store_true", help="for programs")


def _add_rotation(add):
    command = add("rotate", _with_session(rotation.rotate), "make the next key")
    command.add_argument("purpose", choices=PURPOSES)
    command = add("promote", _with_session(rotation.promote), "let the next key seal")
    command.add_argument("purpose", choices=MASTERS)
    command.add_argument("--now", action="store_true", help="every process has the key: no wait")
    for name in ("rewrap", "reindex"):
        text = "bring all under the newest key; call again to go on"
        command = add(name, _with_session(rotation.rewrap), text)
        if name == "rewrap":
            command.add_argument("purpose", choices=(*SEALING, rotation.KEK))
    command.set_defaults(purpose=rotation.INDEX)
    command = add(
        "destroy", _with_session(rotation.destroy), "destroy a key nothing needs any more"
    )
    command.add_argument("purpose", choices=PURPOSES)
    command.add_argument("version", type=int, nargs="?", help="but for kek")
    command.add_argument("--now", action="store_true", help="no process works as before: no wait")
    command.add_argument("--yes", action="store_true", help="do not ask")


def _add_erasure(add):
    text = "destroy the keys of somebody's data, for good"
    command = add("erase", _with_session(erasure.erase), text)
    command.add_argument("model", help="whose records own keys, such as socreg.registrant")
    command.add_argument(
        "records", nargs="+", metavar="RECORD", help="public number, random id, or id:NUMBER"
    )
    command.add_argument("--yes", action="store_true", help="do not ask")


def _add_safekeeping(add):
    for name, run, text in (
        ("backup", _backup, "write the key file to a text, under a passphrase"),
        ("restore", _restore, "make the key file from a backup"),
    ):
        command = add(name, run, text)
        command.add_argument("file", metavar="FILE", help="or - for this terminal")
        command.add_argument("--passphrase-file", metavar="FILE", help="else it is asked for")
        if name == "backup":
            command.add_argument("--check", action="store_true", help="only try to open FILE")


def _with_session(run):
    return lambda wish, console: run(Session(database_name()), wish, console)


def _backup(wish, console):
    return safekeeping.backup(_file_provider(), wish, console)


def _restore(wish, console):
    provider = _file_provider()
    # Where no database is named, or the one in odoo.conf is not restored yet, none is tried.
    try:
        master_keys = stored_master_keys(database_name())
    except Refused:
        if "database" in wish:
            raise
        master_keys = None
    return safekeeping.restore(provider, wish, console, master_keys)


def _file_provider():
    if (config.get("socreg_key_provider") or "file") != "file":
        raise Refused("The key is not kept in a file here: back it up where it is kept.")
    return providers.FileProvider(key_file())
