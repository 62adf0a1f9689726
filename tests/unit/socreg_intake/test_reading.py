"""Files of rows as people and programs write them."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.cell import WriteOnlyCell
from socreg_registry.core import table

from addons.socreg_intake.core.errors import InvalidFile
from addons.socreg_intake.core.limits import Limits
from addons.socreg_intake.core.reading import sheet
from addons.socreg_intake.core.sheet import Options

FRENCH = "N°,Prénom,Né le\n1,Éloïse,2001-03-04\n2,François,1990-01-01\n"
ARABIC = "الرقم,الاسم,الجنس\n1,محمد أحمد,ذكر\n2,فاطمة الزهراء,أنثى\n3,خالد بن الوليد,ذكر\n"
# What the sealed columns and XML can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(content, **options):
    opened = sheet(content, Options(**options))
    return opened.headings, [list(row.cells) for row in opened.rows]


def workbook(*rows, title="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(delimiter):
    content = 'Name;Amount\nLan;3,5\n"Ba;b";4,2\n'.replace(";", delimiter).encode()
    opened = sheet(content)
    assert opened.delimiter == delimiter
    assert len(opened.headings) == 2


def test_decimal_commas_are_no_delimiters():
    content = b"Name;A;B\nLan;3,5;4,5\nAnh;3,5;4,5\nBa;1,2;2,3\n"
    assert read(content)[0] == ("Name", "A", "B")


def test_the_delimiter_that_excel_tells_is_taken():
    assert read(b"sep=|\r\na,b|c\r\n1|2\r\n") == (("a,b", "c"), [["1", "2"]])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((FRENCH, name) for name in ("cp1252", "latin-1", "mac_roman", "cp850")),
        *((ARABIC, name) for name in ("cp1256", "iso8859_6")),
        *((FRENCH + ARABIC, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-32")),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
    ],
)
def test_any_encoding_is_found(text, encoding):
    if encoding in ("cp850",):
        text = text.replace("°", "o")
    assert read(text.encode(encoding))[1] == [*csv.reader(text.splitlines())][1:]


def test_a_foreign_sign_far_down_is_found():
    content = b"Name,Age\n" + b"Lan,3\n" * 300_000 + "Zoé,4\n".encode("cp1252")
    opened = sheet(content)
    *_others, last = opened.rows
    assert (opened.encoding, last.cells) == ("cp1252", ["Zoé", "4"])


def test_an_encoding_that_is_given_is_taken():
    assert read("Imię\nŁukasz\n".encode("cp1250"), encoding="cp1250")[1] == [["Łukasz"]]


def test_headings_are_found_below_titles():
    rows = [["Census 2026"], [], ["Done by", "Lan"], ["Name", "Age", "Sex"], ["Anh", "3", "F"]]
    rows += [["Ba", "4", "M"]] * 5
    text = "\n".join(",".join(row) for row in rows)
    assert read(text.encode())[0] == ("Name", "Age", "Sex")
    opened = sheet(workbook(*rows))
    assert (opened.headings, opened.header_row) == (("Name", "Age", "Sex"), 4)


def test_headings_can_be_told():
    content = b"a,b\nc,d\ne,f\n"
    assert read(content, header_row=2) == (("c", "d"), [["e", "f"]])


def test_headings_that_come_again_are_told_apart():
    content = b"Name,Age,Name,,Age\nLan,3,Anh,x,4\n"
    assert read(content)[0] == ("Name", "Age", "Name (2)", "D", "Age (2)")


def test_rows_that_are_short_are_filled_and_long_ones_told():
    content = b"Name,Age\nLan\nAnh,4,,\nBa,5,more\n\n,,\n"
    rows = list(sheet(content).rows)
    assert [(row.line, list(row.cells), row.fault) for row in rows] == [
        (2, ["Lan", ""], ""),
        (3, ["Anh", "4"], ""),
        (4, ["Ba", "5", "more"], "too_many_cells"),
    ]


def test_a_quote_that_is_never_closed_spoils_no_row_in_silence():
    content = b'Name,Age\nLan,3\n"Anh,4\nBa,5\n'
    rows = list(sheet(content).rows)
    assert [(row.line, row.fault) for row in rows] == [(2, ""), (3, "quotes"), (4, "quotes")]


def test_rows_of_several_lines_are_one():
    content = b'Name,Address\nLan,"1 Main\r\nHue"\nAnh,x\n'
    rows = list(sheet(content).rows)
    assert [(row.line, row.cells[1]) for row in rows] == [(3, "1 Main\r\nHue"), (4, "x")]


def test_the_file_stays_open():
    file = io.BytesIO(b"Name\nLan\n")
    assert list(sheet(file).rows)
    assert not file.closed


def test_limits_are_kept():
    content = b"Name,Age\n" + b"Lan,3\n" * 100
    for limits, key in ((Limits(size=100), "too_large"), (Limits(columns=1), "columns")):
        with pytest.raises(InvalidFile, match=key):
            sheet(content, limits=limits)
    with pytest.raises(InvalidFile, match="rows"):
        list(sheet(content, limits=Limits(rows=99)).rows)


def test_a_workbook_tells_dates_numbers_and_texts():
    content = workbook(
        ["Name", "Born", "At", "Phone", "Share", "Ok", "None"],
        ["Lan", date(2001, 3, 4), datetime(2001, 3, 4, 10, 30), 912345678, 0.1 + 0.2, True, None],
        ["'=x", date(1900, 1, 1), "=1+1", 12.0, 1e20, False, "#REF!"],
    )
    assert read(content)[1] == [
        ["Lan", date(2001, 3, 4), date(2001, 3, 4), "912345678", "0.3", "true", ""],
        ["=x", date(1900, 1, 1), "", "12", "1e+20", "false", "#REF!"],
    ]


def test_a_workbook_may_count_days_from_1904():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Name", "Born"])
    book.active.append(["Lan", date(2001, 3, 4)])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue())[1] == [["Lan", date(2001, 3, 4)]]


def test_a_workbook_gives_the_sheet_that_is_seen_or_named():
    book = openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.sheet_state = "hidden"
    for name in ("People", "Places"):
        book.create_sheet(name).append(["Name", name])
    buffer = io.BytesIO()
    book.active = 1
    book.save(buffer)
    assert read(buffer.getvalue())[0] == ("Name", "People")
    assert read(buffer.getvalue(), sheet="Places")[0] == ("Name", "Places")
    assert sheet(buffer.getvalue()).sheets == ("People", "Places")


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
@example([("=1+1", "'=1"), ("''=1", "\r\n"), ("a\rb", "\v\x1c\u2028"), ("sep=;", '"')])
def test_what_was_written_is_read(rows):
    content = b"".join(table.write(["One", "Two"], rows))
    expected = [list(row) for row in rows if any(row)]
    assert read(content, encoding="utf-8-sig", delimiter=",", header_row=1)[1] == expected


@given(
    st.lists(
        st.lists(
            TEXTS.map(lambda t: openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", t)),
            min_size=2,
            max_size=2,
        ),
        max_size=4,
    )
)
def test_texts_of_workbooks_are_read_as_they_are(rows):
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for row in [["One", "Two"], *rows]:
        page.append([_text(page, cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    expected = [row for row in rows if any(row)]
    assert read(buffer.getvalue(), is_guarded=False, header_row=1)[1] == expected


def _text(page, text):
    cell = WriteOnlyCell(page)
    cell.value, cell.data_type = text, "s"
    return cell
