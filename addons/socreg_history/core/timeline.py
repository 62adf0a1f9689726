"""What happened to a subject, transaction by transaction: its versions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from .fold import Event


@dataclass(slots=True)
class Version:
    """What one transaction did to a subject and to what hung on it."""

    xid: int
    number: int
    events: list[Event] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Return the position of its first event, by which it is known."""
        return min(event.seq for event in self.events)

    @property
    def at(self) -> datetime:
        """Return when its transaction began."""
        return self.events[0].at


def touches(event: Event, subject_id: int) -> bool:
    """Tell whether an event belongs to what happened to a subject: to it, with it, or away from it."""
    return subject_id in (
        event.subject_id,
        event.party_id,
        event.left_subject_id,
        event.left_party_id,
    )


def timeline(events: Iterable[Event], subject_id: int) -> list[Version]:
    """Return the versions of a subject that the log has, in order and numbered from 1."""
    found: dict[int, dict[int, Event]] = {}
    for event in events:
        if touches(event, subject_id) and not event.is_base:
            found.setdefault(event.xid, {})[event.seq] = event
    return [
        Version(xid, number, [found[xid][seq] for seq in sorted(found[xid])])
        for number, xid in enumerate(sorted(found), 1)
    ]
