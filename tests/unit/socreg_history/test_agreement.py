"""The verifier that stands alone and what seals the log mean the same."""

import sys
from datetime import datetime, timezone
from pathlib import Path
from random import Random

from socreg_history.core import checkpoint, merkle, witness

sys.path.insert(0, str(Path(__file__).parents[3] / "addons/socreg_history/verifier"))

import socreg_verify as verifier

NAME = "socreg/6f0e"


def test_both_grow_the_same_trees():
    rng = Random(1)
    for size in (*range(70), 1000, 4097):
        leaves = [merkle.leaf_hash(rng.randbytes(32)) for _n in range(size)]
        ours, theirs = verifier.Tree(), merkle.Frontier()
        theirs.extend(leaves)
        while ours.size < size:
            ours.extend(b"".join(leaves[ours.size : ours.size + rng.randint(1, size)]))
        assert (ours.root(), b"".join(ours.roots)) == (theirs.root(), theirs.to_bytes())
    assert verifier.leaf_of(b"event") == merkle.leaf_hash(b"event")


def signed(rng, seeds):
    at = datetime.fromtimestamp(rng.randrange(2**31) + rng.random(), timezone.utc)
    point = checkpoint.Checkpoint(NAME, rng.randrange(10**9), rng.randbytes(32), at)
    return point, checkpoint.sign_checkpoint(point, seeds)


def test_both_read_the_same_notes():
    rng = Random(2)
    for _n in range(50):
        seeds = [rng.randbytes(32) for _seed in range(rng.randint(1, 3))]
        point, note = signed(rng, seeds)
        read = verifier.parse_note(note)
        at = verifier.microseconds(f"{read.at}+00")
        assert (read.origin, read.size, read.root) == (point.origin, point.size, point.root)
        assert at == round(point.at.timestamp() * 1_000_000)
        for seed in seeds:
            assert read.is_signed_by([checkpoint.public_key(seed)], verifier.is_signed)
        assert not read.is_signed_by([rng.randbytes(32)], verifier.is_signed)


def is_accepted_there(note, keys):
    try:
        checkpoint.verify_checkpoint(note, keys)
    except checkpoint.BadNote:
        return False
    return True


def is_accepted_here(note, keys):
    try:
        return verifier.parse_note(note).is_signed_by(keys, verifier.signature_check())
    except ValueError:
        return False


def test_both_refuse_the_same_notes():
    rng = Random(3)
    seed = rng.randbytes(32)
    keys = [checkpoint.public_key(seed)]
    for _n in range(400):
        _point, note = signed(rng, [seed, rng.randbytes(32)])
        place = rng.randrange(len(note))
        changed = (
            note[:place] + rng.choice("\n \u2014aA0+=\x00") + note[place + rng.randint(0, 1) :]
        )
        assert is_accepted_here(changed, keys) == is_accepted_there(changed, keys), changed


def test_the_verifier_reads_what_the_witness_was_told(tmp_path):
    rng, file = Random(4), witness.FileWitness(tmp_path / "witness")
    seed = rng.randbytes(32)
    for number in range(3):
        _point, note = signed(rng, [seed])
        key = verifier.base64.b64encode(checkpoint.public_key(seed)).decode()
        told = witness.Entry(f"2026-11-0{number + 1}", note, key, "a disk broke" if number else "")
        file.append([told], file.last(NAME))
    report = verifier.Report()
    lines = (tmp_path / "witness").read_bytes().splitlines(keepends=True)
    entries = list(verifier.read_witness(lines, report))
    assert [entry.answer for entry in entries] == ["", "a disk broke", "a disk broke"]
    assert all(entry.note.is_signed_by([entry.key], verifier.is_signed) for entry in entries)
    assert report.warnings == []
