"""Files that leave while they are written: no more than a page of rows is ever held.

A workbook is a ZIP of XML; it is written as it goes out, to no file. Libraries for workbooks keep a
part's text in a temporary file first: there it would be plain, for as long as the disk keeps it.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...socreg_registry.core.table import FORMULA, GUARD, guarded
from .export_cells import cell_of
from .sheet import CSV, XLSX

Page = Sequence[Sequence[str]]
# A sheet has no more rows; the ZIP of more cells than these would need a form that Excel mistrusts.
MOST_ROWS_OF_SHEET = 1_048_575
MOST_CELLS_OF_SHEET = 20_000_000
LOOKED_AT_FIRST = frozenset([*FORMULA, GUARD, ""])
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What XML has no sign for, and what would be read as one of those.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
DAY = (1980, 1, 1, 0, 0, 0)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Registry" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
SHEET = "xl/worksheets/sheet1.xml"


def file_of(kind: str, headings: Sequence[str], pages: Iterable[Page]) -> Iterator[bytes]:
    """Yield a file of a kind.

    :param pages: of cells as `export_cells.cell_of` makes them: no spreadsheet takes them for formulas
    """
    safe = [str(guarded(heading)) for heading in headings]
    return (_workbook if kind == XLSX else _table)(safe, pages)


def column_of(values: Iterable[Any]) -> list[str]:
    """Return the cells of a column, as `export_cells.cell_of` makes them.

    >>> column_of(["Lan", "+84", None, True])
    ['Lan', "'+84", '', 'true']
    """
    # Most are texts that begin with a letter or a digit: they are cells as they stand.
    return [
        value if value.__class__ is str and value[:1] not in LOOKED_AT_FIRST else cell_of(value)
        for value in values
    ]


def fits_a_sheet(rows: int, columns: int) -> bool:
    """Tell whether so much goes into one sheet."""
    return rows <= MOST_ROWS_OF_SHEET and rows * columns <= MOST_CELLS_OF_SHEET


def _table(headings: Sequence[str], pages: Iterable[Page]) -> Iterator[bytes]:
    yield codecs.BOM_UTF8 + _lines([headings])
    for page in pages:
        yield _lines(page)


def _lines(rows: Page) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    # Half of a surrogate pair is no text that a file can hold.
    return buffer.getvalue().encode(errors="replace")


def _workbook(headings: Sequence[str], pages: Iterable[Page]) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(_member(name), XML + text)
        with archive.open(_member(SHEET), "w") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(_rows([headings]))
            yield outlet.taken()
            for page in pages:
                sheet.write(_rows(page))
                yield outlet.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield outlet.taken()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, DAY)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _rows(rows: Page) -> bytes:
    return "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows).encode()


def _cell(text: str) -> str:
    if not text:
        return "<c/>"
    written = UNWRITABLE.sub(_by_number, text).translate(SIGNS)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _by_number(sign: re.Match[str]) -> str:
    return f"_x{ord(sign[0]):04X}_"


class _Outlet(io.RawIOBase):
    """Takes what a ZIP is written to, and gives it away; there is no way back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def _keep(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    write = _keep  # type: ignore[assignment]

    def taken(self) -> bytes:
        """Return what was written since it was asked for last."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
