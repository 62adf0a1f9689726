"""Tables as files of comma-separated values, whatever program wrote or will open them."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from .errors import InvalidValue

DELIMITERS = (",", ";", "\t", "|")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The wide forms are signs of formulas where Chinese or Japanese is written.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GUARD = "'"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is no heading.

    :ivar line: where it ends in the file, the first line being 1
    :ivar cells: text by heading; empty if the row has more cells than there are headings
    """

    line: int
    cells: dict[str, str]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read(content: bytes, most_rows: int) -> Table:
    """Read a file whose encoding and delimiter are found out.

    :raises InvalidValue: `empty`, `binary`, `csv`, `headings` (two are the same, or one is empty)
        or `too_many`
    """
    encoding, text = _decoded(content)
    if "\0" in text:
        raise InvalidValue("binary")
    lines = text.strip("\r\n")
    if not lines.strip():
        raise InvalidValue("empty")
    delimiter = _delimiter(lines.splitlines()[0])
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = tuple(heading.strip() for heading in next(reader))
        _check_headings(headings)
        rows = tuple(_rows(reader, headings, most_rows))
    except csv.Error:
        raise InvalidValue("csv") from None
    return Table(headings, rows, encoding, delimiter)


def write(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a file that spreadsheets open as it is, and never take for formulas."""
    yield codecs.BOM_UTF8
    for row in chain([headings], rows):
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerow([guarded(cell) for cell in row])
        yield buffer.getvalue().encode()


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; a number stays one.

    A text that looks guarded is guarded once more, so that each comes back as it was.

    >>> guarded("=1+1"), guarded(-1), guarded("Lan"), guarded("'=1")
    ("'=1+1", -1, 'Lan', "''=1")
    """
    if isinstance(cell, str) and cell.lstrip(GUARD).startswith(FORMULA):
        return GUARD + cell
    return cell


def unguarded(cell: str) -> str:
    """Return what a cell said before it was guarded.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    is_guarded = cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(FORMULA)
    return cell[1:] if is_guarded else cell


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded_as(content, encoding)
    try:
        return _decoded_as(content, "utf-8")
    except InvalidValue:
        return _decoded_as(content, "cp1252")


def _decoded_as(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return encoding, content.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidValue("binary") from None


def _delimiter(first_line: str) -> str:
    counts = {
        delimiter: len(next(csv.reader([first_line], delimiter=delimiter)))
        for delimiter in DELIMITERS
    }
    return max(counts, key=lambda delimiter: counts[delimiter])


def _check_headings(headings: tuple[str, ...]) -> None:
    if not all(headings) or len(set(headings)) != len(headings):
        raise InvalidValue("headings")


def _rows(reader: Any, headings: tuple[str, ...], most: int) -> Iterator[Row]:
    count = 0
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > most:
            raise InvalidValue("too_many")
        texts = [unguarded(cell.strip()) for cell in cells]
        if len(texts) > len(headings):
            yield Row(reader.line_num, {}, is_too_long=True)
        else:
            yield Row(reader.line_num, dict(zip(headings, texts, strict=False)))
