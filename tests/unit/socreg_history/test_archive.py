"""A month in a file: what of it may be altered without being noticed is nothing."""

import base64
import hashlib
import json
import lzma
import random

import pytest
from socreg_history.core import archive
from socreg_history.core.archive import Manifest
from socreg_history.core.archive_lines import Act, BadArchive, Line
from socreg_history.core.checkpoint import public_key, sign_note
from socreg_history.core.merkle import leaf_hash, root_of
from socreg_history.core.position import Position
from socreg_history.core.range_proof import BadRanges, others, tree_root

SEED = b"s" * 32
ORIGIN = "socreg/1f0e"


def act_of(xid):
    bare = Act(xid, 1_700_000_000_000_000 + xid, '{"role": "odoo"}', "")
    return bare._replace(hash=bare.digest())


def log(number, rng):
    """Return acts and events of a few records in the order of a log."""
    lines, newest = [], {}
    for xid in range(10, 10 + number):
        act = act_of(xid)
        lines.append(act)
        for record in rng.sample(range(5), 2):
            count, prev = newest.get(record, (0, ""))
            body = json.dumps({"label": f"é{xid}"}, ensure_ascii=False)
            seq = len(lines) + 100
            bare = Line(
                *(xid, seq, "socreg.phone", record, count + 1, "u", 7, None, None, None, body),
                *(prev, ""),
            )
            lines.append(bare._replace(hash=bare.digest(act)))
            newest[record] = count + 1, lines[-1].hash
    return lines


@pytest.fixture
def lines():
    return log(20, random.Random(1))


@pytest.fixture
def archived(lines, tmp_path):
    """Return the paths of a file and its manifest: its events stand between others in the tree."""
    path, manifest = tmp_path / "event_2024_01.jsonl.xz", tmp_path / "event_2024_01.json"
    archive.write(path, lines)
    content = archive.read(path)
    leaves = [leaf_hash(hash_) for hash_ in content.hashes]
    foreign = [hashlib.sha256(bytes([n])).digest() for n in range(9)]
    whole = foreign[:3] + leaves[:30] + foreign[3:5] + leaves[30:] + foreign[5:]
    covered = ((3, 33), (35, 35 + len(leaves) - 30))
    told = Manifest(
        *(ORIGIN, "event_2024_01", len(leaves), content.first, content.last, content.digest()),
        *(archive.file_digest(path), covered, len(whole), root_of(whole)),
    )
    proof = [root_of(whole[start:end]) for start, end in others(len(whole), covered)]
    note = sign_note(told.to_text(), ORIGIN, [SEED])
    archive.write_manifest(manifest, note, proof, [public_key(SEED)])
    return path, manifest


def test_what_was_written_is_read_and_checked(archived, lines):
    manifest, key = archive.check(*archived, [public_key(SEED)])
    assert manifest.events == 40
    assert manifest.first == Position(10, 101)
    assert key == public_key(SEED)
    assert Manifest.from_text(manifest.to_text()) == manifest
    assert not list(archived[0].parent.glob("*.part"))


def test_another_key_is_not_believed(archived):
    with pytest.raises(BadArchive, match="no key that is known"):
        archive.check(*archived, [public_key(b"t" * 32)])


def test_a_missing_manifest_is_said(archived):
    archived[1].unlink()
    with pytest.raises(BadArchive, match="missing"):
        archive.check(*archived)


def test_every_altered_byte_of_the_file_is_noticed(archived):
    whole = archived[0].read_bytes()
    for at in range(0, len(whole), 37):
        archived[0].write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadArchive):
            archive.check(*archived)


def rewrite(path, change):
    with lzma.open(path, "rt") as file:
        told = [json.loads(line) for line in file]
    told = change(told) or told
    with lzma.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in told)


CHANGES = {
    "a body": lambda told: told[1]["event"].__setitem__(10, "{}"),
    "a subject": lambda told: told[1]["event"].__setitem__(6, 8),
    "a hash": lambda told: told[1]["event"].__setitem__(12, "00" * 32),
    "who": lambda told: told[0]["act"].__setitem__(2, "{}"),
    "when": lambda told: told[0]["act"].__setitem__(1, 5),
    "no act": lambda told: told[1:],
    "an act less": lambda told: told[:3] + told[4:],
    "an order": lambda told: [told[0], told[2], told[1], *told[3:]],
    "an event twice": lambda told: [told[0], told[1], *told[1:]],
    "no sense": lambda told: [{"event": [1]}],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_altered_line_is_noticed_without_the_digest_of_the_file(archived, change):
    rewrite(archived[0], change)
    with pytest.raises(BadArchive):
        archive.read(archived[0])


@pytest.mark.parametrize("cut", [1, -1], ids=["first", "last"])
def test_an_event_less_is_noticed_by_the_manifest(archived, cut):
    told, _key = archive.check(*archived)
    proof = [base64.b64decode(text) for text in json.loads(archived[1].read_text())["proof"]]
    rewrite(archived[0], lambda lines: lines[3:] if cut == 1 else lines[:-1])
    signed = {name: getattr(told, name) for name in Manifest.__slots__}
    resealed = Manifest(**signed | {"file": archive.file_digest(archived[0])})
    with pytest.raises(BadArchive, match="does not hold the events"):
        archive.check_content(archived[0], resealed, proof)


@pytest.mark.parametrize("word", ["events 40", "leaves 3-33", "tree 49", "from 10.101"])
def test_an_altered_manifest_is_noticed(archived, word):
    told = json.loads(archived[1].read_text())
    assert word in told["note"]
    told["note"] = told["note"].replace(word, word[:-1] + "7")
    archived[1].write_text(json.dumps(told))
    with pytest.raises(BadArchive):
        archive.check(*archived)


@pytest.mark.parametrize("text", ["", "a\nb\nc\n", "socreg archive 1\no\nn\nevents x\n"])
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(BadArchive):
        Manifest.from_text(text)


def test_ranges_and_the_others_make_the_root_of_every_tree():
    rng = random.Random(3)
    for size in range(1, 70):
        whole = [hashlib.sha256(bytes([size, n])).digest() for n in range(size)]
        cuts = sorted(rng.sample(range(size + 1), min(size, 4) // 2 * 2 or 0))
        covered = list(zip(cuts[::2], cuts[1::2], strict=True))
        leaves = [leaf for start, end in covered for leaf in whole[start:end]]
        proof = [root_of(whole[start:end]) for start, end in others(size, covered)]
        assert tree_root(size, covered, leaves, proof) == root_of(whole)
        with pytest.raises(BadRanges, match="too long"):
            tree_root(size, covered, leaves, [*proof, b""])
        if proof:
            with pytest.raises(BadRanges, match="too short"):
                tree_root(size, covered, leaves, proof[1:])
        with pytest.raises(BadRanges, match="as many"):
            tree_root(size, covered, [*leaves, b""], proof)
