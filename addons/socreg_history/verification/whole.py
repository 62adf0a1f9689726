"""All the checks of a living database, in one snapshot of it."""

from contextlib import ExitStack
from functools import partial

from ..verifier.socreg_verify import CHECKS, OF_DUMPS, Report
from .archive import check_archives
from .deep import DeepChecks
from .guard import GuardChecks
from .lanes import Part, run_parts
from .log import LogChecks
from .scope import Scope
from .state import StateChecks, prepare
from .tree import check_tree, own_keys

OF_LIVING = OF_DUMPS - {"dump"}
OF_SUBJECTS = frozenset(("chain", "act", "head", "state"))


def verify(
    env, *, since=None, subject=None, witness=None, is_deep=False, checks=CHECKS, connect=None
):
    """Return the report on the database that `env` is of.

    :param since: a moment: what came after the newest tree head before it is looked at
    :param subject: model and id of the one whose events are looked at
    :param witness: the path of the witness file
    :param is_deep: whether every sealed cell is opened
    :param checks: those that are made
    :param connect: see `run_parts`
    """
    made = (OF_SUBJECTS if subject else OF_LIVING) | ({"seal"} if is_deep else set())
    report = Report(made & frozenset(checks))
    head = _head_before(env.cr, since) if since else None
    scope = Scope(head and (head[1], head[2]), subject)
    keys = own_keys(env.cr)
    with ExitStack() as stack:
        file = stack.enter_context(witness.open("rb")) if witness else None
        parts = [*LogChecks(scope).parts(env.cr), *StateChecks(scope).parts(env.cr)]
        if not subject:
            # No user may read parameters: this one tells a database from others, and is public.
            uuid = env["ir.config_parameter"].sudo().get_param("database.uuid")
            size = head[0] if head else 0
            parts.append(Part(partial(check_tree, size, uuid, keys, file), weight=2))
        run_parts(env.cr, parts, report, prepare=prepare, connect=connect)
    if not subject:
        check_archives(env.cr, report, keys)
        GuardChecks(env, report).run()
    if is_deep:
        DeepChecks(env, report, scope).run()
    return report


def _head_before(cr, moment):
    """Return size, transaction and number of the newest tree head before a moment, or None."""
    cr.execute(
        "SELECT size, xid, seq FROM socreg_history.tree_head WHERE at < %s"
        " ORDER BY size DESC LIMIT 1",
        [moment],
    )
    return cr.fetchone()
