"""The witness file: nothing that it was told is lost, whoever dies or writes beside."""

import json
import os
import stat
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from socreg_history.core import witness as module
from socreg_history.core.checkpoint import Checkpoint, sign_checkpoint
from socreg_history.core.witness import Entry, FileWitness, WitnessFailure, WitnessMoved

SEED = b"s" * 32
AT = datetime(2026, 11, 21, tzinfo=timezone.utc)
HERE, THERE = "socreg/here", "socreg/there"
ADDONS = Path(__file__).resolve().parents[3] / "addons"


def entry(size, origin=HERE, answer=""):
    note = sign_checkpoint(Checkpoint(origin, size, bytes([size % 256]) * 32, AT), [SEED])
    return Entry("2026-11-21T00:00:00Z", note, "key", answer)


@pytest.fixture
def witness(tmp_path):
    return FileWitness(tmp_path / "data.witness", seconds=0.2)


def lines(witness):
    return witness.path.read_bytes().split(b"\n")


def test_nobody_has_told_a_new_witness_anything(witness):
    assert witness.last(HERE) is None
    assert not witness.path.exists()


def test_what_is_told_is_kept_for_the_servers_user_alone(witness):
    assert witness.append([entry(1), entry(2)], None) == 0
    assert witness.last(HERE) == entry(2)
    assert stat.S_IMODE(witness.path.stat().st_mode) == 0o600
    first = json.loads(lines(witness)[0])
    assert first == {"at": "2026-11-21T00:00:00Z", "note": entry(1).note, "key": "key"}


def test_logs_that_share_a_file_are_told_apart(witness):
    witness.append([entry(1)], None)
    witness.append([entry(9, THERE)], None)
    witness.append([entry(2)], entry(1))
    assert (witness.last(HERE), witness.last(THERE)) == (entry(2), entry(9, THERE))
    with pytest.raises(ValueError, match="one log"):
        witness.append([entry(3), entry(10, THERE)], entry(2))


def test_an_answer_stays_with_what_it_allowed(witness):
    witness.append([entry(5)], None)
    witness.append([entry(3, answer="restored from the dump of Monday")], entry(5))
    assert witness.last(HERE).answer == "restored from the dump of Monday"
    assert witness.last(HERE).checkpoint().size == 3


def test_the_file_is_put_to_disk_before_anybody_relies_on_it(witness, monkeypatch):
    synced = []
    monkeypatch.setattr(module.os, "fsync", synced.append)
    witness.append([entry(1)], None)
    assert len(synced) == 2  # the folder that has a new name, and the file
    witness.append([entry(2)], entry(1))
    assert len(synced) == 3


def test_a_line_that_was_cut_anywhere_is_ended_and_told_again(witness):
    whole = entry(2).to_line()
    for cut in range(1, len(whole)):
        witness.path.unlink(missing_ok=True)
        witness.append([entry(1)], None)
        with witness.path.open("ab") as file:
            file.write(whole[:cut])
        assert witness.last(HERE) == entry(1)
        assert witness.append([entry(2)], entry(1)) == cut
        assert witness.last(HERE) == entry(2)
        assert lines(witness) == [entry(1).to_line()[:-1], whole[:cut], whole[:-1], b""]


def test_a_file_that_is_nothing_but_a_cut_line_goes_on(witness):
    witness.path.write_bytes(b'{"at": "20')
    assert witness.last(HERE) is None
    assert witness.append([entry(1)], None) == 10
    assert witness.last(HERE) == entry(1)


@pytest.mark.parametrize("block", [1, 7, 100, 300])
def test_a_long_file_is_read_from_its_end(witness, monkeypatch, block):
    monkeypatch.setattr(module, "BLOCK", block)
    witness.append([entry(9, THERE)], None)
    for size in range(1, 6):
        witness.append([entry(size)], entry(size - 1) if size > 1 else None)
    assert (witness.last(HERE), witness.last(THERE)) == (entry(5), entry(9, THERE))
    with witness.path.open("ab") as file:
        file.write(b"torn")
    assert witness.append([entry(6)], entry(5)) == 4
    assert witness.last(HERE) == entry(6)


@pytest.mark.parametrize(
    "line", [b"{}", b"[]", b"null", b"\xff\xfe", b'{"at": 1, "note": 2, "key": 3}']
)
def test_a_foreign_line_is_passed_over(witness, line):
    witness.append([entry(1)], None)
    with witness.path.open("ab") as file:
        file.write(line + b"\n\n")
    assert witness.last(HERE) == entry(1)
    assert witness.append([entry(2)], entry(1)) == 0


def test_who_did_not_see_what_was_told_meanwhile_is_refused(witness):
    witness.append([entry(1)], None)
    for after in (None, entry(2)):
        with pytest.raises(WitnessMoved):
            witness.append([entry(3)], after)
    assert witness.last(HERE) == entry(1)


def test_a_witness_that_cannot_be_used_says_why_in_words(witness, tmp_path):
    for path in (tmp_path, tmp_path / "no" / "folder"):
        with pytest.raises(WitnessFailure, match="the witness file"):
            FileWitness(path).append([entry(1)], None)
    with pytest.raises(WitnessFailure, match="directory"):
        FileWitness(tmp_path).last(HERE)
    with pytest.raises(WitnessFailure, match="No such file"):
        FileWitness(tmp_path / "no" / "folder").last(HERE)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WitnessFailure):
        FileWitness(tmp_path / "link").append([entry(1)], None)


def test_a_full_disk_leaves_something_to_go_on_from(witness, monkeypatch):
    witness.append([entry(1)], None)
    write, room = os.write, [30]

    def full(descriptor, content):
        if not room[0]:
            raise OSError(28, "No space left on device")
        done = write(descriptor, bytes(content[: room[0]]))
        room[0] -= done
        return done

    monkeypatch.setattr(module.os, "write", full)
    with pytest.raises(WitnessFailure, match="No space left"):
        witness.append([entry(2)], entry(1))
    monkeypatch.undo()
    assert witness.last(HERE) == entry(1)
    assert witness.append([entry(2)], entry(1)) == 30
    assert witness.last(HERE) == entry(2)


def test_nobody_writes_while_somebody_else_does(witness):
    witness.append([entry(1)], None)
    with witness._locked(), pytest.raises(WitnessFailure, match="unavailable"):
        witness.append([entry(2)], entry(1))
    witness.append([entry(2)], entry(1))


WRITER = """
import sys, types
for name in ("socreg_history",):
    addon = types.ModuleType(name)
    addon.__path__ = [sys.argv[1] + "/" + name]
    sys.modules[name] = addon
from datetime import datetime, timezone
from pathlib import Path
from socreg_history.core.checkpoint import Checkpoint, sign_checkpoint
from socreg_history.core.witness import Entry, FileWitness, WitnessMoved
witness, done = FileWitness(Path(sys.argv[2])), 0
while done < 30:
    last = witness.last("socreg/here")
    size = last.checkpoint().size + 1 if last else 1
    point = Checkpoint("socreg/here", size, b"r" * 32, datetime(2026, 11, 21, tzinfo=timezone.utc))
    try:
        witness.append([Entry("now", sign_checkpoint(point, [b"s" * 32]), "key")], last)
        done += 1
    except WitnessMoved:
        pass
"""


def test_two_processes_lose_nothing_and_tell_nothing_twice(witness):
    command = [sys.executable, "-c", WRITER, str(ADDONS), str(witness.path)]
    writers = [subprocess.Popen(command) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    sizes = [Entry.from_line(line).checkpoint().size for line in lines(witness)[:-1]]
    assert sizes == list(range(1, 61))
