"""What is checked side by side, on several connections, is what one connection checks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from socreg_setup.database import copy, drop

BESIDE = Path(__file__).with_name("beside.py")


@pytest.fixture(scope="module")
def another(registry):
    """A copy of the registry, which is tampered with for good."""
    name = f"{registry.database}_beside"
    try:
        copy(registry.work, registry.database, name)
        yield replace(registry, database=name)
    finally:
        drop(registry.work, name)


def test_a_part_that_fails_fails_the_whole(another):
    done = another.inside("failing", BESIDE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hash_of_another_length_is_one_fault(another):
    done = another.inside("short_hash", BESIDE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_events_without_a_number_are_found_once(another):
    done = another.inside("no_number", BESIDE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_connections_see_one_moment(another):
    done = another.inside("one_moment", BESIDE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_that_one_connection_finds_is_found(another):
    done = another.inside("agree", BESIDE)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["lanes"] == 4
    for alone, beside in (told["before"], told["tampered"]):
        assert beside == alone
    faulty = {name for name, check in told["tampered"][0]["checks"].items() if check.get("faults")}
    wanted = "chain act head state leaves tree note witness watched trigger".split()
    assert faulty >= set(wanted)
