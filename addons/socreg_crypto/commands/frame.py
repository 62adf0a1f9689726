"""What the suite's commands share: Odoo's options, and every expected failure in words."""

import argparse
import logging

import psycopg2
from psycopg2.errors import UndefinedColumn, UndefinedTable

from odoo.exceptions import UserError
from odoo.modules.module import initialize_sys_path
from odoo.tools import config

from ..core.errors import SealingError
from .console import Refused

# What Odoo's own commands take, and the container's entry point adds to whatever is called.
OF_ODOO = (
    ("-c", "--config"),
    ("-d", "--database"),
    ("-D", "--data-dir"),
    ("--addons-path",),
    ("-r", "--db_user"),
    ("-w", "--db_password"),
    ("--db_host",),
    ("--db_port",),
    ("--db_sslmode",),
)
INTERRUPTED = 130


def run(parser, arguments, console):
    """Run a command; return its exit status: 0 well, 1 not, 130 interrupted.

    :param parser: it sets `run`, which takes what was asked and the console
    """
    wish, name = parser.parse_args(arguments), parser.prog.split()[-1]
    try:
        _configure(wish)
        return wish.run(wish, console)
    except (Refused, SealingError, UserError) as error:
        console.say(f"{name}: {error}")
        return 1
    except psycopg2.OperationalError as error:
        console.say(f"{name}: the database refuses: {str(error).strip().splitlines()[0]}")
        return 1
    except (UndefinedColumn, UndefinedTable):
        console.say(f"{name}: the database is of another version: upgrade it with --update=all.")
        return 1
    except KeyboardInterrupt:
        console.say(f"{name}: interrupted; what is committed stays: call again to go on.")
        return INTERRUPTED


def odoo_options():
    """Return a parser of the options that are Odoo's."""
    odoo = argparse.ArgumentParser(add_help=False)
    group = odoo.add_argument_group("of Odoo")
    for option in OF_ODOO:
        group.add_argument(*option, default=argparse.SUPPRESS, metavar="…")
    return odoo


def _configure(wish):
    # What is expected is said in words here; Odoo's log of loading itself is of no use.
    logging.disable(logging.CRITICAL)
    words = []
    for option in OF_ODOO:
        value = getattr(wish, _name(option), None)
        words += [option[-1], value] if value is not None else []
    config._parse_config(words)
    initialize_sys_path()


def _name(option):
    return option[-1].lstrip("-").replace("-", "_")
