"""The system log: one object a line, without values."""

import json
import logging
import sys

import pytest
from socreg_history.core.json_log import SystemLogFormatter


@pytest.fixture
def line():
    """Return what the formatter writes of a record."""
    formatter = SystemLogFormatter(lambda: {"database": "registry", "user": 7})

    def made(message, *args, exc_info=None, **extra):
        record = logging.LogRecord("odoo.x", logging.INFO, __file__, 1, message, args, exc_info)
        record.__dict__.update(extra)
        text = formatter.format(record)
        assert "\n" not in text
        return json.loads(text)

    return made


def test_it_says_when_where_and_who(line):
    told = line("%d of %d rows", 3, 4)
    assert told["message"] == "3 of 4 rows"
    assert (told["database"], told["user"]) == ("registry", 7)
    assert (told["level"], told["logger"]) == ("info", "odoo.x")
    assert told["time"].endswith("+00:00")


def test_it_says_what_was_measured_and_nothing_else(line):
    told = line("answered", status=200, duration_ms=12, path="/web/<x>", method="GET", secret="x")
    assert (told["status"], told["duration_ms"], told["path"]) == (200, 12, "/web/<x>")
    assert "secret" not in told
    assert "perf_info" not in told


def test_an_exception_is_its_kind_and_its_place(line):
    try:
        raise ValueError("Amina was born in 1980")
    except ValueError:
        told = line("failed", exc_info=sys.exc_info())
    assert told["error"] == "ValueError"
    assert "test_json_log.py" in told["at"][-1]
    assert "Amina" not in json.dumps(told)


def test_an_exception_as_a_message_or_in_it_is_its_kind(line):
    error = ValueError("Amina")
    assert line(error)["message"] == "ValueError"
    assert line("it failed: %s", error)["message"] == "it failed: ValueError"


def test_lines_within_a_message_stay_one_line(line):
    assert line("two\nlines")["message"] == "two\nlines"
