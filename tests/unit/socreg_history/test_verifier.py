import base64
import doctest
import gzip
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import forge
import tampering
from forge import Forge

FILE = Path(__file__).parents[3] / "addons/socreg_history/verifier/socreg_verify.py"
SPEC = importlib.util.spec_from_file_location("socreg_verify", FILE)
verifier = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = verifier
SPEC.loader.exec_module(verifier)
# Small logs are read in many pieces, too.
verifier.PIECE = 97

EVERYDAY = 6


@pytest.fixture(scope="module")
def small():
    return Forge()


def verify(made, witness=None, **options):
    dump = made if isinstance(made, bytes) else made.dump()
    keys = [] if isinstance(made, bytes) else [made.public()]
    return verifier.verify(lambda: io.BytesIO(dump), witness, **{"keys": keys, **options})


def tampered(made, name, rng):
    """Return a copy that was tampered with, and what it was."""
    other = made.copy()
    what = tampering.TAMPERINGS[name](other, rng)
    return other, f"{name}: {what}"


def test_the_examples_are_right():
    assert doctest.testmod(verifier).failed == 0


@pytest.mark.parametrize("seed", range(10))
def test_a_clean_log_is_right(seed):
    made = Forge(seed, events=60 + 17 * seed, unsealed=3 * seed)
    report = verify(made, made.witness)
    assert not report.faults, list(report.as_lines())
    assert report.warnings == []
    assert report.counts["events not sealed yet"] == 3 * seed if seed else True


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_clean_logs_are_right(seed):
    made = Forge(1000 + seed, events=Random(seed).randint(3, 10_000), unsealed=seed)
    report = verify(made, made.witness)
    assert not report.faults, list(report.as_lines())


@pytest.mark.parametrize("name", tampering.TAMPERINGS)
def test_tampering_is_found(small, name):
    for seed in range(EVERYDAY):
        other, what = tampered(small, name, Random(seed))
        report = verify(other, small.witness)
        assert report.status, f"{what} (seed {seed})"


@pytest.mark.parametrize("name", tampering.TAMPERINGS)
def test_only_some_tampering_needs_a_witness(small, name):
    found = [verify(tampered(small, name, Random(seed))[0]).status for seed in range(EVERYDAY)]
    is_found = name not in tampering.BY_WITNESS
    assert all(found) if is_found else not any(found)


@pytest.mark.long
def test_a_thousand_tamperings_of_a_long_log_are_found():
    made, names = Forge(7, events=10_000, head_every=400), list(tampering.TAMPERINGS)
    missed = []
    for seed in range(1000):
        other, what = tampered(made, names[seed % len(names)], Random(seed))
        if not verify(other, made.witness).status:
            missed.append(f"{what} (seed {seed})")
    assert not missed


# What one check alone finds: without it, nobody does.


def _chain(made, _rng):
    # An event that no head of the tree counts yet.
    made.ordered()[-1]["subject_id"] = "4711"


def _dump(made, _rng):
    made.extra = "UPDATE public.socreg_person SET year = 1;\n"


def _tree(made, _rng):
    made.tables[forge.TREE_HEAD][1]["frontier"] = "\\x00"


def _archive(made, _rng):
    made.tables[forge.BASE].append(
        {"seq": "1", "xid": "1", "at": forge.moment(0), "record_id": "99999", "ver": "1"}
        | {"op": "d", "model": forge.PERSON, "hash": "\\x00", "body": None}
        | {"subject_id": None, "party_id": None}
    )
    made.tables[forge.HEAD].append(
        {"model": forge.PERSON, "record_id": "99999", "ver": "1", "hash": "\\x00"}
    )


def _note(made, _rng):
    note = made.tables[forge.TREE_HEAD][1]["note"]
    text, _gap, _below = note.partition("\n\n")
    signature = base64.b64encode(bytes(68)).decode()
    made.tables[forge.TREE_HEAD][1]["note"] = f"{text}\n\n\u2014 {forge.ORIGIN} {signature}\n"


ALONE = {
    "dump": _dump,
    "chain": _chain,
    "act": tampering.act_changed,
    "head": tampering.head_changed,
    "state": tampering.rows_changed_behind,
    "leaves": tampering.leaves_changed,
    "tree": _tree,
    "note": _note,
    "witness": tampering.put_back_whole,
    "watched": lambda made, _rng: made.tables[forge.LOG][0].update(base="7"),
    "trigger": tampering.trigger_off,
    "archive": _archive,
}


def test_no_check_is_forgotten():
    assert ALONE.keys() == verifier.OF_DUMPS


@pytest.mark.parametrize("check", ALONE)
def test_each_check_finds_what_no_other_does(small, check):
    other = small.copy()
    ALONE[check](other, Random(3))
    report = verify(other, small.witness)
    assert list(report.faults) == [check]
    assert report.status == verifier.CHECKS[check]
    others = verifier.OF_DUMPS - {check}
    assert verify(other, small.witness, checks=others).status == 0


# The witness


def test_without_a_witness_or_a_key_the_report_warns(small):
    told = verify(small.dump()).warnings
    assert any("no witness" in words for words in told)
    assert any("no key" in words for words in told)
    other = small.copy()
    other.tables["public.socreg_key"].clear()
    assert verify(other.dump()).faults.keys() == {"note"}


def test_the_witness_gives_the_key_and_the_report_warns(small):
    report = verify(small.dump(), small.witness)
    assert not report.faults
    assert any("compare it with the published" in words for words in report.warnings)


def test_another_key_is_found(small):
    report = verify(small, small.witness, keys=[bytes(32)])
    assert report.faults.keys() == {"note", "witness"}


def test_a_line_of_the_witness_that_a_crash_cut_off_is_left_out(small):
    cut = [*small.witness[:2], small.witness[2][:50] + b"\n", *small.witness[2:]]
    report = verify(small, cut)
    assert not report.faults
    assert any("line 3" in words for words in report.warnings)


def test_a_witness_of_other_databases_is_no_witness(small):
    others = [line.replace(b"6f0e1c52", b"00000000") for line in small.witness]
    assert verify(small, others).faults.keys() == {"witness"}


def test_a_rollback_that_somebody_answered_for_is_said(small):
    other, _what = tampered(small, "put back whole", Random(1))
    row = other.tables[forge.TREE_HEAD][-1]
    report = verify(other, [*small.witness, other.entry(row, answer="the disk of 3 March")])
    assert not report.faults
    assert any("the disk of 3 March" in words for words in report.warnings)
    assert report.counts["witnessed tree heads of another history"]


def renamed(made, uuid):
    """Make it a copy, as Odoo does: of another name, and sealed on under it."""
    made.tables["public.ir_config_parameter"][0]["value"] = uuid
    return f"socreg/{uuid}"


def test_a_copy_is_not_held_to_what_its_original_did_later(small):
    longer = Forge(events=260)
    copied = small.copy()
    renamed(copied, "00000000-copy")
    assert verify(copied, longer.witness).faults.keys() == {"witness"}
    row = copied.tables[forge.TREE_HEAD][-1]
    root = bytes.fromhex(row["root"][2:])
    note = copied.note(
        int(row["size"]), root, copied.us_of(row["at"]), origin="socreg/00000000-copy"
    )
    row["note"] = note
    report = verify(copied, [*longer.witness, copied.entry(row)])
    assert not report.faults
    assert any("is a copy of another" in words for words in report.warnings)
    assert report.counts["witnessed tree heads of another history"]


# Hostile and strange dumps


def test_a_dump_that_is_cut_anywhere_is_found(small):
    whole, rng = small.dump(), Random(5)
    for _n in range(60):
        cut = whole[: rng.randrange(len(whole) - 100)]
        assert verify(cut, small.witness, keys=[small.public()]).status, len(cut)


def test_noise_never_ends_in_a_crash(small):
    whole, rng = small.dump(), Random(6)
    for _n in range(150):
        noise = bytearray(whole)
        for _byte in range(rng.randint(1, 40)):
            noise[rng.randrange(len(noise))] = rng.randrange(256)
        verify(bytes(noise), small.witness)
    for size in (0, 1, 10, 5000):
        assert verify(rng.randbytes(size)).status == verifier.CHECKS["dump"]


HOSTILE = {
    "a statement after the rows": "DELETE FROM socreg_history.event;\n",
    "a block of code": "DO $$ BEGIN DELETE FROM socreg_history.event; END $$;\n",
    "a query with an effect": "SELECT socreg_history.resume();\n",
    "a second table of rows": "COPY socreg_history.log (one, base) FROM stdin;\nt\t9\n\\.\n",
    "a table dropped": "DROP TABLE socreg_history.event_2026_11;\n",
    "a part taken away": "ALTER TABLE socreg_history.event DETACH PARTITION socreg_history.event_2026_11;\n",
    "a column renamed": "ALTER TABLE public.socreg_person RENAME COLUMN note TO other;\n",
    "a command of psql": "\\i /etc/passwd\n",
    "all triggers off": "ALTER TABLE public.socreg_person DISABLE TRIGGER ALL;\n",
    "an open quote": "COMMENT ON TABLE x IS 'it goes on",
    "an open comment": "/* it goes on",
    "strings with escapes": "SET standard_conforming_strings = off;\n",
    "another encoding": "SET client_encoding = 'LATIN1';\n",
    "a strange trigger": (
        "CREATE TRIGGER x BEFORE INSERT ON socreg_history.event_2026_11 FOR EACH ROW"
        " EXECUTE FUNCTION public.x();\n"
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_dump_is_refused_in_words(small, what):
    other = small.copy()
    other.extra = HOSTILE[what]
    report = verify(other, small.witness)
    assert report.status
    assert all(sentence for words in report.words.values() for sentence in words)


@pytest.mark.parametrize(
    "cell",
    [
        "9" * 5000,
        "-1",
        "1e5",
        "",
        None,
        "\\x",
        "infinity",
        "\u0663",
        "[" * 100_000,
        "\x00",
        '{"a": NaN}',
    ],
)
@pytest.mark.parametrize(
    "table", [forge.EVENT, forge.ACT, forge.LEAVES, forge.TREE_HEAD, forge.HEAD]
)
def test_a_strange_cell_never_ends_in_a_crash(small, table, cell):
    for column in forge.TABLES[table]:
        other = small.copy()
        row = other.tables[table][1]
        if row[column] != cell:
            row[column] = cell
            assert verify(other, small.witness).status, column


def test_a_row_with_a_cell_too_many_is_refused(small):
    dump = small.dump().replace(b"\tdatabase.uuid\t", b"\tdatabase.uuid\tx\t")
    assert verify(dump).status == verifier.CHECKS["dump"]


def test_values_are_compared_by_what_they_say(small):
    same = verifier.is_same
    number = verifier.parse_json
    assert same(number("100000000000000000000"), verifier.as_json(b"1e+20", "real"), "real")
    assert not same(number("1.5"), verifier.as_json(b"1.50", "numeric"), "numeric")
    assert not same("5", verifier.as_json(b"5", "integer"), "integer")
    assert not same(True, number("1"), "boolean")
    east = verifier.as_json(b"2026-01-01 07:00:00+07", "timestamp with time zone")
    assert same("2026-01-01T00:00:00+00:00", east, "timestamp with time zone")
    words = verifier.as_json(rb'{"a b",NULL,"NULL","q\"","c\\",{1}}', "text[]")
    assert words == ["a b", None, "NULL", 'q"', "c\\", ["1"]]


# Signatures and trees


def test_signatures_are_checked_alike_with_and_without_a_library():
    rng = Random(9)
    for _n in range(20):
        key = forge.Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), rng.randbytes(rng.randint(0, 99))
        signature = bytearray(key.sign(message))
        assert verifier.is_signed(public, message, bytes(signature))
        signature[rng.randrange(64)] ^= 1 << rng.randrange(8)
        assert not verifier.is_signed(public, message, bytes(signature))
        assert not verifier.is_signed(public, message + b"x", key.sign(message))


def test_the_signatures_of_rfc_8032_hold():
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verifier.is_signed(public, b"\x72", signature)
    assert not verifier.is_signed(public, b"\x73", signature)
    for strange in (b"", bytes(31), b"\xff" * 32, bytes(32)):
        assert not verifier.is_signed(strange, b"\x72", signature)


# The command


def run(*words, stdin=b""):
    command = [sys.executable, "-I", "-S", str(FILE), *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True)


def test_the_command_reads_files_gzip_and_pipes_without_any_library(small, tmp_path):
    plain, packed, witness = (tmp_path / name for name in ("a.sql", "a.sql.gz", "witness"))
    plain.write_bytes(small.dump())
    packed.write_bytes(gzip.compress(small.dump()))
    witness.write_bytes(b"".join(small.witness))
    key = base64.b64encode(small.public()).decode()
    options = ("--witness", witness, "--key", key, "--json")
    for done in (
        run(plain, *options),
        run(packed, *options),
        run("-", *options, stdin=small.dump()),
    ):
        assert done.returncode == 0, done
        told = json.loads(done.stdout)
        assert told["right"] and told["warnings"] == []
        assert told["counts"]["events"] == len(small.tables[forge.EVENT])
    assert b"all is right" in run(plain).stdout


def test_the_command_says_what_is_wrong_in_words(small, tmp_path):
    other, _what = tampered(small, "row changed behind the log", Random(2))
    done = run("-", stdin=other.dump())
    assert done.returncode == verifier.CHECKS["state"]
    assert b"socreg.person" in done.stdout and b"year" in done.stdout
    assert run(tmp_path / "none").returncode == 2
    assert b"pg_restore" in run("-", stdin=b"PGDMP\x01\x0e").stdout
    assert run("-", stdin=b"\x1f\x8bnothing").returncode == verifier.CHECKS["dump"]
    assert run("-", stdin=gzip.compress(small.dump())[:-500]).returncode == verifier.CHECKS["dump"]
    assert run("-", "--key", "short", stdin=b"").returncode == 2
