"""Where something stands in the log: the only order in which nothing is overtaken."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A transaction's number, then the event's own: both only grow, in this order.

    Numbers of events alone are given before their transactions commit: who remembers the highest
    one that was seen misses the lower ones that come later.

    >>> Position(9, 200) < Position(10, 3) < Position(10, 4)
    True
    """

    xid: int
    seq: int

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Return the position that a text says.

        :raises ValueError: it says none

        >>> Position.parse("10.3")
        Position(xid=10, seq=3)
        """
        xid, dot, seq = text.partition(".")
        if not dot or not xid.isdecimal() or not seq.isdecimal():
            raise ValueError("a position is two numbers with a point between them")
        return cls(int(xid), int(seq))

    def __str__(self) -> str:
        return f"{self.xid}.{self.seq}"


BEGINNING = Position(0, 0)
