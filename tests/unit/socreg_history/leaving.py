"""How months leave a forged log, as the database has them leave."""

import base64
import hashlib
import json

from forge import ACT, ARCHIVE, BASE, EVENT, HEAD, ORIGIN, bytea, microseconds

ARCHIVES = "socreg.archive"


def leave(made, name, first, last):
    """Have the acts from one to before another leave, of all that the log still has."""
    gone = {act["xid"] for act in made.tables[ACT][first:last]}
    free = sorted({*range(10**6)} - {leaf for row in made.tables[ARCHIVE] for leaf in _leaves(row)})
    placed = [(leaf, e) for leaf, e in zip(free, made.ordered(), strict=False) if e["xid"] in gone]
    events = [event for _leaf, event in placed]
    for event in events:
        _take(made, event)
    made.tables[EVENT] = [e for e in made.tables[EVENT] if e["xid"] not in gone]
    made.tables[ACT] = [act for act in made.tables[ACT] if act["xid"] not in gone]
    _say(made, name, events, [leaf for leaf, _event in placed])


def _leaves(row):
    ends = [map(int, part.split(",")) for part in row["leaves"][2:-2].split("),[")]
    return (leaf for start, end in ends for leaf in range(start, end))


def _take(made, event):
    """Have the base of a record say what an event makes of it."""
    record = event["model"], event["record_id"]
    known = [row for row in made.tables[BASE] if (row["model"], row["record_id"]) == record]
    old = json.loads(known[0]["body"] or "{}") if known and event["op"] == "u" else {}
    body = {k: v for k, v in (old | json.loads(event["body"] or "{}")).items() if v is not None}
    names = "seq xid at record_id subject_id party_id ver model hash".split()
    row = {each: event[each] for each in names}
    row["op"] = event["op"] if event["op"] in "ds" else "r"
    row["body"] = event["body"] if event["op"] in "ds" else json.dumps(body)
    made.tables[BASE] = [each for each in made.tables[BASE] if each not in known] + [row]


def _say(made, name, events, leaves):
    """Write what is said of an archive, and that it left."""
    starts = [leaf for leaf in leaves if leaf - 1 not in leaves]
    ends = [leaf + 1 for leaf in leaves if leaf + 1 not in leaves]
    ranges = "{" + ",".join(f"[{s},{e})" for s, e in zip(starts, ends, strict=True)) + "}"
    digest = hashlib.sha256(b"".join(bytes.fromhex(e["hash"][2:]) for e in events)).digest()
    told = " ".join(f"{s}-{e}" for s, e in zip(starts, ends, strict=True))
    row = {"name": name, "at": events[-1]["at"], "events": str(len(events)), "leaves": ranges}
    row |= {"sha256": bytea(digest), "manifest": _manifest(made, name, events, digest, told)}
    made.tables[ARCHIVE].append(row)
    made._act()
    body = {"name": name, "events": len(events), "leaves": ranges, "sha256": digest.hex()}
    made.log(ARCHIVES, 0, "s", body | {"base": base_digest(made)}, subject=None)
    ver, hash_ = made._heads[ARCHIVES, 0]
    head = {"model": ARCHIVES, "record_id": "0", "ver": str(ver), "hash": bytea(hash_)}
    made.tables[HEAD] = [h for h in made.tables[HEAD] if h["model"] != ARCHIVES] + [head]


def _manifest(made, name, events, digest, told):
    first, last = (f"{events[at]['xid']}.{events[at]['seq']}" for at in (0, -1))
    digest, file, root = (
        base64.b64encode(each).decode() for each in (digest, bytes(32), bytes(32))
    )
    lines = ["socreg archive 1", ORIGIN, name, f"events {len(events)}", f"from {first} to {last}"]
    lines += [f"digest {digest}", f"file {file}", f"leaves {told}", f"tree 0 {root}"]
    text = "\n".join(lines) + "\n"
    named = hashlib.sha256(f"{ORIGIN}\n\x01".encode() + made.public()).digest()[:4]
    signed = base64.b64encode(named + made.key.sign(text.encode())).decode()
    return json.dumps({"note": f"{text}\n\u2014 {ORIGIN} {signed}\n", "proof": [], "keys": []})


def base_digest(made):
    """Return the digest of what archives left of records, in hexadecimal."""
    whole = hashlib.sha256()
    rows = made.tables[BASE]
    for row in sorted(rows, key=lambda r: (r["model"].encode(), int(r["record_id"]))):
        said = [row["seq"], row["xid"], str(microseconds(made.us_of(row["at"]))), row["model"]]
        said += [row["record_id"], row["subject_id"], row["party_id"], row["ver"], row["op"]]
        said += [row["hash"][2:], row["body"]]
        text = "\n".join(["socreg base 1", *(part or "" for part in said)])
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()
