"""Months that left a log are proved by what they left."""

import io
import json
import sys
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[3] / "addons/socreg_history/verifier"))

import leaving
import socreg_verify as verifier
import tampering
from forge import ACT, ARCHIVE, BASE, EVENT, HEAD, PERSON, WATCHED, Forge, bytea

# Small logs are read in many pieces, too.
verifier.PIECE = 7


def left(seed=1, **told):
    """Return a log that two months left: the first but for its first act, and the second."""
    made = Forge(seed, **told)
    acts = len(made.tables[ACT])
    leaving.leave(made, "event_2026_01", 1, acts // 3)
    leaving.leave(made, "event_2026_02", 0, acts // 3)
    return made


@pytest.fixture(scope="module")
def old():
    return left()


def verify(made, **options):
    dump = made.dump()
    return verifier.verify(lambda: io.BytesIO(dump), made.witness, keys=[made.public()], **options)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_is_right(seed):
    made = left(seed, events=100 + 30 * seed)
    report = verify(made)
    assert not report.faults, list(report.as_lines())
    assert report.warnings == []
    assert [each["name"] for each in report.archives] == ["event_2026_01", "event_2026_02"]
    gone = sum(each["events"] for each in report.archives)
    assert report.counts["events in archives"] == gone
    assert "file's SHA-256" in "\n".join(report.as_lines())


@pytest.mark.parametrize("table", [BASE, ARCHIVE])
@pytest.mark.parametrize("seed", range(25))
def test_a_byte_of_it_that_was_changed_is_found(old, table, seed):
    other, rng = old.copy(), Random(seed)
    while True:
        row = rng.choice(other.tables[table])
        column = rng.choice([name for name in row if name != "at" or table == BASE])
        places = [n for n, letter in enumerate(row[column] or "") if letter.isalnum()]
        told = json.loads(row["manifest"])["note"] if table == ARCHIVE else ""
        if places:
            place = rng.choice(places)
            letter = tampering._other(rng, row[column][place])
            changed = letter and row[column][:place] + letter + row[column][place + 1 :]
            if changed:
                row[column] = changed
            if changed and (not told or column != "manifest" or told not in _note(changed)):
                break
    assert verify(other).status, f"{table}.{column}"


def _note(manifest):
    try:
        return json.loads(manifest)["note"]
    except (ValueError, KeyError):
        return ""


def _base_gone(made):
    made.tables[BASE].pop(3)


def _deleted_again(made):
    """Forget of somebody who was deleted that they ever were."""
    row = next(row for row in made.tables[BASE] if row["op"] == "d")
    made.tables[BASE].remove(row)
    key = row["model"], row["record_id"]
    made.tables[HEAD] = [h for h in made.tables[HEAD] if (h["model"], h["record_id"]) != key]


def _base_twice(made):
    made.tables[BASE].append(dict(made.tables[BASE][0]))


def _archive_gone(made):
    made.tables[ARCHIVE].pop()


def _range_moved(made):
    made.tables[ARCHIVE][0]["leaves"] = made.tables[ARCHIVE][0]["leaves"].replace("[2,", "[1,")


def _range_beyond(made):
    made.tables[ARCHIVE][0]["leaves"] = "{[2,999999999999)}"


def _event_back(made):
    """Have an event within a range, as if it had not left."""
    event = dict(made.tables[EVENT][0])
    made.tables[EVENT].append({**event, "seq": "1"})


def _chain_torn(made):
    record = {(b["model"], b["record_id"]) for b in made.tables[BASE] if b["op"] == "r"}
    event = next(e for e in made.ordered() if (e["model"], e["record_id"]) in record)
    event["prev"] = bytea(bytes(32))


def _note_said_again(made):
    """Have the newest note say the digest of a base that was changed, past the chain."""
    next(row for row in made.tables[BASE] if row["op"] == "r")["body"] = "{}"
    note = [e for e in made.ordered() if e["model"] == leaving.ARCHIVES][-1]
    note["body"] = json.dumps(json.loads(note["body"]) | {"base": leaving.base_digest(made)})


TAMPERINGS = [
    _base_gone,
    _deleted_again,
    _base_twice,
    _archive_gone,
    _range_moved,
    _range_beyond,
    _event_back,
    _chain_torn,
    _note_said_again,
]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_with_what_is_left_is_found(old, tamper):
    other = old.copy()
    tamper(other)
    assert verify(other).status


def test_the_base_of_who_is_gone_is_proved_by_its_digest_alone(old):
    other = old.copy()
    _deleted_again(other)
    assert list(verify(other).faults) == ["archive"]
    assert verify(other, checks=verifier.OF_DUMPS - {"archive"}).status == 0


def test_what_is_logged_no_more_is_no_fault():
    made = Forge()
    made.tables[WATCHED] = [row for row in made.tables[WATCHED] if row["model"] != PERSON]
    assert verify(made).faults == {"watched": 1}
    made._act()
    made.log(PERSON, 0, "s", None, subject=None)
    ver, hash_ = made._heads[PERSON, 0]
    head = next(h for h in made.tables[HEAD] if (h["model"], h["record_id"]) == (PERSON, "0"))
    head |= {"ver": str(ver), "hash": bytea(hash_)}
    assert not verify(made).faults
