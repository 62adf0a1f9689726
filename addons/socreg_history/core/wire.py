"""How an event travels: Debezium's envelope, with the headers of CloudEvents.

Who reads these need not know whether our own readers or a real Debezium sent them. What is sealed in
the log stays sealed.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from .fold import CHANGED, CREATED, DELETED, FOUND, after
from .position import Position

Columns = Mapping[str, Any]

NOTED = "s"
KINDS = {
    FOUND: "found",
    CREATED: "created",
    CHANGED: "changed",
    DELETED: "deleted",
    NOTED: "noted",
}
# Debezium's letter for what is no change of a row.
MESSAGE = "m"
CONNECTOR = "socreg"
CONTENT_TYPE = "application/json"


class Event(NamedTuple):
    """One event of the log, as a reader gets it."""

    position: Position
    at: datetime
    model: str
    record_id: int
    number: int
    op: str
    subject_model: str | None
    subject_id: int | None
    party_id: int | None
    left_subject_id: int | None
    left_party_id: int | None
    body: dict[str, Any] | None
    actor: dict[str, Any]


def key(event: Event) -> str:
    """Return what keeps events of one subject in one place, and so in order."""
    if event.subject_id is None:
        return f"{event.model}/{event.record_id}"
    return f"{event.subject_model or event.model}/{event.subject_id}"


def envelope(event: Event, origin: str, before: Columns | None = None) -> dict[str, Any]:
    """Return the event in Debezium's envelope.

    :param origin: what the log is called in signed roots
    :param before: the record's columns before it; with it, `after` is the whole record, else what
        the event tells: of a change, the columns that changed
    """
    moment = _milliseconds(event.at)
    told: dict[str, Any] = {
        "op": MESSAGE if event.op == NOTED else event.op,
        "ts_ms": moment,
        "source": _source(event, origin, moment),
        "transaction": {"id": str(event.position.xid)},
    }
    if event.op == NOTED:
        content = json.dumps(event.body, sort_keys=True).encode()
        return told | {
            "message": {"prefix": event.model, "content": base64.b64encode(content).decode()}
        }
    return told | {
        "before": None if before is None else dict(before),
        "after": event.body if before is None else after(before, event.op, event.body),
    }


def headers(event: Event, origin: str) -> dict[str, str]:
    """Return the event's CloudEvents attributes, as headers of a Kafka message.

    A reader that got the same `ce_id` of a `ce_source` before has had the event.
    """
    return {
        "ce_specversion": "1.0",
        "ce_id": str(event.position),
        "ce_source": f"/{origin}",
        "ce_type": f"{event.model.replace('/', '.')}.{KINDS[event.op]}",
        "ce_subject": key(event),
        "ce_time": event.at.astimezone(timezone.utc).isoformat(timespec="microseconds"),
        "content-type": CONTENT_TYPE,
    }


def _source(event: Event, origin: str, moment: int) -> dict[str, Any]:
    """Return where the event comes from, and by whom."""
    return {
        "connector": CONNECTOR,
        "name": origin,
        "ts_ms": moment,
        "snapshot": "true" if event.op == FOUND else "false",
        "schema": "public",
        "table": event.model,
        "txId": event.position.xid,
        "xid": event.position.xid,
        "seq": event.position.seq,
        "sequence": str(event.position),
        "record": event.record_id,
        "version": event.number,
        "subject": event.subject_id,
        "party": event.party_id,
        "left_subject": event.left_subject_id,
        "left_party": event.left_party_id,
        "actor": event.actor,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
