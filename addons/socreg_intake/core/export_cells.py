"""What is known of a registrant, as cells of a file that says just the same when it comes back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ...socreg_registry.core import table
from .entry import Entry, IdentifierSaid, MembershipSaid
from .errors import InvalidValue

BETWEEN_CODES = "|"
MOST_EXACT = 1e15
YES, NO = "true", "false"


def cell_of(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula, and `text_of` reads back.

    :raises InvalidValue: `code`: one of several codes holds what stands between them

    >>> cell_of("+254712345678"), cell_of(date(2001, 3, 4)), cell_of(-1.5), cell_of(None)
    ("'+254712345678", '2001-03-04', '-1.5', '')
    """
    if isinstance(value, str):
        return str(table.guarded(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _codes(value)
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < MOST_EXACT
    return str(int(value)) if is_whole else repr(value)


def text_of(cell: str) -> str:
    """Return the text that a cell was made of.

    >>> text_of(cell_of("'=1+1"))
    "'=1+1"
    """
    return table.unguarded(cell)


def cells_of(entry: Entry, paths: Iterable[str]) -> list[str]:
    """Return what an entry says at the paths of columns, as `mapping.Target` names them."""
    return [cell_of(value_at(entry, path)) for path in paths]


def value_at(entry: Entry, path: str) -> Any:
    """Return what an entry says at a path; None if nothing."""
    first, _dot, rest = path.partition(".")
    if first in WHERE and rest:
        return WHERE[first](entry, rest)
    if path in ("uid", "key"):
        return getattr(entry, path)
    return entry.values.get(path)


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a file of cells that `cells_of` made."""
    # Guarding again what is guarded would not come back as it was.
    plain = ([table.unguarded(cell) for cell in row] for row in rows)
    return table.write(headings, plain)


def _codes(codes: Sequence[str]) -> str:
    if any(BETWEEN_CODES in code for code in codes):
        raise InvalidValue("code")
    return str(table.guarded(BETWEEN_CODES.join(codes)))


def _identifier(entry: Entry, path: str) -> Any:
    return _part(entry.identifiers, path)


def _phone(entry: Entry, path: str) -> str | None:
    index = int(path) if path.isascii() and path.isdigit() else len(entry.phones)
    return entry.phones[index] if index < len(entry.phones) else None


def _household(entry: Entry, path: str) -> Any:
    said = next(iter(entry.memberships), MembershipSaid())
    if path.startswith("identifiers."):
        numbers = (said.identifier,) if said.identifier else ()
        return _part(numbers, path.partition(".")[2])
    if path == "role":
        return next(iter(said.roles), None)
    if path == "is_head":
        return said.is_head if entry.memberships else None
    return {"key": said.group, "uid": said.uid, "start_date": said.start_date}.get(path)


def _part(numbers: Iterable[IdentifierSaid], path: str) -> Any:
    type_code, _dot, part = path.rpartition(".")
    said = next((number for number in numbers if number.type == type_code), None)
    return getattr(said, part) if said and part in ("value", "issued_on", "expires_on") else None


WHERE: dict[str, Callable[[Entry, str], Any]] = {
    "identifiers": _identifier,
    "phones": _phone,
    "household": _household,
}
