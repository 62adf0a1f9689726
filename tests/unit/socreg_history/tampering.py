"""What somebody may do to a database, or to its dump, so that it says something else."""

import json
import re

from forge import ACT, EVENT, HEAD, LEAVES, LINKS, LOG, PERSON, ROWS, TREE_HEAD, WATCHED, bytea

LOGGED = (EVENT, ACT, HEAD, LEAVES, TREE_HEAD, WATCHED, ROWS, LINKS)
# Told apart by the witness alone: the rest of the database agrees with itself.
BY_WITNESS = frozenset(("put back whole", "tree head removed", "written anew with the key"))


def _pick(forge, rng, *tables):
    """Return a row, and the table that it is in."""
    table = rng.choice([table for table in tables if forge.tables[table]])
    return table, rng.choice(forge.tables[table])


def _other(rng, letter):
    kinds = ("0123456789", "bcdegh", "aiouy")
    kind = next((kind for kind in kinds if letter in kind), None)
    return rng.choice([each for each in kind if each != letter]) if kind else None


def byte(forge, rng):
    """Change one byte of what is proved."""
    while True:
        table, row = _pick(forge, rng, *LOGGED, LOG)
        column = rng.choice([name for name in row if name not in ("name_index", "one")])
        at = [n for n, letter in enumerate(row[column] or "") if letter.isalnum()]
        if not at:
            continue
        place = rng.choice(at)
        letter = _other(rng, row[column][place])
        changed = letter and row[column][:place] + letter + row[column][place + 1 :]
        if changed and not _says_the_same(row, column, changed):
            row[column] = changed
            return f"{table}.{column}"


def _says_the_same(row, column, changed):
    # The last digit of 1e-07, of an escape within JSON ...: another text, the same value.
    if column == "props":
        return json.loads(row[column]) == json.loads(changed) if _is_json(changed) else False
    return column == "weight" and re.sub(r"\D", "", changed) == re.sub(r"\D", "", row[column])


def _is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def row_deleted(forge, rng):
    # The newest but one tree head leaves no gap that is seen without a witness.
    table, row = _pick(forge, rng, EVENT, ACT, HEAD, LEAVES, WATCHED, ROWS, LINKS)
    forge.tables[table].remove(row)
    return table


def row_inserted(forge, rng):
    table, row = _pick(forge, rng, EVENT, ACT, HEAD, WATCHED, ROWS)
    fresh = dict(row)
    key = {EVENT: "record_id", ACT: "xid", HEAD: "record_id", WATCHED: "model", ROWS: "id"}[table]
    fresh[key] = f"{fresh[key]}99999"
    forge.tables[table].append(fresh)
    return table


def row_duplicated(forge, rng):
    table, row = _pick(forge, rng, EVENT, ACT, HEAD, LEAVES, ROWS, LINKS)
    forge.tables[table].append(dict(row))
    return table


def reordered(forge, rng):
    one, other = rng.sample(forge.tables[EVENT], 2)
    for column in ("seq", "xid"):
        one[column], other[column] = other[column], one[column]


def cells_swapped(forge, rng):
    while True:
        table = rng.choice((EVENT, ACT, HEAD, ROWS))
        one, other = rng.sample(forge.tables[table], 2)
        column = rng.choice([name for name in one if name not in ("name_index", "id")])
        if one[column] != other[column] and (table, column) not in ((HEAD, "model"),):
            one[column], other[column] = other[column], one[column]
            return f"{table}.{column}"


def tail_cut(forge, rng):
    """Cut the newest events off, and nothing else."""
    for event in forge.ordered()[-rng.randint(1, 30) :]:
        forge.tables[EVENT].remove(event)


def sealed_tail_cut(forge, rng):
    """Cut the newest events off with heads and acts, and put the rows back."""
    back_to(forge, forge.ordered()[: -rng.randint(12, 60)])


def back_to(forge, events):
    """Make everything but the tree as it was when these were all events."""
    kept = {event["xid"] for event in events}
    forge.tables[EVENT] = list(events)
    forge.tables[ACT] = [act for act in forge.tables[ACT] if act["xid"] in kept]
    forge.tables[HEAD] = list(
        {
            (event["model"], event["record_id"]): {
                name: event[name] for name in ("model", "record_id", "ver", "hash")
            }
            for event in events
        }.values()
    )
    forge.rows_from_events()


def act_changed(forge, rng):
    row = rng.choice(forge.tables[ACT])
    row["actor"] = json.dumps({"role": "socreg", "user": rng.randint(3, 99)})


def act_changed_and_hashed(forge, rng):
    row = rng.choice(forge.tables[ACT])
    row["actor"] = json.dumps({"role": "socreg", "user": rng.randint(3, 99), "login": "other"})
    forge.hash_act(row, forge.us_of(row["at"]))


def head_changed(forge, rng):
    row = rng.choice(forge.tables[HEAD])
    row["ver"] = str(int(row["ver"]) + rng.choice((-1, 1)))


def leaves_changed(forge, rng):
    row = rng.choice(forge.tables[LEAVES])
    hashes = bytearray.fromhex(row["hashes"][2:])
    hashes[rng.randrange(len(hashes))] ^= 1 << rng.randrange(8)
    row["hashes"] = bytea(bytes(hashes))


def tree_head_removed(forge, rng):
    forge.tables[TREE_HEAD].remove(rng.choice(forge.tables[TREE_HEAD][:-1]))


def newest_tree_head_removed(forge, _rng):
    forge.tables[TREE_HEAD].pop()


def note_altered(forge, rng):
    row = rng.choice(forge.tables[TREE_HEAD])
    place = rng.choice([n for n, each in enumerate(row["note"]) if each.isalnum()])
    row["note"] = (
        f"{row['note'][:place]}{_any_other(rng, row['note'][place])}{row['note'][place + 1 :]}"
    )


def _any_other(rng, letter):
    return rng.choice([each for each in "aZ0+/=\n" if each != letter])


def rows_changed_behind(forge, rng):
    row = rng.choice(forge.tables[ROWS])
    row["year"] = str(int(row["year"] or 0) + 1)


def links_changed_behind(forge, rng):
    row = rng.choice(forge.tables[LINKS])
    row["tag_id"] = str(int(row["tag_id"]) + 10)


def trigger_removed(forge, rng):
    del forge.triggers[rng.choice(list(forge.triggers))]


def trigger_off(forge, rng):
    table, what = rng.choice(list(forge.triggers))
    schema = "public" if what.isupper() else "socreg_history"
    name = forge.triggers[table, what].split()[2]
    how = rng.choice(("DISABLE", "ENABLE REPLICA"))
    forge.extra += f"ALTER TABLE {schema}.{table} {how} TRIGGER {name};\n"


def trigger_changed(forge, rng):
    key = rng.choice(list(forge.triggers))
    text = forge.triggers[key]
    forge.triggers[key] = text.replace(" FOR EACH", " WHEN (false) FOR EACH")


def watched_changed(forge, rng):
    row = rng.choice(forge.tables[WATCHED])
    row["columns"] = re.sub(r'"note text",', "", row["columns"])
    row["party_column"] = "tag"


def event_changed_and_hashed(forge, rng):
    """Change an event and hash all that follows of its record, head and row too."""
    changed = _change_event(forge, rng, forge.ordered()[2 : -len(forge.tables[EVENT]) // 3])
    forge.rehash(changed)


def written_anew(forge, rng):
    """Change an event, hash all anew, grow the tree anew; the key is missing."""
    event_changed_and_hashed(forge, rng)
    notes = [row["note"] for row in forge.tables[TREE_HEAD]]
    forge.seal_again()
    for row, note in zip(forge.tables[TREE_HEAD], notes, strict=True):
        signature = note.splitlines()[-1]
        row["note"] = "\n".join([*row["note"].splitlines()[:-1], signature]) + "\n"


def written_anew_with_the_key(forge, rng):
    """Do the same with the key in hand."""
    event_changed_and_hashed(forge, rng)
    forge.seal_again()


def put_back_whole(forge, rng):
    """Put the database back to an earlier day, in all its parts."""
    sizes = [int(row["size"]) for row in forge.tables[TREE_HEAD]]
    number = rng.randrange(1, len(sizes) - 1)
    back_to(forge, forge.ordered()[: sizes[number]])
    del forge.tables[TREE_HEAD][number + 1 :]
    del forge.tables[LEAVES][number + 1 :]


def _change_event(forge, rng, events):
    event = rng.choice([event for event in events if event["model"] == PERSON and event["body"]])
    event["subject_id"] = str(int(event["subject_id"] or 0) + 1000)
    return event


TAMPERINGS = {
    "byte": byte,
    "row deleted": row_deleted,
    "row inserted": row_inserted,
    "row duplicated": row_duplicated,
    "reordered": reordered,
    "cells swapped": cells_swapped,
    "tail cut": tail_cut,
    "sealed tail cut": sealed_tail_cut,
    "act changed": act_changed,
    "act changed and hashed": act_changed_and_hashed,
    "head changed": head_changed,
    "leaves changed": leaves_changed,
    "tree head removed": tree_head_removed,
    "newest tree head removed": newest_tree_head_removed,
    "note altered": note_altered,
    "row changed behind the log": rows_changed_behind,
    "links changed behind the log": links_changed_behind,
    "trigger removed": trigger_removed,
    "trigger off": trigger_off,
    "trigger changed": trigger_changed,
    "watched changed": watched_changed,
    "event changed and hashed": event_changed_and_hashed,
    "written anew": written_anew,
    "written anew with the key": written_anew_with_the_key,
    "put back whole": put_back_whole,
}
