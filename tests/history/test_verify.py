"""The log of a living database is proved, and every tampering with it is found."""

import json

import pytest

from ..standalone import standalone

KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def test_a_clean_database_is_right_for_both_verifiers(registry, tmp_path):
    dumped = standalone(
        registry.dump(tmp_path / "dump.sql"), "--witness", registry.witness, "--key", KEY
    )
    assert dumped["right"] and dumped["warnings"] == [], dumped
    done = registry.inside("clean")
    living = json.loads(done.stdout)
    assert living["right"] and living["warnings"] == [], done.stdout + done.stderr
    for name in ("events", "sealed events", "tree heads", "witnessed tree heads"):
        assert living["counts"][name] == dumped["counts"][name]
    assert living["tree"] == dumped["tree"]
    assert living["counts"]["sealed cells that open"]


def test_each_check_finds_what_no_other_does(registry):
    done = registry.inside("alone")
    told = json.loads(done.stdout)
    for check, (with_it, without_it) in told.items():
        assert with_it == [check], check
        assert without_it == [], check


def test_tampering_is_found(registry):
    done = registry.inside("tamper", SOCREG_TIMES="51")
    assert done.stdout.endswith("missed 0\n"), done.stdout + done.stderr


@pytest.mark.long
def test_a_thousand_tamperings_are_found(registry):
    done = registry.inside("tamper", SOCREG_TIMES="1000")
    assert done.stdout.endswith("missed 0\n"), done.stdout + done.stderr


def test_a_part_of_the_log_is_proved(registry):
    done = registry.inside("parts")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_says_what_it_found(registry):
    done = registry.call("socreg_verify", "--json", "--deep")
    told = json.loads(done.stdout)
    # The key that signed here is no key of this registry.
    assert {name for name, check in told["checks"].items() if check.get("faults")} <= {
        "note",
        "witness",
    }
    assert done.returncode == told["exit"]
    done = registry.call("socreg_verify", "--record", "nobody")
    assert done.returncode == 1 and "names no record" in done.stderr
    done = registry.call("socreg_verify", "--witness", "/nowhere/file")
    assert done.returncode == 1 and "There is no file" in done.stderr
