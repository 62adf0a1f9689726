"""Rows of a workbook's sheet, one at a time: dates as dates, numbers as exact text."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import Any, BinaryIO

from ...socreg_registry.core.table import GUARD, unguarded
from .archive import Archive
from .errors import InvalidFile
from .limits import Deadline, Limits
from .sheet import LOOKED_AT, XLSX, Options, Record, Sheet, header_index, headings_of, rows_of
from .workbook import Texts, Workbook, unescaped
from .xml_stream import XmlStream

DIGITS = "0123456789"
LAST_COLUMN = 16_384
FROM_1900, FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)
# 1900 had no 29 February, as spreadsheets think; before it, days count from one later.
NO_SUCH_DAY = 60
MOST_DAYS = 2_958_465
MOST_WHOLE = 1e17
LONGEST_NUMBER = 40


def open_xlsx(file: BinaryIO, options: Options, limits: Limits, deadline: Deadline) -> Sheet:
    """Open a workbook's sheet.

    :raises InvalidFile: `archive`, `encrypted`, `bomb`, `xml`, `doctype`, `depth`, `document`,
        `ods`, `xlsb`, `sheet`, `empty`, `headings`, `columns`, `cell`, `texts` or `slow`;
        reading its rows raises those of the archive, `cell`, `texts` and `rows`
    """
    archive = Archive(file, limits)
    _refuse_others(archive)
    book = Workbook(archive, limits, deadline)
    cells = _Cells(book, options.sheet, limits)
    records = _records(cells, deadline, options.is_guarded)
    looked_at = list(islice(records, max(LOOKED_AT, options.header_row)))
    if not looked_at:
        raise InvalidFile("empty")
    index = header_index(looked_at, options)
    headings = headings_of(looked_at[index], limits)
    below = chain(looked_at[index + 1 :], records)
    rows = rows_of(below, len(headings), limits)
    return Sheet(XLSX, headings, rows, looked_at[index].line, sheets=book.sheets)


def _refuse_others(archive: Archive) -> None:
    if "mimetype" in archive and "content.xml" in archive:
        raise InvalidFile("ods")
    if "xl/workbook.bin" in archive:
        raise InvalidFile("xlsb")
    if "EncryptedPackage" in archive:
        raise InvalidFile("encrypted")


def _records(cells: "_Cells", deadline: Deadline, is_guarded: bool) -> Iterator[Record]:
    is_more = True
    while is_more:
        is_more = cells.pump()
        deadline.check()
        for number, row, fault in cells.take():
            yield Record(number, [*map(_unguarded, row)] if is_guarded else row, fault)


def _unguarded(cell: Any) -> Any:
    return unguarded(cell) if isinstance(cell, str) and cell[:1] == GUARD else cell


class _Cells(XmlStream):
    """A sheet's rows as they are read; blank ones are counted, and not kept."""

    def __init__(self, book: Workbook, sheet: str, limits: Limits) -> None:
        super().__init__(book.pieces(sheet), limits)
        self._shared: Texts = book.texts()
        self._are_dates = book.date_styles()
        self._start = FROM_1904 if book.is_from_1904 else FROM_1900
        self._rows: list[tuple[int, list[Any], str]] = []
        self._row: list[Any] = []
        self._number = 0
        self._count = 0
        self._column = -1
        self._fault = ""
        self._kind = ""
        self._style = ""
        self._parts: list[str] = []
        self._is_sound = False

    def take(self) -> list[tuple[int, list[Any], str]]:
        """Return the rows read since it was asked last."""
        rows, self._rows = self._rows, []
        return rows

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        """Count the depth as every stream does, without a further call: cells are many."""
        self._depth += 1
        if self._depth > self._limits.depth:
            raise InvalidFile("depth")
        if name == "c":
            get = attributes.get
            self._kind = get("t", "n")
            self._style = get("s", "")
            ref = get("r")
            self._column = column_of(ref.rstrip(DIGITS)) if ref else self._column + 1
            self._parts.clear()
        elif name in ("v", "t"):
            self._texts.clear()
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._is_sound = True

    def _ends(self, name: str) -> None:
        self._depth -= 1
        if name == "c":
            if self._parts:
                self._put(self._cell())
        elif name == "v" or (name == "t" and not self._is_sound):
            self._parts.append(self._heard())
        elif name == "row":
            if self._row or self._fault:
                self._rows.append((self._number, self._row, self._fault))
        elif name == "rPh":
            self._is_sound = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        is_number = said.isascii() and said.isdigit() and len(said) < 10
        self._number = int(said) if is_number else self._number + 1
        self._row = []
        self._fault = ""
        self._column = -1
        self._count += 1
        if self._count > self._limits.rows:
            raise InvalidFile("rows")

    def _put(self, cell: Any) -> None:
        missing = self._column - len(self._row)
        if self._column >= self._limits.columns:
            self._fault = "too_many_cells"
        elif missing >= 0:
            self._row.extend([""] * missing)
            self._row.append(cell)
        else:
            self._row[self._column] = cell

    def _cell(self) -> Any:
        kind, parts = self._kind, self._parts
        value = parts[0] if len(parts) == 1 else "".join(parts)
        if kind == "s":
            return self._shared.get(_index(value))
        if kind == "n":
            return self._of_number(value)
        if kind == "b":
            return "true" if value == "1" else "false"
        if len(value) > self._limits.cell:
            self._fault = "long_cell"
        return value[:10] if kind == "d" else unescaped(value)

    def _of_number(self, text: str) -> Any:
        style = self._style
        if style and style.isdigit() and len(style) < 6:
            index = int(style)
            if index < len(self._are_dates) and self._are_dates[index]:
                return day_of(text[:LONGEST_NUMBER], self._start)
        return text if text.isdigit() or len(text) > LONGEST_NUMBER else exact(text)


@lru_cache(LAST_COLUMN)
def column_of(letters: str) -> int:
    """Return a column's place by its name.

    :raises InvalidFile: `xml`: no spreadsheet has it

    >>> column_of("A"), column_of("AB")
    (0, 27)
    """
    place = 0
    for letter in letters[:4].upper():
        if not "A" <= letter <= "Z":
            raise InvalidFile("xml")
        place = place * 26 + ord(letter) - 64
    if not 1 <= place <= LAST_COLUMN:
        raise InvalidFile("xml")
    return place - 1


@lru_cache(4_096)
def exact(text: str) -> str:
    """Return a number as it is shown, without what computing left behind.

    >>> exact("12.0"), exact("12.300000000000001"), exact("1.2E+15"), exact("-7"), exact("abc")
    ('12', '12.3', '1200000000000000', '-7', 'abc')
    """
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and abs(number) < MOST_WHOLE:
        return str(int(number))
    return repr(float(f"{number:.15g}"))


@lru_cache(16_384)
def day_of(text: str, start: date) -> date | str:
    """Return the day that a spreadsheet counted, or the text where it is none."""
    try:
        days = int(float(text))
    except (ValueError, OverflowError):
        return text
    if not 0 < days <= MOST_DAYS:
        return exact(text)
    is_early = start == FROM_1900 and days < NO_SUCH_DAY
    return start + timedelta(days + is_early)


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidFile("xml")
    return int(text)
