"""Keys change while people work, and while what changes them is killed."""

from pathlib import Path

SCRIPT = f"""
import runpy, sys
sys.exit(runpy.run_path({str(Path(__file__).with_name("under_load.py"))!r})["main"](env))
"""


def test_nothing_is_lost_when_rewrapping_is_killed(registry):
    done = registry.odoo("shell", "--log-level=critical", stdin=SCRIPT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed 0" in done.stdout
    status = registry.keys("status")
    assert status.returncode == 0, status.stdout + status.stderr
