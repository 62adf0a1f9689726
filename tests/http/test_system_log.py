"""The system log as programs read it: what was asked, by whom, how long it took, and no values."""

import json
import re

import pytest

from socreg_setup.paths import HOME

from ..live import NAME, Refused

DATED = re.compile(r"\d{4}-\d\d-\d\d \d\d:")
ID = "it-is-this-request-4711"
CANARIES = ("canaryquery", "canarypassword", "canaryname")


def log():
    return (HOME / f"{NAME}.log").read_text()


def answers(request_id):
    """Return the lines that say that a request of this id was answered."""
    lines = [json.loads(line) for line in log().splitlines() if request_id in line]
    return [line for line in lines if line["message"] == "answered"]


@pytest.fixture
def registrar(live):
    caller = live.caller("registrar")
    caller.session.headers["X-Request-Id"] = ID
    return caller


def test_every_record_is_an_object_once_the_addon_is_loaded(live, registrar):
    registrar.search("socreg.registrant", limit=1)
    lines = log().splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("{"))
    # Odoo's banner comes before, and names files only.
    assert first < 12
    assert not [line for line in lines[first:] if DATED.match(line)]
    for line in lines[first:]:
        if line.startswith("{"):
            assert {"time", "level", "logger", "process", "message"} <= set(json.loads(line))


def test_an_answer_is_logged_with_who_and_how_long(live, registrar):
    registrar.search("socreg.registrant", limit=1)
    told = answers(ID)[-1]
    assert told["user"] == registrar.uid
    assert told["database"] == live.database
    assert (told["method"], told["status"]) == ("POST", 200)
    assert told["path"].startswith("/web/dataset/call_kw")
    assert 0 <= told["duration_ms"] < 60_000


def test_an_address_is_logged_without_what_was_in_it(live, registrar):
    registrar.get("/web/content/socreg.registrant/1/canaryname")
    told = answers(ID)[-1]
    assert "<" in told["path"]
    assert "socreg.registrant" not in told["path"]


@pytest.mark.parametrize("path", ["/web/login", "/web/content/0", "/no/such/page"])
def test_every_answer_says_its_id(live, registrar, path):
    assert registrar.get(path).headers["X-Request-Id"] == ID
    registrar.session.headers["X-Request-Id"] = "a name; or worse"
    given = registrar.get(path).headers["X-Request-Id"]
    assert given.isalnum()
    assert len(given) == 16


def test_an_event_and_the_log_say_the_same_id(live, registrar):
    registrar.session.headers["X-Request-Id"] = own = f"{ID}-event"
    registrar.create("socreg.registrant", given_name="Ana", family_name="Logged")
    assert answers(own)
    query = f"SELECT count(*) FROM socreg_history.act WHERE actor ->> 'request' = '{own}'"
    assert live.work.server.sql(query, live.database) == "1"


def test_the_log_holds_no_values(live, registrar):
    registrar.get("/web/login?token=canaryquery&redirect=/canaryquery")
    registrar.get("/canaryquery/page?x=canaryquery")
    with pytest.raises(Refused):
        live.caller("nobody", "canarypassword")
    with pytest.raises(Refused):
        live.caller("registrar", "canarypassword")
    with pytest.raises(Refused):
        registrar.create("socreg.registrant", given_name="canaryname", sex="canaryname")
    with pytest.raises(Refused):
        registrar.search("socreg.registrant", ("given_name", "canaryname", "canaryname"))
    for canary in CANARIES:
        found = [line for line in log().splitlines() if canary in line]
        assert not found, found[:3]
