"""A rotation under load, run inside Odoo: fails with a sentence when a reader or a cell does.

Writers and readers work in processes of their own while the processes that rewrap are killed again
and again. Every process is a fork of this one, and only those are signalled.
"""

import os
import random
import signal
import sys
import time

from odoo import SUPERUSER_ID, api

from odoo.addons.socreg_crypto.commands.session import CONFLICTS, Session
from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.test_socreg.processes import fork

PEOPLE = 600
KILLS = 4
SECONDS_TO_LIVE = 0.25
PURPOSES = ("identity", "index")


def transaction(registry, work):
    """Do as a request does: look for changed keys, and try again what met another change."""
    for _try in range(20):
        registry.check_signaling()
        try:
            with registry.cursor() as cr, elevation("load"):
                return work(api.Environment(cr, SUPERUSER_ID, {}))
        except CONFLICTS:
            registry.reset_changes()
            time.sleep(random.random() / 50)
    raise SystemExit("twenty conflicts in a row")


def value_of(number):
    return f"value {number}"


def read_on(registry, ids, end):
    """Read people and find them by their numbers, as long as there is time."""
    rounds = 0
    while time.monotonic() < end or not rounds:
        some = random.sample(ids, 20)
        transaction(registry, lambda env, some=some: check(env, some))
        rounds += 1


def check(env, ids):
    for person in env["test_socreg.person"].browse(ids):
        assert person.name.startswith("value "), person.id
        found = env["test_socreg.person"].search([("number", "=", person.number)])
        assert found == person, f"{person.id} is not found by its number"


def write_on(registry, ids, end):
    """Change people and make new ones, as long as there is time."""
    number = 0
    while time.monotonic() < end:
        number += 1
        some = random.sample(ids, 5)
        transaction(registry, lambda env, some=some, number=number: change(env, some, number))


def change(env, ids, number):
    people = env["test_socreg.person"]
    for id_ in ids:
        people.browse(id_).write({"name": value_of(number), "number": f"{id_}-{number}"})
    people.create({"name": value_of(number), "number": f"new {os.getpid()}-{number}"})


def rewrap(session, purpose):
    """Rewrap in pieces so small that a signal finds it in the middle of one."""

    def pieces(env):
        if purpose == "index":
            version = env["socreg.key"]._living("index")[:1].version
            return env["socreg.sealed"]._reindex(version, 10)
        return env["socreg.data.key"]._rewrap(purpose, 10)

    for _done in session.pieces(pieces):
        time.sleep(0.01)


def kill_again_and_again(session, purpose):
    """Start processes that rewrap, two at a time, and kill them; return how many were cut off."""
    cut = 0
    for _n in range(KILLS):
        children = [fork(rewrap, session, purpose) for _two in range(2)]
        time.sleep(SECONDS_TO_LIVE)
        for child in children:
            os.kill(child, signal.SIGKILL)
            _pid, status = os.waitpid(child, 0)
            cut += os.WIFSIGNALED(status)
    return cut


def until_done(session, purpose):
    """Call the last steps as somebody does: until nothing is left, then destroy the old key."""
    for _n in range(10):
        rewrap(session, purpose)
        with session.transaction() as env:
            if not left(env, purpose):
                return
    raise SystemExit(f"something is left under an old {purpose} key")


def left(env, purpose):
    if purpose != "index":
        return env["socreg.data.key"]._count_to_rewrap(purpose)
    return env["socreg.sealed"]._count_stale(env["socreg.key"]._living("index")[:1].version)


def main(env):
    session = Session.__new__(Session)
    session.registry = registry = env.registry
    vals = [{"name": value_of(0), "number": f"first {n}"} for n in range(PEOPLE)]
    ids = env["test_socreg.person"].create(vals).ids
    env.cr.commit()
    env.cr.close()
    with session.transaction() as new:
        for purpose in PURPOSES:
            new["socreg.key"]._rotate(purpose)
    with session.transaction() as new:
        for purpose in PURPOSES:
            new["socreg.key"]._living(purpose)[:1]._promote()
    end = time.monotonic() + 2 * KILLS * SECONDS_TO_LIVE + 1
    others = [fork(work, registry, ids, end) for work in (read_on, read_on, write_on, write_on)]
    cut = {purpose: kill_again_and_again(session, purpose) for purpose in PURPOSES}
    failed = [os.waitpid(child, 0)[1] for child in others]
    for purpose in PURPOSES:
        until_done(session, purpose)
    with session.transaction() as new:
        for purpose in PURPOSES:
            new["socreg.key"]._living(purpose)[1:]._destroy()
    count = transaction(registry, lambda new: check_all(new, PEOPLE))
    sys.stdout.write(f"failed {sum(map(bool, failed))} cut {cut} people {count}\n")
    return any(failed) or not all(cut.values())


def check_all(env, least):
    ids = env["test_socreg.person"].search([("erased_at", "=", False)]).ids
    assert len(ids) > least
    check(env, ids)
    return len(ids)
