"""What stands in an archive: acts and events, each checked as it is read."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from .position import Position


class BadArchive(Exception):
    """A sentence that says what of an archive is wrong."""


class Act(NamedTuple):
    """Who did it, as the log has it."""

    xid: int
    at: int
    actor: str
    hash: str

    def digest(self) -> str:
        """Return what its hash must be."""
        text = f"socreg act 1\n{self.xid}\n{self.at}\n{self.actor}"
        return hashlib.sha256(text.encode()).hexdigest()


class Line(NamedTuple):
    """One event, as the log has it: hashes in hexadecimal, the body as its text."""

    xid: int
    seq: int
    model: str
    record_id: int
    number: int
    op: str
    subject_id: int | None
    party_id: int | None
    left_subject_id: int | None
    left_party_id: int | None
    body: str | None
    prev: str
    hash: str

    @property
    def position(self) -> Position:
        return Position(self.xid, self.seq)

    def digest(self, act: Act) -> str:
        """Return what its hash must be."""
        told = (
            "socreg event 1",
            *(self.seq, self.model, self.record_id, self.number, self.op),
            *(self.subject_id, self.party_id, self.left_subject_id, self.left_party_id),
            *(act.at, act.hash, self.body),
        )
        text = "\n".join("" if part is None else str(part) for part in told)
        return hashlib.sha256(bytes.fromhex(self.prev) + text.encode()).hexdigest()


@dataclass(slots=True)
class Content:
    """What a file holds: gathered while it is read, and checked line by line."""

    hashes: list[bytes] = field(default_factory=list)
    first: Position | None = None
    last: Position | None = None
    _act: Act | None = None
    _newest: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)

    def add_act(self, act: Act) -> None:
        """Take the act of the events that follow.

        :raises BadArchive: it is not as it was hashed
        """
        if act.digest() != act.hash:
            raise BadArchive(f"who did transaction {act.xid} was altered")
        self._act = act

    def add(self, line: Line) -> None:
        """Take the next event.

        :raises BadArchive: it is not as it was hashed, or does not follow those before it
        """
        if self._act is None or self._act.xid != line.xid:
            raise BadArchive(f"nobody did event {line.position}")
        if self.last is not None and line.position <= self.last:
            raise BadArchive(f"event {line.position} stands behind a later one")
        if line.digest(self._act) != line.hash:
            raise BadArchive(f"event {line.position} was altered")
        self._link(line)
        self.first, self.last = self.first or line.position, line.position
        self.hashes.append(bytes.fromhex(line.hash))

    def digest(self) -> bytes:
        """Return the digest of all hashes in their order."""
        return hashlib.sha256(b"".join(self.hashes)).digest()

    def _link(self, line: Line) -> None:
        record = line.model, line.record_id
        before = self._newest.get(record)
        if before and before != (line.number - 1, line.prev):
            raise BadArchive(f"event {line.position} does not go on from the record's event before")
        self._newest[record] = line.number, line.hash
