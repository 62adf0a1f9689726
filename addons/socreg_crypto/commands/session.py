"""A database for a command: transactions that commit, and tell the servers what changed."""

from contextlib import contextmanager

import psycopg2
from psycopg2 import errors

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from ..models.socreg_key_provider import unchecked
from .console import Refused

CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
MOST_CONFLICTS = 100


def database_name():
    """Return the database that the command line or odoo.conf names.

    :raises Refused: none, or several
    """
    told = config["db_name"]
    names = [name for name in (told if isinstance(told, list) else (told or "").split(",")) if name]
    if len(names) != 1:
        raise Refused("Name one database with -d.")
    return names[0]


class Session:
    """A database that has sealed fields.

    :raises Refused: there is no such database, or it has no keys
    """

    def __init__(self, database):
        # Asked before Odoo is: it makes tables of its own in whatever database it meets.
        stored_master_keys(database)
        # The command also serves where the keys do not open: it says why not.
        with unchecked():
            self.registry = Registry(database)

    @contextmanager
    def transaction(self):
        """Give an environment whose changes are committed at the end, or not at all."""
        try:
            with self.registry.cursor() as cr:
                yield api.Environment(cr, SUPERUSER_ID, {})
        except BaseException:
            self.registry.reset_changes()
            raise
        self.registry.signal_changes()

    def pieces(self, make):
        """Commit long work piece by piece; yield what each piece was.

        A piece that meets somebody else's change is given up, and the rest begun again.

        :param make: given an environment, returns a generator that does one piece at a time
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            work, conflicts = make(env), 0
            while conflicts < MOST_CONFLICTS:
                try:
                    done = next(work, None)
                    env.flush_all()
                    cr.commit()  # pylint: disable=invalid-commit
                except CONFLICTS:
                    cr.rollback()
                    work, conflicts = make(env), conflicts + 1
                    continue
                if done is None:
                    return
                yield done


def stored_master_keys(database):
    """Return purpose, version and wrapped key of a database's living master keys, without Odoo.

    :raises Refused: there is no such database, or it has no keys
    """
    try:
        with sql_db.db_connect(database).cursor() as cr:
            cr.execute("SELECT purpose, version, wrapped FROM socreg_key WHERE wrapped IS NOT NULL")
            return cr.fetchall()
    except psycopg2.OperationalError as error:
        raise Refused(_why(database, error)) from None
    except errors.UndefinedTable:
        raise Refused(f"The database {database} has no sealed fields.") from None


def _why(database, error):
    return f"The database {database} cannot be used: {str(error).strip().splitlines()[-1]}"
