"""Imports that are killed, run inside Odoo: fails with a sentence when a row is lost or doubled.

Every process is a fork of this one, and only those are signalled.
"""

import os
import random
import signal
import sys
import time

from odoo import api
from odoo.sql_db import Cursor

from odoo.addons.socreg_intake.models import socreg_batch_steps as steps
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with
from odoo.addons.test_socreg.processes import fork

TIMES = 3
PIECE = 2
ROWS = 6 * PIECE
ROWS_AT_MOMENTS = 600
PIECE_AT_MOMENTS = 20
SECONDS_TO_LIVE = 0.3
HEADINGS = {
    "Household": "household.key",
    "Name": "given_name",
    "National ID": "identifiers.national_id.value",
    "Phone": "phones.0",
    "Area": "area_id",
}
IN_A_HOUSEHOLD = 3


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def dies(function, turn, is_before):
    """Return a function that kills its process at its so many-th call, before or after it works."""
    calls = []

    def killed(*arguments, **named):
        calls.append(1)
        if is_before and len(calls) == turn:
            die()
        result = function(*arguments, **named)
        if len(calls) == turn:
            die()
        return result

    return killed


def at(owner, name, is_before):
    def arm(turn):
        setattr(owner, name, dies(getattr(owner, name), turn, is_before))

    return arm


def points(env):
    """Return where a worker dies, in the check and in the run: each arms its process.

    The number is how often a worker may pass the point before it dies: once, or in three pieces.
    """
    batch, piece, intake = (
        type(env[name]) for name in ("socreg.batch", "socreg.batch.piece", "socreg.intake")
    )
    in_check = [(batch, "_cut", 1), (batch, "_added_up", 1)]
    in_check += [(batch, "_reader", 1), (batch, "_sheet", 1), (batch, "_piece_vals", 3)]
    in_both = [(batch, "_next_piece", 3), (batch, "_read_piece", 3), (batch, "_tally", 3)]
    in_both += [(intake, "_take", 3), (piece, "_keep_tally", 3), (Cursor, "commit", 3)]
    in_run = [(intake, "_checks", 3), (intake, "_matches", 3), (intake, "_apply_new", 3)]
    in_run += [(intake, "_apply_lists", 3), (intake, "_remember_keys", 3)]
    in_run += [(intake, "_keep", 3), (batch, "_xid", 3), (batch, "_lock", 3)]
    in_run += [(batch, "_added_up", 1), (batch, "_become", 1)]
    return {
        f"{step} {'before' if is_before else 'after'} {name}": (step, at(owner, name, is_before), n)
        for step, places in (("check", in_check + in_both), ("run", in_run + in_both))
        for owner, name, n in places
        for is_before in (True, False)
    }


def chosen(env):
    """Return forty of the points, the same each time: those of the run first."""
    found = points(env)
    names = sorted(found, key=lambda name: (found[name][0] != "run", name))
    return {name: found[name] for name in names[:40]}


def at_points(env):
    """Kill a worker at each point, then the next one and the one after, and have others go on.

    Each passes the point once more than the one before, and so dies in a later piece.
    """
    registry, uid, killed = env.registry, prepare(env), 0
    steps.PIECE = PIECE
    for which, (name, (step, arm, passes)) in enumerate(chosen(env).items()):
        number = bring(registry, uid, which, ROWS)
        if step == "run":
            work_to_end(registry, uid, number, "batch_check")
        call(registry, uid, number, f"batch_{step}")
        for turn in range(1, TIMES + 1):
            child = fork(work_and_die, registry, uid, number, arm, min(turn, passes))
            _pid, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                raise SystemExit(f"{name}, time {turn}: nobody died")
            killed += 1
        if step == "check":
            work_on(registry, uid, number)
            call(registry, uid, number, "batch_run")
        work_on(registry, uid, number)
        check(registry, uid, number, which, ROWS, name)
    print("killed", killed)
    return 0


def at_moments(env):
    """Kill workers, two at a time and on two files, until both files are taken in."""
    registry, uid = env.registry, prepare(env)
    steps.PIECE = PIECE_AT_MOMENTS
    first = 1_000
    numbers = {first + n: bring(registry, uid, first + n, ROWS_AT_MOMENTS) for n in range(2)}
    for number in numbers.values():
        work_to_end(registry, uid, number, "batch_check")
        call(registry, uid, number, "batch_run")
    while not all(state(registry, uid, number) == "done" for number in numbers.values()):
        workers = [fork(work, registry, uid, n) for n in (*numbers.values(), *numbers.values())]
        time.sleep(SECONDS_TO_LIVE * (1 + random.random()))
        for child in workers:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    for which, number in numbers.items():
        check(registry, uid, number, which, ROWS_AT_MOMENTS, "at moments")
    print("all taken once")
    return 0


def undone(env):
    """Undo a file that changed people, one of whom somebody else changed after it."""
    registry, uid = env.registry, prepare(env)
    steps.PIECE, which = PIECE, 2_000
    first = bring(registry, uid, which, ROWS)
    take_in(registry, uid, first)
    second = bring(registry, uid, which, ROWS, "Changed")
    take_in(registry, uid, second)
    with registry.cursor() as cr:
        own = api.Environment(cr, uid, {})
        batch = own["socreg.batch"]._of(second)
        people = own["socreg.registrant"].browse(people_of(batch, which, ROWS))
        if not all(person.given_name.startswith("Changed") for person in people):
            raise SystemExit("the second file changed nobody")
        people[0].birth_place = "Hue"
        left = people[0].id
    call(registry, uid, second, "batch_undo")
    work_on(registry, uid, second)
    with registry.cursor() as cr:
        own = api.Environment(cr, uid, {})
        told = own["socreg.batch"]._of(second).report["undone"]
        people = own["socreg.registrant"].browse(people.ids)
        changed = [p.id for p in people if p.given_name.startswith("Changed")]
    if changed != [left] or told != {"done": ROWS - 1, "left": 1}:
        raise SystemExit(f"{len(changed)} of {ROWS} are still changed: {told}")
    print("undone")
    return 0


def take_in(registry, uid, number):
    for method in ("batch_check", "batch_run"):
        work_to_end(registry, uid, number, method)


def prepare(env):
    """Return the id of a registrar, for whom there is an area and a source."""
    env.company.country_id = env.ref("base.vn")
    user = env["res.users"].search([("login", "=", "killed-registrar")])
    if not user:
        user = new_user_with(env, "killed-registrar", "registrar", PERSONAL_DATA)
        env["socreg.area"].create({"name": "Commune", "code": "K-C1"})
        env.ref("socreg_intake.socreg_source_file").when_possible = "create"
    uid = user.id
    env.cr.commit()
    return uid


def bring(registry, uid, which, rows, prefix=""):
    """Bring a file of people whom no other file has; return the import's number."""
    lines = [";".join(HEADINGS)]
    lines += [
        f"HH-{n // IN_A_HOUSEHOLD};{prefix}{name_of(which, n)};{which:06}{n:04};09{which:04}{n:04};K-C1"
        for n in range(rows)
    ]
    with registry.cursor() as cr:
        env = api.Environment(cr, uid, {})
        batches = env["socreg.batch"]
        batch = batches._of(batches.batch_begin("file", "people.csv"))
        batch._add_block(0, "\n".join(lines).encode())
        batches.batch_complete(batch.number)
        columns = {heading: {"path": path} for heading, path in HEADINGS.items()}
        mapping = {"subject": "individual", "columns": columns, "region": "VN"}
        mapping |= {"is_blank_empty": False, "makes_households": True}
        batches.batch_map(batch.number, mapping)
        return batch.number


def name_of(which, number):
    letters = "abcdefghij"
    return "".join(letters[int(digit)] for digit in f"{which}{number:03}").capitalize()


def call(registry, uid, number, method):
    with registry.cursor() as cr:
        getattr(api.Environment(cr, uid, {})["socreg.batch"], method)(number)


def state(registry, uid, number):
    with registry.cursor() as cr:
        return api.Environment(cr, uid, {})["socreg.batch"]._of(number).state


def work(registry, uid, number):
    with registry.cursor() as cr:
        batch = api.Environment(cr, uid, {})["socreg.batch"]._of(number)
        cr.commit()
        batch._work()


def work_and_die(registry, uid, number, arm, turn):
    with registry.cursor() as cr:
        batch = api.Environment(cr, uid, {})["socreg.batch"]._of(number)
        batch_id = batch.id
        cr.rollback()
        batch = api.Environment(cr, uid, {})["socreg.batch"].browse(batch_id)
        arm(turn)
        batch._work()


def work_to_end(registry, uid, number, method):
    call(registry, uid, number, method)
    work_on(registry, uid, number)


def work_on(registry, uid, number):
    """Work until nothing is left: a dead worker's connection may hold the lock for a moment."""
    for _try in range(200):
        work(registry, uid, number)
        if state(registry, uid, number) in ("checked", "done", "undone"):
            return
        time.sleep(0.05)
    raise SystemExit(f"it does not come to an end: {state(registry, uid, number)}")


def check(registry, uid, number, which, rows, when):
    """Check that every row is there once, with all that it said, and the log tells it once."""
    wanted = {
        "socreg_registrant individual": rows,
        "socreg_registrant group": rows // IN_A_HOUSEHOLD,
        "socreg_identifier": rows,
        "socreg_phone": rows,
        "socreg_membership": rows,
        "events": rows + rows // IN_A_HOUSEHOLD,
    }
    with registry.cursor() as cr:
        batch = api.Environment(cr, uid, {})["socreg.batch"]._of(number)
        ids = [
            id_
            for piece in batch.sudo().piece_ids
            for found in (piece.touched or {}).values()
            for id_ in found
        ]
        people = people_of(batch, which, rows)
        found = counted(cr, people)
        counts = batch.report["counts"]
    if found != wanted:
        raise SystemExit(f"{when}: {found} instead of {wanted}")
    if counts != {"new": rows}:
        raise SystemExit(f"{when}: the report says {counts}")
    if len(set(ids)) != len(ids) or not set(people) <= set(ids):
        raise SystemExit(f"{when}: the pieces name other people than those there are")


def people_of(batch, which, rows):
    """Return the ids of whom the file speaks, by their numbers."""
    intake = batch.env["socreg.intake"]
    values = {f"{which:06}{n:04}" for n in range(rows)}
    held = intake._by_index(batch.env["socreg.identifier"].sudo(), "value", values)
    return [record.registrant_id.id for records in held.values() for record in records]


def counted(cr, people):
    """Return how many rows there are of what hangs on these people, and of their households."""
    cr.execute(
        "SELECT array_agg(DISTINCT group_id) FROM socreg_membership WHERE member_id = ANY(%s)",
        [people],
    )
    groups = cr.fetchone()[0] or []
    counts = {
        "socreg_registrant individual": len(set(people)),
        "socreg_registrant group": len(groups),
    }
    for table, column in (("identifier", "registrant"), ("phone", "registrant")):
        cr.execute(
            f"SELECT count(*) FROM socreg_{table} WHERE {column}_id = ANY(%s)",
            [people],
        )
        counts[f"socreg_{table}"] = cr.fetchone()[0]
    cr.execute("SELECT count(*) FROM socreg_membership WHERE member_id = ANY(%s)", [people])
    counts["socreg_membership"] = cr.fetchone()[0]
    cr.execute(
        "SELECT count(*) FROM socreg_history.event"
        " WHERE model = 'socreg.registrant' AND op = 'c' AND record_id = ANY(%s)",
        [[*people, *groups]],
    )
    counts["events"] = cr.fetchone()[0]
    return counts


if __name__ == "__main__":
    sys.exit("run me in Odoo's shell")
