"""What the tests of the proof do inside Odoo: fill a log and seal it, tamper with it, look at it."""

import base64
import json
import os
import random
import re
from contextlib import closing, contextmanager
from datetime import timezone
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tools import config

from odoo.addons.socreg_history.core import checkpoint, merkle
from odoo.addons.socreg_history.verification import scope, tree, whole

# A log that is as small as these is read in many pieces, too.
scope.RANGE, tree.PIECE = 20, 17
SEED = bytes(range(32))
PEOPLE = int(os.environ.get("SOCREG_PEOPLE", "60"))
HEAD_EVERY = 50


def fill(env):
    """Make people, change them by Odoo and past it, and seal the log but for its end."""
    people = env["test_socreg.person"].create(
        [{"name": f"N{n}", "label": f"label {n}", "weight": n} for n in range(PEOPLE)]
    )
    env["test_socreg.item"].create([{"person_id": p.id, "value": str(p.id)} for p in people[::3]])
    env.cr.commit()
    for number in range(4):
        people[number::4].write({"label": f"again {number}", "note": "said"})
        env.cr.commit()
    people[-5:].unlink()
    env.cr.commit()
    env.cr.execute("UPDATE test_socreg_person SET label = 'é \"quoted\" \\ \t' WHERE id % 5 = 0")
    env.cr.commit()
    _seal(env)
    people[0].write({"label": "not sealed yet"})
    env.cr.commit()
    return 0


def _seal(env):
    """Seal all events as the sealer does."""
    cr, tree = env.cr, merkle.Frontier()
    origin = f"socreg/{env['ir.config_parameter'].get_param('database.uuid')}"
    cr.execute("SELECT xid, seq, hash FROM socreg_history.event ORDER BY xid, seq")
    events, entries = cr.fetchall(), []
    for start in range(0, len(events), HEAD_EVERY):
        piece = events[start : start + HEAD_EVERY]
        leaves = [merkle.leaf_hash(bytes(event)) for _xid, _seq, event in piece]
        tree.extend(leaves)
        cr.execute("SELECT clock_timestamp()")
        at = cr.fetchone()[0]
        point = checkpoint.Checkpoint(origin, tree.size, tree.root(), at.astimezone(timezone.utc))
        note = checkpoint.sign_checkpoint(point, [SEED])
        cr.execute(
            "INSERT INTO socreg_history.leaves (start, hashes) VALUES (%s, %s)",
            [start, b"".join(leaves)],
        )
        cr.execute(
            "INSERT INTO socreg_history.tree_head (size, root, at, xid, seq, frontier, note)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [tree.size, tree.root(), at, *piece[-1][:2], tree.to_bytes(), note],
        )
        entries.append({"at": at.isoformat(), "note": note, "key": _key()})
    text = "".join(json.dumps(entry) + "\n" for entry in entries)
    Path(config["socreg_witness_file"]).write_text(text)
    cr.commit()


def _key():
    return base64.b64encode(checkpoint.public_key(SEED)).decode()


@contextmanager
def as_administrator(env):
    """Give the same environment to who administers the server; nothing of it stays."""
    connection = db_connect(os.environ["SOCREG_ADMINISTRATOR"], allow_uri=True)
    with closing(connection.cursor()) as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


def _verify(env, **options):
    witness = Path(config["socreg_witness_file"])
    return whole.verify(env, **{"witness": witness, **options})


# What somebody does who owns the server.

COLUMNS = {
    "socreg_history.event": "seq xid record_id subject_id ver op model prev hash body at",
    "socreg_history.act": "xid at actor hash",
    "socreg_history.head": "record_id ver hash model",
    "socreg_history.leaves": "start hashes",
    "socreg_history.tree_head": "size root at xid seq frontier note",
    "socreg_history.watched": "relation columns subject_model",
    "test_socreg_person": "label name rid",
    "test_socreg_item": "value person_id",
}
NUMBERS = "seq xid record_id subject_id ver start size person_id".split()


def byte(cr, rng):
    table = rng.choice(list(COLUMNS))
    column = rng.choice(COLUMNS[table].split())
    key, old = _cell(cr, rng, table, column)
    if column in NUMBERS:
        new = old + rng.choice((-1, 1, 10))
    elif column == "at":
        cr.execute("SELECT %s + interval '1 microsecond'", [old])
        new = cr.fetchone()[0]
    elif isinstance(old, memoryview):
        changed = bytearray(old)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        new = bytes(changed)
    else:
        new = _changed_text(rng, old)
    _put(cr, table, column, key, new)
    return f"{table}.{column}"


def _cell(cr, rng, table, column):
    shown = {"body": "body::text", "actor": "actor::text", "columns": "columns::text"}
    told = shown.get(column, column)
    cr.execute(
        f"SELECT tableoid::regclass::text, ctid::text, {told} FROM {table}"
        f" WHERE {column} IS NOT NULL AND length({column}::text) > 2 ORDER BY ctid"
        if column not in NUMBERS and column != "op"
        else f"SELECT tableoid::regclass::text, ctid::text, {column} FROM {table}"
        f" WHERE {column} IS NOT NULL ORDER BY ctid"
    )
    part, place, value = rng.choice(cr.fetchall())
    return (part, place), value


def _changed_text(rng, text):
    while True:
        place = rng.randrange(len(text))
        letter = text[place]
        kind = "0123456789" if letter.isdigit() else "abcdefgh" if letter in "abcdefgh" else ""
        if kind:
            other = rng.choice(kind.replace(letter, ""))
            return f"{text[:place]}{other}{text[place + 1 :]}"
        if re.sub("[^0-9a-h]", "", text) == "":
            return text + "x"


def _put(cr, table, column, key, value):
    cast = {"body": "::jsonb", "actor": "::jsonb", "columns": "::text[]"}.get(column, "")
    cr.execute(f"UPDATE {key[0]} SET {column} = %s{cast} WHERE ctid = %s::tid", [value, key[1]])
    assert cr.rowcount == 1


def _random(cr, rng, table):
    cr.execute(f"SELECT tableoid::regclass::text, ctid::text FROM {table} ORDER BY 1, 2")
    return rng.choice(cr.fetchall())


def row_deleted(cr, rng):
    table = rng.choice([t for t in COLUMNS if not t.endswith("tree_head")])
    part, place = _random(cr, rng, table)
    cr.execute(f"DELETE FROM {part} WHERE ctid = %s::tid", [place])
    return table


def row_inserted(cr, rng):
    cr.execute("SELECT max(seq) + 1, max(xid), max(at) FROM socreg_history.event")
    seq, xid, at = cr.fetchone()
    cr.execute(
        "INSERT INTO socreg_history.event (seq, xid, at, record_id, ver, op, model, prev, hash, body)"
        " VALUES (%s, %s, %s, %s, 1, 'c', 'test_socreg.person', '', %s, '{}')",
        [seq, xid, at, rng.randrange(10**6, 10**7), rng.randbytes(32)],
    )


def row_duplicated(cr, rng):
    part, place = _random(cr, rng, "socreg_history.event")
    cr.execute(f"INSERT INTO {part} SELECT * FROM {part} WHERE ctid = %s::tid", [place])


def reordered(cr, rng):
    one, other = (_random(cr, rng, "socreg_history.event") for _n in range(2))
    if one == other:
        return reordered(cr, rng)
    cr.execute(
        "UPDATE socreg_history.event AS e SET seq = o.seq, xid = o.xid FROM socreg_history.event AS o"
        " WHERE (e.ctid, o.ctid) IN ((%s::tid, %s::tid), (%s::tid, %s::tid))"
        " AND (e.tableoid::regclass::text, o.tableoid::regclass::text) IN ((%s, %s), (%s, %s))",
        [one[1], other[1], other[1], one[1], one[0], other[0], other[0], one[0]],
    )
    return None


def cells_swapped(cr, _rng):
    cr.execute(
        "UPDATE test_socreg_person AS p SET name = o.name FROM test_socreg_person AS o"
        " WHERE (p.id, o.id) IN (SELECT min(id), max(id) FROM test_socreg_person"
        " WHERE name IS NOT NULL)"
    )


def tail_cut(cr, rng):
    cr.execute(
        "DELETE FROM socreg_history.event WHERE (xid, seq) >= (SELECT xid, seq"
        " FROM socreg_history.event ORDER BY xid DESC, seq DESC OFFSET %s LIMIT 1)",
        [rng.randrange(30)],
    )


def act_changed(cr, rng):
    part, place = _random(cr, rng, "socreg_history.act")
    cr.execute(
        f"""UPDATE {part} SET actor = actor || '{{"user": 4711}}' WHERE ctid = %s::tid""", [place]
    )


def event_changed_and_hashed(cr, rng):
    """Change the newest event of a record that is sealed, and put its hash and head right."""
    cr.execute(
        "SELECT e.seq FROM socreg_history.event e JOIN socreg_history.head h USING (hash)"
        " WHERE (e.xid, e.seq) <= (SELECT xid, seq FROM socreg_history.tree_head"
        " ORDER BY size DESC LIMIT 1) AND e.op <> 's' ORDER BY 1"
    )
    seq = rng.choice(cr.fetchall())[0]
    cr.execute("UPDATE socreg_history.event SET party_id = 4711 WHERE seq = %s", [seq])
    cr.execute(
        "SELECT e.prev, e.hash, concat_ws(E'\\n', 'socreg event 1', e.seq, e.model, e.record_id,"
        " e.ver, e.op, coalesce(e.subject_id::text, ''), coalesce(e.party_id::text, ''),"
        " coalesce(e.left_subject_id::text, ''), coalesce(e.left_party_id::text, ''),"
        " socreg_history.microseconds(e.at), encode(a.hash, 'hex'), coalesce(e.body::text, ''))"
        " FROM socreg_history.event AS e JOIN socreg_history.act AS a USING (xid) WHERE seq = %s",
        [seq],
    )
    prev, old, text = cr.fetchone()
    new = merkle.sha256(bytes(prev) + text.encode()).digest()
    cr.execute("UPDATE socreg_history.head SET hash = %s WHERE hash = %s", [new, bytes(old)])
    cr.execute("UPDATE socreg_history.event SET hash = %s WHERE seq = %s", [new, seq])


def tree_head_removed(cr, _rng):
    cr.execute(
        "DELETE FROM socreg_history.tree_head WHERE size = (SELECT min(size)"
        " FROM socreg_history.tree_head)"
    )


def newest_tree_head_removed(cr, _rng):
    cr.execute(
        "DELETE FROM socreg_history.tree_head WHERE size = (SELECT max(size)"
        " FROM socreg_history.tree_head)"
    )


def note_altered(cr, rng):
    key, note = _cell(cr, rng, "socreg_history.tree_head", "note")
    place = rng.randrange(len(note) - 30, len(note) - 4)
    _put(
        cr,
        "",
        "note",
        key,
        f"{note[:place]}{'A' if note[place] != 'A' else 'B'}{note[place + 1 :]}",
    )


def row_changed_behind(cr, _rng):
    cr.execute(
        "UPDATE test_socreg_person SET label = 'changed' WHERE id = (SELECT min(id)"
        " FROM test_socreg_person)"
    )


TRIGGERS = [
    ("test_socreg_person", f"socreg_history_{operation}")
    for operation in ("insert", "update", "delete", "truncate")
] + [
    (f"socreg_history.{table}", name)
    for table in ("event", "act", "leaves", "tree_head")
    for name in ("refuse", "refuse_truncate")
]


def trigger_off(cr, rng):
    table, trigger = rng.choice(TRIGGERS)
    how = rng.choice(("DISABLE", "ENABLE REPLICA"))
    cr.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


def trigger_removed(cr, rng):
    table, trigger = rng.choice(TRIGGERS)
    cr.execute(f"DROP TRIGGER {trigger} ON {table}")


def function_emptied(cr, rng):
    name = rng.choice(("log_test_socreg_person_update", "refuse"))
    cr.execute(
        f"CREATE OR REPLACE FUNCTION socreg_history.{name}() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$"
    )


def watched_changed(cr, _rng):
    cr.execute(
        "UPDATE socreg_history.watched SET columns = array_remove(columns, 'label character varying')"
        " WHERE model = 'test_socreg.person'"
    )


TAMPERINGS = {
    name.replace("_", " "): function
    for name, function in list(globals().items())
    if name
    in (
        "byte row_deleted row_inserted row_duplicated reordered cells_swapped tail_cut act_changed"
        " event_changed_and_hashed tree_head_removed newest_tree_head_removed note_altered"
        " row_changed_behind trigger_off trigger_removed function_emptied watched_changed"
    ).split()
}
# Told by the witness alone.
BY_WITNESS = ("tree head removed",)


def tamper(env):
    """Tamper in many ways, one after the other; print what was not found."""
    missed, names = [], list(TAMPERINGS)
    whole.own_keys = lambda _cr: [checkpoint.public_key(SEED)]
    with as_administrator(env) as administrator:
        cr = administrator.cr
        for number in range(int(os.environ["SOCREG_TIMES"])):
            name, rng = names[number % len(names)], random.Random(number)
            with suppressed(cr):
                cr.execute("SET LOCAL session_replication_role = replica")
                what = TAMPERINGS[name](cr, rng)
                cr.execute("SET LOCAL session_replication_role = origin")
                found = _verify(administrator).faults
                needs = _verify(administrator, witness=None).faults if found else found
            if not found or bool(needs) == (name in BY_WITNESS):
                missed.append(f"{name} {what or ''} ({number}): {found} {needs}")
    print("\n".join(missed))
    print(f"missed {len(missed)}")
    return 1 if missed else 0


@contextmanager
def suppressed(cr):
    """Undo whatever is done within."""
    cr.execute("SAVEPOINT tampered")
    try:
        yield
    finally:
        cr.execute("ROLLBACK TO SAVEPOINT tampered")


# What one check alone finds.

ALONE = {
    "chain": "UPDATE socreg_history.event SET party_id = 7 WHERE seq = (SELECT max(seq)"
    " FROM socreg_history.event)",
    "act": "UPDATE socreg_history.act SET actor = actor || '{\"user\": 4711}'",
    "head": "UPDATE socreg_history.head SET ver = ver + 1",
    "state": "UPDATE test_socreg_person SET label = 'changed'",
    "leaves": "UPDATE socreg_history.leaves SET hashes = set_byte(hashes, 5, 255 - get_byte(hashes, 5))",
    "tree": "UPDATE socreg_history.tree_head SET frontier = ''",
    "note": "UPDATE socreg_history.tree_head SET note = regexp_replace(note, '[^ ]+\n$', 'AAAAAAA=\n')",
    "witness": "DELETE FROM socreg_history.tree_head WHERE size = (SELECT min(size)"
    " FROM socreg_history.tree_head)",
    "watched": "UPDATE socreg_history.log SET base = base + 1",
    "trigger": "ALTER TABLE test_socreg_person DISABLE TRIGGER socreg_history_update",
    "seal": "",
}


def alone(env):
    """Print, of each check, the faults that are found with it and without it."""
    whole.own_keys = lambda _cr: [checkpoint.public_key(SEED)]
    told = {}
    with as_administrator(env) as administrator:
        cr = administrator.cr
        for check, statement in ALONE.items():
            with suppressed(cr):
                cr.execute("SET LOCAL session_replication_role = replica")
                if statement:
                    cr.execute(statement)
                else:
                    cr.execute("UPDATE socreg_data_key SET identity = set_byte(identity, 60, 7)")
                cr.execute("SET LOCAL session_replication_role = origin")
                others = frozenset(whole.CHECKS) - {check}
                told[check] = [
                    sorted(_verify(administrator, is_deep=True).faults),
                    sorted(_verify(administrator, is_deep=True, checks=others).faults),
                ]
    print(json.dumps(told))
    return 0


def clean(env):
    """Print the report on the database as it is, with all checks."""
    whole.own_keys = lambda _cr: [checkpoint.public_key(SEED)]
    print(json.dumps(_verify(env, is_deep=True).as_json()))
    return 0


def parts(env):
    """Look at what came late, and at one subject: what is elsewhere goes unseen, what is there not."""
    whole.own_keys = lambda _cr: [checkpoint.public_key(SEED)]
    with as_administrator(env) as administrator:
        cr = administrator.cr
        cr.execute("SELECT at FROM socreg_history.tree_head ORDER BY size DESC OFFSET 1 LIMIT 1")
        since = cr.fetchone()[0]
        cr.execute("SELECT min(id), max(id) FROM test_socreg_person")
        first, last = cr.fetchone()
        subject = ("test_socreg.person", first)
        assert not _verify(administrator, since=since).faults
        report = _verify(administrator, subject=subject, is_deep=True)
        assert not report.faults and report.counts["events"] < 10, report
        with suppressed(cr):
            cr.execute("SET LOCAL session_replication_role = replica")
            cr.execute("UPDATE test_socreg_person SET label = 'changed' WHERE id = %s", [last])
            assert not _verify(administrator, subject=subject).faults
            subject = ("test_socreg.person", last)
            assert list(_verify(administrator, subject=subject).faults) == ["state"]
        with suppressed(cr):
            cr.execute("SET LOCAL session_replication_role = replica")
            cr.execute(
                "UPDATE socreg_history.event SET party_id = 7 WHERE seq = (SELECT min(seq)"
                " FROM socreg_history.event)"
            )
            assert not _verify(administrator, since=since).faults
            assert list(_verify(administrator).faults) == ["chain"]
    return 0


def go_on(env):
    """Change somebody, and print the report on what is there then."""
    env["test_socreg.person"].search([], limit=1).write({"label": "elsewhere"})
    env.cr.commit()
    return clean(env)
