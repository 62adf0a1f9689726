"""Read a tree of areas from a table of text: code, name, code of the area above, level."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS = ("code", "name", "parent_code", "level")
REQUIRED = ("code", "name")
DELIMITERS = ",;\t|"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """An area as a line of the file gives it."""

    line: int
    code: str
    name: str
    parent_code: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is not taken: `no_code`, `no_name`, `twice`, `no_parent`, `circle`, `no_column`."""

    line: int
    reason: str
    value: str = ""


def decode(content: bytes) -> str:
    """Return the text of a file: Unicode as it is marked, else UTF-8, else as Windows writes.

    >>> decode("Huế".encode("utf-16")), decode(b"Qu\\xe9bec")
    ('Huế', 'Québec')
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def parse(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Read every line; a bad one becomes a fault and never stops the file."""
    text = decode(content).replace("\x00", "")
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in REQUIRED if name not in reader.fieldnames]
    if missing:
        return [], [Fault(1, "no_column", name) for name in missing]
    return _checked(_row(reader.line_num, values) for values in reader)


def _row(line: int, values: dict[str, str | None]) -> Row:
    return Row(line, *(" ".join((values.get(name) or "").split()) for name in COLUMNS))


def _checked(rows: Iterator[Row]) -> tuple[list[Row], list[Fault]]:
    good: dict[str, Row] = {}
    faults = []
    for row in rows:
        if not any((row.code, row.name, row.parent_code, row.level)):
            continue
        reason = _fault_of(row, good)
        if reason:
            faults.append(Fault(row.line, reason, row.code))
        else:
            good[row.code] = row
    return list(good.values()), faults


def _fault_of(row: Row, known: dict[str, Row]) -> str | None:
    if not row.code:
        return "no_code"
    if not row.name:
        return "no_name"
    return "twice" if row.code in known else None


def in_order(rows: list[Row], parents: dict[str, str]) -> tuple[list[list[Row]], list[Fault]]:
    """Return the rows level by level, parents before what lies in them, and those without a place.

    :param parents: of the areas that are there already, the code of the one above by code
    """
    above = parents | {row.code: row.parent_code for row in rows}
    depths: dict[str, int | str] = {"": 0}
    for code in above:
        _find_depth(code, above, depths)
    levels: dict[int, list[Row]] = {}
    faults = []
    for row in rows:
        depth = depths[row.code]
        if isinstance(depth, int):
            levels.setdefault(depth, []).append(row)
        else:
            faults.append(Fault(row.line, depth, row.parent_code))
    return [levels[depth] for depth in sorted(levels)], faults


def _find_depth(code: str, above: dict[str, str], depths: dict[str, int | str]) -> None:
    """Note how deep an area and all above it lie, or why that has no answer."""
    path: list[str] = []
    on_path = set()
    while code not in depths:
        if code not in above or code in on_path:
            depths[code] = "circle" if code in on_path else "no_parent"
            break
        path.append(code)
        on_path.add(code)
        code = above[code]
    found = depths[code]
    for below in reversed(path):
        found = found + 1 if isinstance(found, int) else found
        depths[below] = found
