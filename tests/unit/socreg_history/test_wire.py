"""Positions, and how an event travels."""

import base64
import json
from datetime import datetime, timezone

import pytest
from socreg_history.core.fold import after
from socreg_history.core.position import BEGINNING, Position
from socreg_history.core.wire import Event, envelope, headers, key

AT = datetime(2026, 3, 3, 12, 0, 0, 250_000, tzinfo=timezone.utc)
ORIGIN = "socreg/1f0e"


def event(op="u", body=None, **more):
    told = {
        "position": Position(812, 4021),
        "at": AT,
        "model": "socreg.phone",
        "record_id": 7,
        "number": 3,
        "op": op,
        "subject_model": "socreg.registrant",
        "subject_id": 5,
        "party_id": None,
        "left_subject_id": None,
        "left_party_id": None,
        "body": body,
        "actor": {"role": "odoo", "user": 2},
    }
    return Event(**{**told, **more})


def test_positions_are_in_the_order_of_transactions_first():
    assert BEGINNING < Position(9, 200) < Position(10, 3) < Position(10, 4)
    assert Position.parse("10.3") == Position(10, 3)
    assert str(Position(10, 3)) == "10.3"
    assert Position(1 << 40, 1) > Position(1, 1 << 40)


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "-1.2", "1.2.3", "a.b", "1,2"])
def test_other_texts_are_no_positions(text):
    with pytest.raises(ValueError, match="two numbers"):
        Position.parse(text)


def test_a_change_carries_what_changed():
    told = envelope(event(body={"number": "c2VhbGVk", "note": None}), ORIGIN)
    assert (told["op"], told["before"]) == ("u", None)
    assert told["after"] == {"number": "c2VhbGVk", "note": None}
    assert told["ts_ms"] == 1772539200250
    assert told["source"]["xid"] == 812
    assert told["source"]["seq"] == 4021
    assert told["source"]["actor"] == {"role": "odoo", "user": 2}


def test_a_change_carries_the_whole_record_where_it_was_asked_for():
    before = {"number": "b2xk", "note": "bm90ZQ==", "is_primary": True}
    told = envelope(event(body={"number": "bmV3", "note": None}), ORIGIN, before)
    assert told["before"] == before
    assert told["after"] == {"number": "bmV3", "is_primary": True}


def test_what_is_deleted_is_told_by_what_it_was():
    told = envelope(event("d"), ORIGIN, {"number": "b2xk"})
    assert (told["before"], told["after"]) == ({"number": "b2xk"}, None)
    assert after({"number": "b2xk"}, "d", None) is None


@pytest.mark.parametrize(("op", "snapshot"), [("r", "true"), ("c", "false")])
def test_what_was_found_is_a_snapshot(op, snapshot):
    told = envelope(event(op, {"number": "bmV3"}), ORIGIN)
    assert (told["op"], told["after"]) == (op, {"number": "bmV3"})
    assert told["source"]["snapshot"] == snapshot


def test_a_note_is_a_message():
    told = envelope(event("s", {"base": 5}, record_id=0, subject_id=None), ORIGIN)
    assert told["op"] == "m"
    assert "after" not in told
    assert json.loads(base64.b64decode(told["message"]["content"])) == {"base": 5}


def test_headers_name_the_event_and_its_subject():
    assert headers(event(), ORIGIN) == {
        "ce_specversion": "1.0",
        "ce_id": "812.4021",
        "ce_source": "/socreg/1f0e",
        "ce_type": "socreg.phone.changed",
        "ce_subject": "socreg.registrant/5",
        "ce_time": "2026-03-03T12:00:00.250000+00:00",
        "content-type": "application/json",
    }


def test_links_are_of_their_owner_and_what_has_no_subject_of_itself():
    links = event(model="socreg.registrant/tag_ids", record_id=5)
    assert headers(links, ORIGIN)["ce_type"] == "socreg.registrant.tag_ids.changed"
    assert key(event(subject_id=None)) == "socreg.phone/7"
