"""Makes dumps as pg_dump writes them, of small registries with a history, without PostgreSQL."""

import base64
import copy
import hashlib
import json
from datetime import datetime, timedelta, timezone
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

UUID = "6f0e1c52-0000-4000-8000-000000000001"
ORIGIN = f"socreg/{UUID}"
SEED = bytes(range(32))
PERSON, TAGS = "socreg.person", "socreg.person/tag_ids"
KINDS = {
    "born": "date",
    "is_ok": "boolean",
    "name": "bytea",
    "note": "text",
    "props": "jsonb",
    "seen_at": "timestamp without time zone",
    "tags": "integer[]",
    "weight": "double precision",
    "year": "integer",
}
TABLES = {
    "public.ir_config_parameter": {"id": "integer", "key": "character varying", "value": "text"},
    "public.socreg_key": dict.fromkeys(("id", "purpose", "public_key"), "character varying"),
    "public.socreg_person": {"id": "integer", **KINDS, "name_index": "bytea"},
    "public.socreg_person_tag_rel": {"person_id": "integer", "tag_id": "integer"},
    "socreg_history.log": {"one": "boolean", "base": "bigint"},
    "socreg_history.watched": dict.fromkeys(
        "model relation subject_model subject_column party_column owner_relation owner_column field".split(),
        "text",
    )
    | {"columns": "text[]"},
    "socreg_history.act": {"xid": "", "at": "", "actor": "", "hash": ""},
    "socreg_history.event_2026_11": dict.fromkeys(
        (
            "seq xid at record_id subject_id party_id left_subject_id left_party_id ver op model"
            " prev hash body"
        ).split(),
        "",
    ),
    "socreg_history.head": {"model": "", "record_id": "", "ver": "", "hash": ""},
    "socreg_history.base": dict.fromkeys(
        "seq xid at record_id subject_id party_id ver op model hash body".split(), ""
    ),
    "socreg_history.archive": dict.fromkeys("name at events leaves sha256 manifest".split(), ""),
    "socreg_history.leaves": {"start": "", "hashes": ""},
    "socreg_history.tree_head": dict.fromkeys("size root at xid seq frontier note".split(), ""),
}
EVENT = "socreg_history.event_2026_11"
ACT, HEAD, LEAVES, TREE_HEAD, WATCHED, LOG, BASE, ARCHIVE = (
    f"socreg_history.{name}"
    for name in "act head leaves tree_head watched log base archive".split()
)
ROWS, LINKS = "public.socreg_person", "public.socreg_person_tag_rel"
START = datetime(2026, 11, 1, tzinfo=timezone.utc)
WORDS = ("plain", 'a "quoted" word', "tab\there", "back\\slash", "line\nend", "é ü ٣ 字", r"\N", "")


def bytea(value):
    return "\\x" + value.hex()


def moment(us):
    return (START + timedelta(microseconds=us)).strftime("%Y-%m-%d %H:%M:%S.%f+00")


def microseconds(us):
    return int(START.timestamp()) * 1_000_000 + us


def cell(kind, value):
    """Return what pg_dump writes, but for its escapes, of what the log's JSON says."""
    if value is None:
        return None
    if kind == "bytea":
        return bytea(base64.b64decode(value))
    if kind == "boolean":
        return "t" if value else "f"
    if kind == "jsonb":
        return json.dumps(value)
    if kind.endswith("[]"):
        items = ("NULL" if item is None else str(item) for item in value)
        return "{" + ",".join(items) + "}"
    return value.replace("T", " ") if kind.startswith("timestamp") else str(value)


class Forge:
    """A registry with a history, row by row, as a dump shows it."""

    def __init__(self, seed=1, events=200, unsealed=10, head_every=40):
        self.rng = Random(seed)
        self.tables = {name: [] for name in TABLES}
        self.key = Ed25519PrivateKey.from_private_bytes(SEED)
        self.witness = []
        self.triggers = {}
        self.extra = ""
        self._people, self._links, self._heads = {}, {}, {}
        self._seq, self._xid, self._us = 0, 700, 0
        self._next_id = 1
        self._fill(events)
        self._make_rows()
        self._make_triggers()
        self.seal(max(len(self.tables[EVENT]) - unsealed, 0), head_every)

    def copy(self):
        key, self.key = self.key, None
        other = copy.deepcopy(self)
        other.key = self.key = key
        return other

    # Changes, as triggers log them

    def _fill(self, events):
        self.tables["public.ir_config_parameter"].append(
            {"id": "1", "key": "database.uuid", "value": UUID}
        )
        for purpose, key in (("identity", None), ("proof", self.public())):
            public = key and base64.b64encode(key).decode()
            self.tables["public.socreg_key"].append(
                {"id": "1", "purpose": purpose, "public_key": public}
            )
        self.tables[LOG].append({"one": "t", "base": "0"})
        self._act()
        self._watch(PERSON, "socreg_person", [f"{name} {kind}" for name, kind in KINDS.items()])
        self._watch(TAGS, "socreg_person_tag_rel", ["tag_id integer"], "tag_ids")
        while len(self.tables[EVENT]) < events:
            self._act()
            for _change in range(self.rng.randint(1, 5)):
                self._change()

    def _watch(self, model, relation, columns, field=None):
        body = {
            "model": model,
            "relation": relation,
            "columns": columns,
            "subject_model": PERSON,
            "subject_column": "id",
            "party_column": None,
            "owner_relation": field and "socreg_person",
            "owner_column": field and "person_id",
            "field": field,
        }
        quoted = ",".join(f'"{column}"' for column in columns)
        self.tables[WATCHED].append({**body, "columns": f"{{{quoted}}}"})
        self.log(model, 0, "s", body, subject=None)

    def _act(self):
        self._xid += self.rng.randint(1, 9)
        self._us += self.rng.randint(1, 10**9)
        actor = {"role": "socreg", "user": 2, "login": "admin"} if self.rng.random() < 0.9 else {}
        row = {"xid": str(self._xid), "at": moment(self._us), "actor": json.dumps(actor)}
        self.tables[ACT].append(row)
        self.hash_act(row, self._us)

    @staticmethod
    def hash_act(row, us):
        text = f"socreg act 1\n{row['xid']}\n{microseconds(us)}\n{row['actor']}"
        row["hash"] = bytea(hashlib.sha256(text.encode()).digest())

    def log(self, model, record_id, op, body, subject):
        """Write an event upon the newest act."""
        ver, prev = self._heads.get((model, record_id), (0, b""))
        self._seq += self.rng.randint(1, 3)
        row = dict.fromkeys(TABLES[EVENT]) | {
            "seq": str(self._seq),
            "xid": str(self._xid),
            "at": moment(self._us),
            "record_id": str(record_id),
            "subject_id": subject and str(subject),
            "ver": str(ver + 1),
            "op": op,
            "model": model,
            "prev": bytea(prev),
            "body": None if body is None else json.dumps(body),
        }
        self._heads[model, record_id] = ver + 1, self.hash_event(row)
        self.tables[EVENT].append(row)

    def hash_event(self, row):
        """Hash an event as it is now; return the hash."""
        act = next(act for act in reversed(self.tables[ACT]) if act["xid"] == row["xid"])
        us = self.us_of(row["at"])
        names = "seq model record_id ver op subject_id party_id left_subject_id left_party_id"
        said = [row[name] or "" for name in names.split()]
        parts = ["socreg event 1", *said, str(microseconds(us)), act["hash"][2:], row["body"] or ""]
        prev = bytes.fromhex(row["prev"][2:])
        digest = hashlib.sha256(prev + "\n".join(parts).encode()).digest()
        row["hash"] = bytea(digest)
        return digest

    def _change(self):
        draw = self.rng.random()
        if draw < 0.35 or not self._people:
            person = self._next_id
            self._next_id += 1
            values = {name: self._value(kind) for name, kind in KINDS.items()}
            self._people[person] = {k: v for k, v in values.items() if v is not None}
            self.log(PERSON, person, "c", self._people[person], person)
            return
        person = self.rng.choice(list(self._people))
        if draw < 0.8:
            names = self.rng.sample(list(KINDS), self.rng.randint(1, 3))
            values = {name: self._value(KINDS[name]) for name in names}
            self._people[person] |= values
            self.log(PERSON, person, "u", values, person)
        elif draw < 0.95:
            self._links[person] = sorted(self.rng.sample(range(1, 9), self.rng.randint(0, 4)))
            self.log(TAGS, person, "u", {"tag_ids": self._links[person]}, person)
        else:
            if self._links.pop(person, None):
                self.log(TAGS, person, "u", {"tag_ids": []}, None)
            del self._people[person]
            self.log(PERSON, person, "d", None, person)

    def _value(self, kind):
        rng = self.rng
        if rng.random() < 0.2:
            return None
        return {
            "date": lambda: f"19{rng.randint(10, 99)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            "boolean": lambda: rng.random() < 0.5,
            "bytea": lambda: base64.b64encode(rng.randbytes(rng.randint(0, 60))).decode(),
            "text": lambda: rng.choice(WORDS),
            "jsonb": lambda: {"a": rng.choice(WORDS), "b": [1.5, None, True]},
            "timestamp without time zone": lambda: f"2026-01-01T10:00:{rng.randint(10, 59)}.5",
            "integer[]": lambda: [rng.randint(-9, 9), None],
            "double precision": lambda: rng.choice((1e-7, 0.1, 72.5, 1e20)),
            "integer": lambda: rng.randint(1900, 2026),
        }[kind]()

    # What somebody who owns the database may do

    def us_of(self, at):
        """Return a moment as microseconds since the start."""
        moment = datetime.fromisoformat(at[:-3]).replace(tzinfo=timezone.utc)
        return (moment - START) // timedelta(microseconds=1)

    def rehash(self, event):
        """Hash an event and all that follow upon it, and put the head right."""
        record = event["model"], event["record_id"]
        prev = bytes.fromhex(event["prev"][2:])
        for row in self.ordered():
            same = (row["model"], row["record_id"]) == record
            if same and int(row["ver"]) >= int(event["ver"]):
                row["prev"] = bytea(prev)
                prev = self.hash_event(row)
        for head in self.tables[HEAD]:
            if (head["model"], head["record_id"]) == record:
                head["hash"] = bytea(prev)

    def seal_again(self):
        """Grow the tree anew over the events as they are now, and sign it."""
        sizes = [int(row["size"]) for row in self.tables[TREE_HEAD]]
        self.seal(sizes[-1], sizes[0], is_witnessed=False)

    def rows_from_events(self):
        """Make the registry's rows anew from the events that are there."""
        self._people, self._links = {}, {}
        for event in self.ordered():
            record = int(event["record_id"])
            if event["op"] == "d":
                self._people.pop(record)
            elif event["model"] == PERSON and record:
                old = {} if event["op"] == "c" else self._people[record]
                self._people[record] = old | json.loads(event["body"])
            elif record:
                self._links[record] = json.loads(event["body"])["tag_ids"]
        self.tables[ROWS], self.tables[LINKS] = [], []
        self._make_people()

    # What stands beside the log

    def _make_rows(self):
        self._make_people()
        for (model, record_id), (ver, digest) in self._heads.items():
            head = {"model": model, "record_id": str(record_id), "ver": str(ver)}
            self.tables[HEAD].append(head | {"hash": bytea(digest)})

    def _make_people(self):
        for person, values in self._people.items():
            row = {name: cell(kind, values.get(name)) for name, kind in KINDS.items()}
            row |= {"id": str(person), "name_index": bytea(self.rng.randbytes(8))}
            self.tables[ROWS].append(row)
        for person, tags in self._links.items():
            self.tables[LINKS] += [{"person_id": str(person), "tag_id": str(tag)} for tag in tags]

    def _make_triggers(self):
        news, olds = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
        referencing = {"INSERT": news, "UPDATE": f"{olds} {news}", "DELETE": olds}
        for relation in ("socreg_person", "socreg_person_tag_rel"):
            for what, tables in referencing.items():
                logger = f"log_{relation}_{what.lower()}"
                self.triggers[relation, what] = (
                    f"CREATE TRIGGER socreg_history_{what.lower()} AFTER {what} ON public.{relation}"
                    f" REFERENCING {tables} FOR EACH STATEMENT"
                    f" EXECUTE FUNCTION socreg_history.{logger}();\n"
                )
            self.triggers[relation, "TRUNCATE"] = (
                f"CREATE TRIGGER socreg_history_truncate AFTER TRUNCATE ON public.{relation}"
                " FOR EACH STATEMENT EXECUTE FUNCTION socreg_history.refuse();\n"
            )
        for table in ("event", "act", "leaves", "tree_head", "archive"):
            refuse = f"ON socreg_history.{table} FOR EACH {{}} EXECUTE FUNCTION socreg_history.refuse();\n"
            self.triggers[table, "refuse"] = (
                f"CREATE TRIGGER refuse BEFORE DELETE OR UPDATE {refuse.format('ROW')}"
            )
            self.triggers[table, "truncate"] = (
                f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE {refuse.format('STATEMENT')}"
            )

    # The tree

    def ordered(self):
        """Return the events in the order of the log."""
        return sorted(self.tables[EVENT], key=lambda row: (int(row["xid"]), int(row["seq"])))

    def seal(self, size, every, is_witnessed=True):
        """Make leaves and signed heads anew, as a sealer would that has the key."""
        self.tables[LEAVES], self.tables[TREE_HEAD] = [], []
        subtrees, piece = [], []
        for number, event in enumerate(self.ordered()[:size], 1):
            leaf = hashlib.sha256(b"\0" + bytes.fromhex(event["hash"][2:])).digest()
            piece.append(leaf)
            self._grow(subtrees, leaf, number - 1)
            if number == size or not number % every:
                self._add_leaves(number - len(piece), piece)
                self._add_tree_head(number, subtrees, event)
                piece = []
        if is_witnessed:
            self.witness += [self.entry(row) for row in self.tables[TREE_HEAD]]

    @staticmethod
    def _grow(subtrees, leaf, size):
        while size & 1:
            leaf = hashlib.sha256(b"\1" + subtrees.pop() + leaf).digest()
            size >>= 1
        subtrees.append(leaf)

    def _add_leaves(self, start, piece):
        self.tables[LEAVES].append({"start": str(start), "hashes": bytea(b"".join(piece))})

    def _add_tree_head(self, size, subtrees, event):
        root = subtrees[-1]
        for left in subtrees[-2::-1]:
            root = hashlib.sha256(b"\1" + left + root).digest()
        at = self._us + size
        row = {"size": str(size), "root": bytea(root), "at": moment(at), "xid": event["xid"]}
        row |= {"seq": event["seq"], "frontier": bytea(b"".join(subtrees))}
        self.tables[TREE_HEAD].append(row | {"note": self.note(size, root, at)})

    def note(self, size, root, at, origin=ORIGIN):
        """Return a signed checkpoint."""
        told = moment(at).replace(" ", "T").replace("+00", "Z")
        text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\nat {told}\n"
        named = hashlib.sha256(f"{origin}\n\x01".encode() + self.public()).digest()[:4]
        signed = base64.b64encode(named + self.key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {origin} {signed}\n"

    def public(self):
        return self.key.public_key().public_bytes_raw()

    def entry(self, row, **more):
        """Return the line of a witness for a tree head."""
        key = base64.b64encode(self.public()).decode()
        told = {"at": "2026-11-21T00:00:00Z", "note": row["note"], "key": key, **more}
        return json.dumps(told).encode() + b"\n"

    # The dump

    def dump(self):
        """Return all of it as pg_dump writes it."""
        parts = ["--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\n", SETTINGS]
        parts += [_create(name, columns) for name, columns in TABLES.items()]
        parts.append(
            "ALTER TABLE ONLY socreg_history.event ATTACH PARTITION socreg_history.event_2026_11"
            " FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');\n\n"
        )
        parts += [_function(relation, what) for relation, what in self.triggers if what.isupper()]
        parts += [_copy(name, list(TABLES[name]), rows) for name, rows in self.tables.items()]
        parts += [*self.triggers.values(), self.extra]
        parts.append("\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n\n")
        return "".join(parts).encode()


SETTINGS = """SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

CREATE SCHEMA socreg_history;

CREATE FUNCTION socreg_history.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'history is not changed; -- % of %', TG_OP, TG_TABLE_NAME;
END $$;

CREATE TABLE socreg_history.event (
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (at);

"""


def _create(name, columns):
    declared = ",\n".join(
        f"    {column} {kind or 'text'} NOT NULL" for column, kind in columns.items()
    )
    return f"--\n-- Name: {name}\n--\n\nCREATE TABLE {name} (\n{declared}\n);\n\n"


def _function(relation, what):
    if what == "TRUNCATE":
        return ""
    name = f"log_{relation}_{what.lower()}"
    return (
        f"CREATE FUNCTION socreg_history.{name}() RETURNS trigger\n    LANGUAGE plpgsql\n"
        "    AS $logger$ BEGIN;\nCOPY socreg_history.event (seq) FROM stdin;\nEND $logger$;\n\n"
    )


def _copy(name, columns, rows):
    lines = ["\t".join(_escaped(row[column]) for column in columns) for row in rows]
    text = "".join(f"{line}\n" for line in lines)
    return f"COPY {name} ({', '.join(columns)}) FROM stdin;\n{text}\\.\n\n\n"


def _escaped(text):
    if text is None:
        return "\\N"
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text
