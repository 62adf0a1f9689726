"""As much of PostgreSQL's `pgoutput` as an outbox router reads: relations, inserts, transactions."""

import struct
from dataclasses import dataclass, field

Row = dict[str, str | None]


@dataclass
class Stream:
    """What a slot sent: relations by their number, and rows in the order in which they came."""

    relations: dict[int, tuple[str, list[str]]] = field(default_factory=dict)
    rows: list[tuple[int, str, Row]] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    _transaction: int = 0

    def read(self, message: bytes) -> None:
        """Take the next message (protocol version 1)."""
        kind = message[:1]
        if kind == b"B":
            lsn, _at, self._transaction = struct.unpack(">QqI", message[1:21])
            self.commits.append(lsn)
        elif kind == b"R":
            self._relation(_Reader(message[1:]))
        elif kind == b"I":
            self._insert(_Reader(message[1:]))
        elif kind not in (b"C", b"Y", b"O"):
            self.others.add(kind.decode())

    def _relation(self, reader: "_Reader") -> None:
        number = reader.number(">I")
        name = f"{reader.text()}.{reader.text()}"
        reader.number(">B")
        columns = []
        for _n in range(reader.number(">H")):
            reader.number(">B")
            columns.append(reader.text())
            reader.number(">I")
            reader.number(">i")
        self.relations[number] = name, columns

    def _insert(self, reader: "_Reader") -> None:
        name, columns = self.relations[reader.number(">I")]
        assert reader.raw(1) == b"N"
        assert reader.number(">H") == len(columns)
        self.rows.append((self._transaction, name, {column: reader.value() for column in columns}))


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._left = content

    def raw(self, size: int) -> bytes:
        taken, self._left = self._left[:size], self._left[size:]
        return taken

    def number(self, shape: str) -> int:
        return int(struct.unpack(shape, self.raw(struct.calcsize(shape)))[0])

    def text(self) -> str:
        text, _zero, self._left = self._left.partition(b"\0")
        return text.decode()

    def value(self) -> str | None:
        kind = self.raw(1)
        return self.raw(self.number(">I")).decode() if kind == b"t" else None
