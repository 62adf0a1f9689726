"""A table as it comes out of any file: headings, and rows one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_high
from typing import Any, NamedTuple

from .errors import InvalidFile
from .limits import Limits

CSV = "csv"
XLSX = "xlsx"
Cell = str | date
# How many rows are looked at to find the headings.
LOOKED_AT = 40
LONGEST_HEADING = 255
# What headings score above: filled, in words, each once; less and the first rows are mere rows.
WORST = 1.5
# Of a row's usual cells, how many headings have at least.
ALMOST = 0.8


class Row(NamedTuple):
    """A row below the headings.

    :ivar line: where it ends in the file, the first line being 1
    :ivar cells: as many as there are headings
    :ivar fault: why the cells cannot be trusted: `quotes`, `too_many_cells`, `long_cell`; or empty
    """

    line: int
    cells: Sequence[Cell]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What is known of a file; what is empty is found out.

    :ivar header_row: line of the headings, the first being 1
    :ivar sheet: a workbook's sheet, by name
    :ivar is_guarded: cells that spreadsheets would take for formulas stand behind an apostrophe
    :ivar is_heading: tells texts that are headings of somebody's table
    """

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""
    is_guarded: bool = True
    is_heading: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was opened; its rows can be read once.

    :ivar headings: all different: the second `Name` is `Name (2)`; columns without one are
        named by their letters, as spreadsheets do
    :ivar rows: blank ones are left out
    :ivar sheets: names of the workbook's sheets
    """

    kind: str
    headings: tuple[str, ...]
    rows: Iterator[Row]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()


class Record(NamedTuple):
    """A row as it comes, before it is known which has the headings."""

    line: int
    cells: list[Any]
    fault: str = ""


def header_index(records: Sequence[Record], options: Options) -> int:
    """Return which of the first records has the headings.

    :raises InvalidFile: `headings`: no record looks like them, or none is at the line given
    """
    if options.header_row:
        return _at_line(records, options.header_row)
    widths = [len(_filled(record)) for record in records]
    usual = median_high(filter(None, widths)) if any(widths) else 0
    scores = [
        _score(record, usual, options.is_heading) - index * 0.05
        for index, record in enumerate(records)
    ]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or scores[best] <= 0:
        raise InvalidFile("headings")
    return best


def headings_of(record: Record, limits: Limits) -> tuple[str, ...]:
    """Return a name for each column, no two the same.

    :raises InvalidFile: `columns`: too many; `quotes`, `long_cell`: they cannot be read

    >>> headings_of(Record(1, ["Name", "", " Name\\n"]), Limits())
    ('Name', 'B', 'Name (2)')
    """
    if record.fault:
        raise InvalidFile("columns" if record.fault == "too_many_cells" else record.fault)
    texts = [" ".join(str(cell).split())[:LONGEST_HEADING] for cell in record.cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > limits.columns:
        raise InvalidFile("columns")
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for index, text in enumerate(texts):
        texts[index] = _free(text or letters(index), taken, counts)
    return tuple(texts)


def letters(index: int) -> str:
    """Return a column's name in spreadsheets.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def rows_of(records: Iterator[Record], width: int, limits: Limits) -> Iterator[Row]:
    """Yield what is below the headings, blank rows left out.

    :raises InvalidFile: `rows`: too many
    """
    for count, record in enumerate(records, 1):
        if count > limits.rows:
            raise InvalidFile("rows")
        if len(record.cells) == width and any(record.cells):
            yield Row(*record)
        elif any(record.cells) or record.fault:
            yield _of_width(record, width)


def _of_width(record: Record, width: int) -> Row:
    cells = record.cells
    if any(cells[width:]):
        return Row(record.line, cells, record.fault or "too_many_cells")
    return Row(record.line, cells[:width] + [""] * (width - len(cells)), record.fault)


def _free(text: str, taken: set[str], counts: dict[str, int]) -> str:
    name = text
    while name in taken:
        counts[text] = counts.get(text, 1) + 1
        name = f"{text} ({counts[text]})"
    taken.add(name)
    return name


def _at_line(records: Sequence[Record], line: int) -> int:
    for index, record in enumerate(records):
        if record.line >= line and _filled(record):
            return index
    raise InvalidFile("headings")


def _filled(record: Record) -> list[Any]:
    return [cell for cell in record.cells if not isinstance(cell, str) or cell.strip()]


def _score(record: Record, usual: int, is_heading: Callable[[str], bool] | None) -> float:
    """Tell how much a record looks like headings: words, all over the width, each once."""
    filled = _filled(record)
    words = [cell for cell in filled if isinstance(cell, str) and _is_words(cell)]
    if not words:
        return 0.0
    known = sum(map(is_heading, words)) / len(words) if is_heading else 0.0
    return (
        2 * min(len(filled) / usual / ALMOST, 1)
        + 3 * len(words) / len(filled)
        + 0.5 * len(set(words)) / len(words)
        + 3 * known
        - WORST
    )


def _is_words(text: str) -> bool:
    """Tell whether this may name a column: it has letters, and is no number, date or essay."""
    return len(text) <= 120 and any(sign.isalpha() for sign in text)
