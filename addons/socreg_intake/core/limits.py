"""How much of a file is read before it is refused, so that none exhausts who reads it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import InvalidFile

KILO = 1024
MEGA = KILO * KILO


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be.

    :ivar size: bytes of the file
    :ivar rows: below the headings
    :ivar lines: of text; a row may have several
    :ivar line: characters of one
    :ivar cell: characters; spreadsheets hold no more
    :ivar seconds: until the headings are found
    :ivar members: files in an archive
    :ivar ratio: how many times an archive's file may be larger than what it was packed into
    :ivar unpacked: bytes that an archive may give
    :ivar texts: bytes of a workbook's shared texts, which are kept in memory
    :ivar depth: of elements within elements
    """

    size: int = 512 * MEGA
    rows: int = 2_000_000
    columns: int = 1_000
    lines: int = 2_500_000
    line: int = MEGA
    cell: int = 32_767
    seconds: float = 1.5
    members: int = 1_000
    ratio: int = 100
    unpacked: int = 4_096 * MEGA
    texts: int = 128 * MEGA
    depth: int = 32


@dataclass(slots=True)
class Deadline:
    """The moment at which a file has taken too long to open; none once it is open."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.clock() + self.seconds

    def check(self) -> None:
        """:raises InvalidFile: `slow`"""
        if self.clock() > self._end:
            raise InvalidFile("slow")

    def lift(self) -> None:
        self._end = float("inf")
