"""A month leaves the log: signed, and still proven; whoever kills it loses nothing."""

import json
import lzma
import os
import random
import signal
import subprocess
import time

import pytest

from .months import RENAME, WRITE, archived, seal

PARTS = (
    "SELECT string_agg(inhrelid::regclass::text, ' ' ORDER BY 1) FROM pg_inherits"
    " WHERE inhparent = 'socreg_history.event'::regclass"
)
COUNT = "SELECT count(*) FROM socreg_history.event"


def test_old_months_leave_and_prove_themselves(old, tmp_path):
    before = int(old.sql(COUNT))
    due = old.call("socreg_archive", "--due")
    assert due.stdout.split() == ["event_2021_01", "event_2021_02"]
    folder = archived(old, tmp_path)
    assert "2021" not in old.sql(PARTS)
    # Five events left, two notes of that came.
    assert int(old.sql(COUNT)) == before - 5 + 2
    for month, events in (("event_2021_01", 4), ("event_2021_02", 1)):
        done = old.call("socreg_archive", "--check", str(folder / f"{month}.jsonl.xz"))
        assert done.returncode == 0, done.stderr
        assert f"{events} events of socreg/" in done.stdout
    assert old.sql("SELECT count(*) FROM socreg_history.act WHERE at < '2022-01-01'") == "0"
    assert old.call("socreg_archive", "--folder", str(folder)).stdout == ""


def test_an_archive_that_was_altered_is_noticed(old, tmp_path):
    path = archived(old, tmp_path) / "event_2021_01.jsonl.xz"
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    done = old.call("socreg_archive", "--check", str(path))
    assert done.returncode == 1
    assert "not the one that was signed" in done.stderr
    path.write_bytes(content)
    done = old.call("socreg_archive", "--check", str(path), "--key", "AAAA")
    assert done.returncode == 1


def test_what_lives_on_goes_on_from_its_base(old, tmp_path):
    archived(old, tmp_path)
    base = (
        "SELECT b.op, b.ver, b.body ->> 'label', e.ver, e.op, e.prev = b.hash"
        " FROM socreg_history.base AS b LEFT JOIN socreg_history.event AS e"
        " ON e.model = b.model AND e.record_id = b.record_id WHERE b.model = 'test_socreg.person'"
        " ORDER BY b.record_id"
    )
    assert old.sql(base).splitlines() == [
        "r|2|stays changed|3|u|t",
        "d|2||||",
        "r|1|dies later|2|d|t",
    ]
    digest = old.sql("SELECT encode(socreg_history.base_digest(), 'hex')")
    note = "SELECT body ->> 'base' FROM socreg_history.event WHERE model = 'socreg.archive'"
    assert old.sql(f"{note} ORDER BY seq DESC LIMIT 1") == digest
    told = old.inside(
        "reader = env['socreg.consumer'].create({'name': 'all', 'start': 'beginning'})\n"
        "events = [e for e in reader._take(10000) if e.model == 'test_socreg.person' and e.op != 's']\n"
        "for _h, m in env['socreg.history']._messages(events, is_whole=True):\n"
        "    print('TOLD', m['before'] and m['before'].get('label'), (m['after'] or {}).get('label'))\n"
    )
    assert "TOLD stays changed stays today" in told
    assert "TOLD dies later None" in told


def test_leaves_are_those_that_the_others_leave(old, tmp_path):
    archived(old, tmp_path)
    log = old
    log.at("2021-03-05 12:00Z", WRITE.format("later"))
    log.sql("SELECT socreg_history.make_partitions(12)")
    seal(log)
    folder = archived(log, tmp_path)
    done = log.call("socreg_archive", "--check", str(folder / "event_2021_03.jsonl.xz"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("hinder", "words"),
    [
        ("young", "too young"),
        ("unsealed", "not sealed"),
        ("digest", "not what the log says"),
        ("isolation", "READ COMMITTED"),
        ("name", "no month"),
    ],
)
def test_the_log_lets_go_of_nothing_too_early(old, hinder, words):
    digest = "(socreg_history.leaves_of('{0}')).sha256"
    name, begin = "event_2021_01", "BEGIN"
    if hinder == "young":
        name = old.sql("SELECT to_char(now() - interval '11 months', '\"event_\"YYYY_MM')")
        moment = old.sql("SELECT (now() - interval '11 months')::text")
        old.at(moment, WRITE.format("young"))
        old.sql("SELECT socreg_history.make_partitions(1)")
    if hinder == "unsealed":
        old.at("2021-01-30 12:00Z", WRITE.format("unsealed"))
    if hinder == "digest":
        digest = "sha256('')"
    if hinder == "isolation":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ"
    if hinder == "name":
        digest, name = "sha256('')", "leaves"
    count = old.sql(COUNT)
    call = f"SELECT socreg_history.archive('{name}', 0, {digest.format(name)}, '')"
    with pytest.raises(Exception, match=words):
        old.sql(f"{begin}; {call}; COMMIT")
    assert old.sql(COUNT) == count


def test_a_reader_that_has_not_read_it_holds_it(old, tmp_path):
    old.inside(
        "env['socreg.consumer'].create({'name': 'slow', 'start': 'beginning'}); env.cr.commit()"
    )
    done = old.call("socreg_archive", "--folder", str(tmp_path))
    assert done.returncode == 1
    assert "slow" in done.stderr
    assert "event_2021_01" in old.sql(PARTS)


def test_what_came_first_but_is_dated_later_holds_it(log, tmp_path):
    log.sql(WRITE.format("backwards"))
    log.at("2021-01-10 12:00Z", RENAME.format("backwards 2", "backwards"))
    log.sql("SELECT socreg_history.make_partitions(12)")
    seal(log)
    done = log.call("socreg_archive", "--folder", str(tmp_path))
    assert done.returncode == 1
    assert "another month" in done.stderr
    assert "event_2021_01" in log.sql(PARTS)


@pytest.mark.long
def test_a_kill_at_any_moment_loses_nothing(old, tmp_path):
    rng = random.Random(5)
    hashes = (
        "SELECT string_agg(encode(hash, 'hex'), '' ORDER BY xid, seq) FROM socreg_history.event"
    )
    wanted = old.sql(f"{hashes} WHERE at < '2022-01-01'")
    folder = tmp_path / "archive"
    environment = old.environment()
    for _n in range(8):
        process = subprocess.Popen(
            old.work.odoo("socreg_archive", "--folder", str(folder)),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(2 + rng.random() * 6)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    archived(old, tmp_path)
    assert "2021" not in old.sql(PARTS)
    for month in ("event_2021_01", "event_2021_02"):
        done = old.call("socreg_archive", "--check", str(folder / f"{month}.jsonl.xz"))
        assert done.returncode == 0, done.stderr
    kept = ""
    for month in ("event_2021_01", "event_2021_02"):
        with lzma.open(folder / f"{month}.jsonl.xz", "rt") as file:
            kept += "".join(json.loads(line).get("event", [""])[-1] for line in file)
    assert kept == wanted
