"""Files that leave say the same when they come back."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.socreg_intake.core.export_cells import cell_of, text_of
from addons.socreg_intake.core.export_file import column_of, file_of, fits_a_sheet
from addons.socreg_intake.core.reading import sheet
from addons.socreg_intake.core.sheet import Options

KINDS = ("csv", "xlsx")
HEADINGS = ("uid", "address")
ODD = ("=1+1", "+254712345678", "'=x", "@SUM(A1)", "-1", "\t=1", "=1", "_x000D_", "a_x0041_b")
WORDS = ("", "علي حسن", "Nguyễn", "a\nb", 'say "no"', "a,b;c", "<&>", "\x07 bell", "\ue000", "😀")


def made(kind, *rows):
    return b"".join(file_of(kind, HEADINGS, [[list(map(cell_of, row)) for row in rows]]))


def read(content):
    found = sheet(io.BytesIO(content), Options(header_row=1))
    return found.headings, [tuple(row.cells) for row in found.rows]


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaves_comes_back(kind):
    rows = [(f"A{place}", text) for place, text in enumerate((*ODD, *WORDS))]
    if kind == "csv":
        # A sheet of signs that nobody sees is refused; a workbook writes them by their numbers.
        rows = [row for row in rows if "\x07" not in row[1]]
    assert read(made(kind, *rows)) == (HEADINGS, rows)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_every_text_stands_in_a_workbook_as_it_was(texts):
    content = made("xlsx", *((f"A{place}", text) for place, text in enumerate(texts)))
    rows = read(content)[1]
    assert [row[1] for row in rows] == texts


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_text_stands_in_a_table_as_it_was(texts):
    content = made("csv", *(("A", text) for text in texts)).decode("utf-8-sig")
    _headings, *rows = csv.reader(io.StringIO(content, newline=""))
    assert [text_of(row[1]) for row in rows] == texts


@given(st.lists(st.text() | st.booleans() | st.floats(-90, 90) | st.dates() | st.none()))
def test_a_column_is_its_cells(values):
    assert column_of(values) == list(map(cell_of, values))


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_are_a_file_of_headings(kind):
    assert read(made(kind)) == (HEADINGS, [])


def test_other_programs_open_the_workbook():
    content = made("xlsx", ("A1", "=1+1"), ("A2", "Nguyễn"))
    found = openpyxl.load_workbook(io.BytesIO(content)).active
    assert list(found.values) == [HEADINGS, ("A1", "'=1+1"), ("A2", "Nguyễn")]
    assert {cell.data_type for row in found.iter_rows() for cell in row} == {"s"}


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_no_formulas(kind):
    content = b"".join(file_of(kind, ["=1+1"], []))
    assert read(content)[0] == ("=1+1",)
    if kind == "csv":
        assert b"'=1+1" in content


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_any_length_takes_the_memory_of_a_page(kind):
    page = [[f"A{number}", "Nguyễn Thị Lan " * 10] for number in range(1_000)]
    tracemalloc.start()
    size = sum(map(len, file_of(kind, HEADINGS, (page for _turn in range(100)))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 6_000_000


def test_what_a_sheet_does_not_hold_is_told_before():
    assert fits_a_sheet(1_000_000, 10)
    assert not fits_a_sheet(1_048_576, 1)
    assert not fits_a_sheet(1_000_000, 21)
