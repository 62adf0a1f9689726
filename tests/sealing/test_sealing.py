"""The command as an operator calls it, and the sealer when it is killed anywhere."""

import json
import stat
from pathlib import Path

FILE = Path(__file__).with_name("killed.py")
ADD = """
env["test_socreg.person"].create([{"label": str(number)} for number in range(5)])
env.cr.commit()
"""


def test_command_seals_and_tells_how_far_the_proof_is(registry):
    assert registry.shell(ADD).returncode == 0
    before = json.loads(registry.seal("--status", "--json").stdout)
    assert before["unsealed"] >= 5
    done = registry.seal()
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"sealed  {before['unsealed']} now" in done.stdout
    assert "all is well" in done.stdout
    assert stat.S_IMODE(registry.witness.stat().st_mode) == 0o600
    after = json.loads(registry.seal("--json").stdout)
    assert (after["unsealed"], after["sealed_now"], after["problems"]) == (0, 0, [])
    assert after["sealed"] == after["witness"]["size"]


def test_command_says_what_is_wrong(registry):
    registry.seal()
    told = registry.witness.read_bytes()
    registry.witness.unlink()
    registry.witness.mkdir()
    try:
        assert registry.shell(ADD).returncode == 0
        done = registry.seal()
        assert (done.returncode, "PROBLEM  the witness file" in done.stdout) == (1, True)
        assert "sealed  5 now" in done.stdout
    finally:
        registry.witness.rmdir()
        registry.witness.write_bytes(told)
    assert registry.seal().returncode == 0


def test_a_database_without_a_log_is_refused_in_a_sentence(registry):
    done = registry.seal("-d", "template1")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_is_lost_or_doubled_when_the_sealer_is_killed_at_any_point(registry):
    done = registry.run(FILE, "at_points")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed 30" in done.stdout


def test_nothing_is_lost_or_doubled_when_sealers_are_killed_while_people_write(registry):
    done = registry.run(FILE, "under_load")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all proven" in done.stdout
