"""Keys change while people work, and while what changes them is killed."""

from pathlib import Path

FILE = Path(__file__).with_name("under_load.py")


def test_nothing_is_lost_when_rewrapping_is_killed(registry):
    done = registry.run(FILE, "main")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed 0" in done.stdout
    status = registry.keys("status")
    assert status.returncode == 0, status.stdout + status.stderr
