"""Processes of a test's own: forks of the one that runs it."""

import os
import traceback

from odoo import sql_db


def fork(work, *arguments):
    """Run something in a process of its own; its exit status tells whether it failed."""
    # A connection that two processes speak on would serve neither.
    sql_db.close_all()
    return fork_as_it_is(work, *arguments)


def fork_as_it_is(work, *arguments):
    """Do the same where connections stay open: the new process must use none of them."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
