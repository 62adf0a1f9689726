"""Rows of a file of separated values, one at a time, whoever wrote it."""

import csv
import io
import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from ...socreg_registry.core.table import DELIMITERS, GUARD, unguarded
from .encoding import checked, find_encoding
from .errors import InvalidFile
from .limits import Deadline, Limits
from .sheet import CSV, LOOKED_AT, Options, Record, Sheet, header_index, headings_of, rows_of

# What spreadsheets write above the headings to tell the delimiter.
SEPARATOR_SAID = "sep="
BUFFER = 256 * 1024
# A row of more lines than so many of the longest cells hold has a quote that is never closed.
MOST_LONG_CELLS = 4


def open_csv(file: BinaryIO, options: Options, limits: Limits, deadline: Deadline) -> Sheet:
    """Open a file of separated values.

    :raises InvalidFile: `binary`, `encoding`, `empty`, `headings`, `columns`, `line` or `slow`;
        reading its rows raises `encoding`, `binary`, `line` or `rows`
    """
    named = options.encoding
    encoding = checked(named) if named else find_encoding(file, deadline)
    lines = _Lines(_text(file, encoding), limits)
    sample = lines.peek(LOOKED_AT, deadline)
    if not any(line.strip() for line in sample):
        raise InvalidFile("empty")
    delimiter = options.delimiter or _said(lines, sample) or _delimiter(sample)
    records = _records(lines, delimiter, limits, options.is_guarded)
    looked_at = list(islice(records, max(LOOKED_AT, options.header_row)))
    index = header_index(looked_at, options)
    headings = headings_of(looked_at[index], limits)
    below = chain(looked_at[index + 1 :], records)
    rows = rows_of(below, len(headings), limits)
    return Sheet(CSV, headings, rows, looked_at[index].line, encoding, delimiter)


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    try:
        buffered = io.BufferedReader(_StaysOpen(file), BUFFER)
        return io.TextIOWrapper(buffered, encoding=encoding, errors="strict", newline="")
    except LookupError:
        raise InvalidFile("encoding") from None


class _StaysOpen(io.RawIOBase):
    """A file that whoever opened it closes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


class _Lines:
    """Lines as `csv` asks for them; those of the row that it reads are kept until it is whole."""

    def __init__(self, text: io.TextIOWrapper, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._ahead: deque[str] = deque()
        self.number = 0
        self.of_row: list[str] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if self.number > self._limits.lines:
            raise InvalidFile("rows")
        self._size = self._size + len(line) if self.of_row else 0
        self.of_row.append(line)
        if self._size > self._limits.cell * MOST_LONG_CELLS:
            raise csv.Error
        return line

    def peek(self, count: int, deadline: Deadline) -> list[str]:
        """Return the first lines, which are still to come."""
        while len(self._ahead) < count and (line := self._read()):
            deadline.check()
            self._ahead.append(line)
        return list(self._ahead)

    def drop(self) -> None:
        """Pass over a line that is no row."""
        self._ahead.popleft()
        self.number += 1

    def take(self) -> list[tuple[int, str]]:
        """Return the lines of a row that cannot be read, with their numbers."""
        first = self.number - len(self.of_row) + 1
        taken = list(enumerate(self.of_row, first))
        self.of_row.clear()
        return taken

    def _read(self) -> str:
        most = self._limits.line
        try:
            line = self._text.readline(most)
        except UnicodeError:
            raise InvalidFile("encoding") from None
        if "\0" in line:
            raise InvalidFile("binary")
        if len(line) >= most:
            raise InvalidFile("line")
        return line


def _said(lines: _Lines, sample: Sequence[str]) -> str:
    head = sample[0].rstrip("\r\n")
    if head[:-1].lower() != SEPARATOR_SAID:
        return ""
    lines.drop()
    return head[-1]


def _delimiter(sample: Sequence[str]) -> str:
    """Return what parts the lines best: into many cells, and as many in each."""
    return max(DELIMITERS, key=lambda delimiter: _parts(sample, delimiter))


def _parts(sample: Sequence[str], delimiter: str) -> float:
    widths: Counter[int] = Counter()
    try:
        widths.update(len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells)
    except csv.Error:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1) * item[1] * item[0])
    return math.log2(width) * count / widths.total()


def _records(lines: _Lines, delimiter: str, limits: Limits, is_guarded: bool) -> Iterator[Record]:
    """Yield every row; lines between quotes that do not match are told one by one, as faults."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    of_row = lines.of_row
    longest = limits.cell
    while True:
        try:
            for cells in reader:
                if not cells:
                    of_row.clear()
                    continue
                raw = of_row[0]
                fault = ""
                if (len(raw) > longest or len(of_row) > 1) and max(map(len, cells)) > longest:
                    fault = "long_cell"
                is_plain = not is_guarded or (GUARD not in raw and len(of_row) == 1)
                said = cells if is_plain else [unguarded(cell) for cell in cells]
                yield Record(lines.number, said, fault)
                of_row.clear()
            return
        except csv.Error:
            for number, line in lines.take():
                yield Record(number, _leniently(line, delimiter), "quotes")


def _leniently(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]
