"""An import that is killed anywhere: nothing is lost, and nothing is taken twice."""

from pathlib import Path

KILLED = Path(__file__).with_name("killed.py")


def test_nothing_is_lost_or_doubled_when_an_import_is_killed_at_any_point(registry):
    done = registry.run(KILLED, "at_points")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed 120" in done.stdout


def test_nothing_is_lost_or_doubled_when_those_who_work_are_killed_at_any_moment(registry):
    done = registry.run(KILLED, "at_moments")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all taken once" in done.stdout


def test_whom_an_import_changed_becomes_what_they_were_unless_others_came_after(registry):
    done = registry.run(KILLED, "undone")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "undone" in done.stdout
