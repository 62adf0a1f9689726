"""Sealers that are killed, run inside Odoo: fails with a sentence when the proof has a gap or a double.

Every process is a fork of this one, and only those are signalled.
"""

import base64
import os
import random
import signal
import sys
import time
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.tools import config

from odoo.addons.socreg_history.core import merkle
from odoo.addons.socreg_history.core import witness as witness_module
from odoo.addons.socreg_history.core.checkpoint import verify_checkpoint
from odoo.addons.socreg_history.core.witness import Entry, FileWitness
from odoo.addons.socreg_history.models import socreg_tree_head_seal as sealer
from odoo.addons.test_socreg.processes import fork

TIMES = 3
EVENTS, PIECE = 25, 10
WRITERS, TRANSACTIONS = 4, 60
SECONDS_TO_LIVE = 0.15
AT_ONCE = ("before the witness", "after the witness", "before the disk")


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def dies(function, turn, is_before):
    """Return a function that kills its process at its so many-th call, before or after it works."""
    calls = []

    def killed(*arguments):
        calls.append(1)
        if is_before and len(calls) == turn:
            die()
        result = function(*arguments)
        if len(calls) == turn:
            die()
        return result

    return killed


def in_method(owner, name):
    def arm(turn, is_before):
        setattr(owner, name, dies(getattr(owner, name), turn, is_before))

    return arm


def in_commit(heads):
    def arm(turn, is_before):
        seal_all = heads._seal_all
        heads._seal_all = lambda self, commit: seal_all(self, dies(commit, turn, is_before))

    return arm


def in_a_line(turn, _is_before):
    """Die when a part of what is told stands in the file."""
    write = witness_module.os.write

    def cut(descriptor, content):
        write(descriptor, bytes(content[: 40 * turn]))
        die()

    witness_module.os.write = cut


def points(env):
    """Return where a sealer dies: each arms its process."""
    heads = type(env["socreg.tree.head"])
    return {
        "before the leaves": (in_method(heads, "_insert_leaves"), True),
        "after the leaves": (in_method(heads, "_insert_leaves"), False),
        "before the head": (in_method(heads, "_insert_head"), True),
        "after the head": (in_method(heads, "_insert_head"), False),
        "before the commit": (in_commit(heads), True),
        "after the commit": (in_commit(heads), False),
        "before the witness": (in_method(FileWitness, "append"), True),
        "within the witness": (in_a_line, False),
        "before the disk": (in_method(witness_module.os, "fsync"), True),
        "after the witness": (in_method(FileWitness, "append"), False),
    }


def at_points(env):
    """Kill a sealer at each point, three times, and have the next one go on."""
    registry, killed = env.registry, 0
    env.cr.rollback()
    sealer.PIECE = PIECE
    for name, (arm, is_before) in points(env).items():
        for turn in range(1, TIMES + 1):
            # The witness is told all at once: each time is the first.
            at = 1 if name in AT_ONCE else turn
            write(registry, EVENTS)
            child = fork(seal_and_die, registry, arm, at, is_before)
            _pid, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                raise SystemExit(f"{name}, time {turn}: the sealer did not die")
            killed += 1
            seal_to_end(registry)
            check(registry, f"{name}, time {turn}")
    print("killed", killed)
    return 0


def under_load(env):
    """Kill sealers, two at a time, while others write."""
    registry = env.registry
    env.cr.rollback()
    sealer.PIECE = PIECE
    writing = {fork(write_on, registry) for _ in range(WRITERS)}
    while writing:
        sealers = [fork(seal_on, registry) for _ in range(2)]
        time.sleep(SECONDS_TO_LIVE * (1 + random.random()))
        for child in sealers:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        writing -= {writer for writer in writing if has_ended(writer)}
    seal_to_end(registry)
    check(registry, "under load")
    print("all proven")
    return 0


def has_ended(child):
    """Tell whether a process is at its end; fails where it failed."""
    pid, status = os.waitpid(child, os.WNOHANG)
    if status:
        raise SystemExit("somebody who wrote failed")
    return bool(pid)


def write(registry, count):
    with registry.cursor() as cr:
        people = api.Environment(cr, SUPERUSER_ID, {})["test_socreg.person"]
        people.create([{"label": str(number)} for number in range(count)])


def write_on(registry):
    for _time in range(TRANSACTIONS):
        write(registry, random.randint(1, 8))


def seal(registry):
    with registry.cursor() as cr:
        return api.Environment(cr, SUPERUSER_ID, {})["socreg.tree.head"]._seal()


def seal_and_die(registry, arm, turn, is_before):
    arm(turn, is_before)
    seal(registry)


def seal_on(registry):
    while True:
        seal(registry)


def seal_to_end(registry):
    """Seal until nothing is left: a dead sealer's connection may hold the lock for a moment."""
    for _try in range(100):
        seal(registry)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            status = env["socreg.sealing"]._status()
        if not status["unsealed"] and status["witness"]["size"] == status["sealed"]:
            return
        time.sleep(0.05)
    raise SystemExit(f"it does not come to an end: {status}")


def check(registry, when):
    """Check that every event is in the tree once and in order, and every root told once."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        cr.execute("SELECT hash FROM socreg_history.event ORDER BY xid, seq")
        events = [merkle.leaf_hash(bytes(event)) for (event,) in cr.fetchall()]
        cr.execute("SELECT start, hashes FROM socreg_history.leaves ORDER BY start")
        leaves = []
        for start, hashes in cr.fetchall():
            if start != len(leaves):
                raise SystemExit(f"{when}: a gap or a double at {start}")
            leaves += merkle.split(bytes(hashes))
        cr.execute("SELECT size, root, note FROM socreg_history.tree_head ORDER BY size")
        heads = cr.fetchall()
        publics = [
            base64.b64decode(key) for key in env["socreg.proof.key"].search([]).mapped("public_key")
        ]
    if leaves != events:
        raise SystemExit(f"{when}: {len(leaves)} leaves are not the {len(events)} events")
    for size, root, note in heads:
        point, _key = verify_checkpoint(note, publics)
        if (point.size, point.root, bytes(root)) != (
            size,
            bytes(root),
            merkle.root_of(leaves[:size]),
        ):
            raise SystemExit(f"{when}: the root of {size} is false")
    lines = Path(config["socreg_witness_file"]).read_bytes().splitlines()
    told = [entry.checkpoint().size for line in lines if (entry := Entry.from_line(line))]
    # A sealer that dies before the disk has it tells it again, and only then.
    if told != [size for size, _root, _note in heads]:
        raise SystemExit(
            f"{when}: the witness was told {told[-5:]} of {[h[0] for h in heads[-5:]]}"
        )


if __name__ == "__main__":
    sys.exit("run me in Odoo's shell")
