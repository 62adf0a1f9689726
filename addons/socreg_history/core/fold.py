"""What a record was: its events, folded one after another.

Values stand as the log holds them. Beside each stands the subject under whose key it was sealed, if it
is sealed: a record that moves to another subject is sealed anew, and what it was before is not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeVar

FOUND, CREATED, CHANGED, DELETED = "r", "c", "u", "d"
LINK = "/"
# The random id that sealed cells are bound to.
ROW = "rid"

Key = tuple[str, int]
Value = TypeVar("Value")


class InArchive(Exception):
    """What was known of a record at a cut left the log.

    :ivar at: when what is left of it in the log begins
    """

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record, as it stands in the log.

    :ivar is_base: it is what archived months made of the record, whole
    """

    seq: int
    xid: int
    at: datetime
    model: str
    record_id: int
    ver: int
    op: str
    subject_id: int | None = None
    party_id: int | None = None
    left_subject_id: int | None = None
    left_party_id: int | None = None
    body: Mapping[str, object] | None = None
    is_base: bool = False


class Cell(NamedTuple):
    """A value, and whose keys may have sealed it: first the subject of its event, then whom it left."""

    value: object
    subjects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What a record was at one moment: its columns that were not empty."""

    model: str
    record_id: int
    ver: int
    subject_id: int | None
    party_id: int | None
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def value(self, column: str) -> object:
        """Return what stood in a column; None where it was empty."""
        cell = self.cells.get(column)
        return None if cell is None else cell.value

    def only(self, columns: Iterable[str]) -> "State":
        """Return the same with some columns alone, and what they are bound to."""
        wanted = {*columns, ROW}
        return replace(self, cells={c: cell for c, cell in self.cells.items() if c in wanted})


Cut = Callable[[Event], bool]


def until(moment: datetime) -> Cut:
    """Return the cut at a moment, that moment included."""
    return lambda event: event.at <= moment


def through(xid: int) -> Cut:
    """Return the cut after a transaction."""
    return lambda event: event.xid <= xid


def up_to(seq: int) -> Cut:
    """Return the cut after an event."""
    return lambda event: event.seq <= seq


def always(_event: Event) -> bool:
    """Cut nothing off: what stands today."""
    return True


def fold(events: Sequence[Event], within: Cut = always) -> State | None:
    """Return what a record was at a cut; None where it was not there.

    A record's order is that of its versions. A clock may jump back, so that a later version has an
    earlier time: the greatest version within the cut counts, with all that came before it.

    :param events: of one record, in order of `ver`
    :raises InArchive: it was there, and what it was is in an archive
    """
    last = max((event.ver for event in events if within(event)), default=0)
    # What its first event made of it was nothing before.
    if events and events[0].is_base and events[0].ver > 1 and last < events[0].ver:
        raise InArchive(events[0].at)
    state: State | None = None
    for event in events:
        if event.ver <= last:
            state = _next(state, event)
    return state


def after(
    before: Mapping[str, Value] | None, op: str, body: Mapping[str, Value | None] | None
) -> dict[str, Value] | None:
    """Return a record's columns after an event, without the empty ones; None once it is deleted.

    What is found or created begins anew: columns that it leaves out are empty.
    """
    if op == DELETED:
        return None
    kept = {} if op in (FOUND, CREATED) else before or {}
    merged = {**kept, **(body or {})}
    return {column: value for column, value in merged.items() if value is not None}


def _next(state: State | None, event: Event) -> State | None:
    whose = tuple(id_ for id_ in (event.subject_id, event.left_subject_id) if id_)
    told = {
        column: None if value is None else Cell(value, whose)
        for column, value in (event.body or {}).items()
    }
    cells = after(state.cells if state else None, event.op, told)
    if cells is None:
        return None
    return State(
        model=event.model,
        record_id=event.record_id,
        ver=event.ver,
        subject_id=event.subject_id,
        party_id=event.party_id,
        cells=MappingProxyType(cells),
    )


def by_record(events: Iterable[Event]) -> dict[Key, list[Event]]:
    """Return events by record, each record's in order and none twice."""
    found: dict[Key, dict[int, Event]] = defaultdict(dict)
    for event in events:
        found[event.model, event.record_id][event.ver] = event
    return {key: [known[ver] for ver in sorted(known)] for key, known in found.items()}


def gaps(events: Sequence[Event]) -> set[int]:
    """Return the subjects under whom the versions stand that are missing between or before these."""
    missing: set[int] = set()
    before = 0
    for event in events:
        if event.ver != before + 1 and not event.is_base:
            missing |= {id_ for id_ in (event.left_subject_id, event.subject_id) if id_}
        before = event.ver
    return missing


def join(states: Iterable[State]) -> dict[Key, State]:
    """Return states by record, with what their links held among their columns.

    The list of a link goes with its record: what was deleted has none.
    """
    found = list(states)
    owners = {(s.model, s.record_id): s for s in found if LINK not in s.model}
    for link in found:
        model, slash, _name = link.model.partition(LINK)
        owner = owners.get((model, link.record_id))
        if slash and owner:
            cells = MappingProxyType({**owner.cells, **link.cells})
            owners[model, link.record_id] = replace(owner, cells=cells)
    return owners


class Difference(NamedTuple):
    """One column in which two states differ."""

    column: str
    left: Cell | None
    right: Cell | None


def difference(left: State | None, right: State | None) -> list[Difference]:
    """Return the columns in which two states of a record differ, by name.

    What is sealed differs when it was sealed anew, be it the same value.
    """
    ours = left.cells if left else {}
    theirs = right.cells if right else {}
    return [
        Difference(column, ours.get(column), theirs.get(column))
        for column in sorted({*ours, *theirs})
        if _nothing(ours.get(column)) != _nothing(theirs.get(column))
    ]


def _nothing(cell: Cell | None) -> object:
    """Return the value alone; an empty list of links is as good as none."""
    return None if cell is None or cell.value == [] else cell.value
