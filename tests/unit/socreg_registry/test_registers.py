import contextlib
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socreg_registry.core import enrolment_file, poverty, question, table
from socreg_registry.core.errors import InvalidValue
from socreg_registry.core.poverty import Band, Line
from socreg_registry.core.question import Fault, Question

ASKED = [
    Question("meals", "integer", lowest=0, highest=21),
    Question("km", "decimal"),
    Question("walks", "yes_no"),
    Question("since", "date"),
    Question("school", "choice", is_required=True, options={"north": "North", "south": "South"}),
    Question("dishes", "choices", options={"rice": "Rice", "soup": "Soup"}),
    Question("teacher", "text", "identifying"),
]
TRICKY = 'ab=+-@é漢, ;|"ق\n'
BY_NAME = {asked.name: asked for asked in ASKED}


@pytest.mark.parametrize("module", [enrolment_file, poverty, question, table])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("meals", 0, 0),
        ("meals", 3.0, 3),
        ("meals", False, None),
        ("km", 2, 2),
        ("walks", False, False),
        ("walks", None, None),
        ("since", "2024-02-29", "2024-02-29"),
        ("dishes", ["soup", "rice", "soup"], ["soup", "rice"]),
        ("dishes", [], None),
        ("teacher", "  Hoa ", "Hoa"),
    ],
)
def test_good_answer_is_kept(name, value, kept):
    assert question.clean_one(BY_NAME[name], value) == kept


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("nothing", 1, "unknown"),
        ("meals", 22, "range"),
        ("meals", -1, "range"),
        ("meals", 1.5, "integer"),
        ("meals", True, "integer"),
        ("meals", "3", "integer"),
        ("km", float("nan"), "decimal"),
        ("km", float("inf"), "decimal"),
        ("walks", 1, "yes_no"),
        ("since", "2023-02-31", "date"),
        ("since", 20240101, "date"),
        ("school", "west", "choice"),
        ("school", ["north"], "choice"),
        ("dishes", "rice", "choice"),
        ("dishes", [["rice"]], "choice"),
        ("teacher", "a\x07b", "text"),
        ("teacher", "x" * 2001, "too_long"),
        ("teacher", {"a": 1}, "text"),
    ],
)
def test_bad_answer_is_refused(name, value, key):
    assert question.clean(ASKED, {name: value}) == ({}, [Fault(name, key)])


def test_required_answer_is_missed():
    assert question.missing(ASKED, {}) == [Fault("school", "required")]


@given(
    st.fixed_dictionaries(
        {
            "meals": st.integers(0, 21),
            "km": st.floats(-1e9, 1e9),
            "walks": st.booleans(),
            "since": st.dates().map(str),
            "school": st.sampled_from(["north", "south"]),
            "dishes": st.lists(st.sampled_from(["rice", "soup"]), min_size=1, unique=True),
            "teacher": st.text(TRICKY, min_size=1, max_size=30).filter(
                lambda text: text == text.strip()
            ),
        }
    )
)
def test_what_is_written_is_read_again(answers):
    cells = [question.to_text(BY_NAME[name], value) for name, value in answers.items()]
    content = b"".join(table.write(["public_number", *answers], [["1", *cells]]))
    entries, faults = enrolment_file.entries(table.read(content, 10), ASKED)
    assert not faults
    assert entries[0].answers == answers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding, delimiter):
    text = f"public_number{delimiter}teacher\r\n123{delimiter}Nguyễn Thị Lan\r\n"
    read = table.read(text.encode(encoding), 10)
    assert read.delimiter == delimiter
    assert read.rows[0].cells["teacher"] == "Nguyễn Thị Lan"


def test_file_of_an_old_windows_program_is_read():
    assert (
        table.read("public_number;teacher\n1;José".encode("cp1252"), 9).rows[0].cells["teacher"]
        == "José"
    )


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\0c\n1,2", "binary"),
        (b"\xff\xfe\x00", "binary"),
        (b"a,a\n1,2", "headings"),
        (b"a,\n1,2", "headings"),
        (b'a,b\n"1,2\n', "csv"),
        (b"a\n1\n2\n3\n4", "too_many"),
    ],
)
def test_file_that_is_no_table_is_refused(content, key):
    with pytest.raises(InvalidValue, match=key):
        table.read(content, 3)


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(content):
    with contextlib.suppress(InvalidValue):
        table.read(content, 50)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formula_is_guarded(cell):
    assert table.guarded(cell).startswith("'")
    assert table.unguarded(table.guarded(cell)) == cell


def test_bad_row_stops_no_other():
    content = "public_number,school,meals\n1,north,3\n2,west,x\n,north,1\n1,south,2\n5,south,4,9\n6,South,\n"
    entries, faults = enrolment_file.entries(table.read(content.encode(), 99), ASKED)
    assert [entry.number for entry in entries] == ["1", "6"]
    assert entries[1].answers == {"school": "south"}
    assert [(fault.line, [f.key for f in fault.faults]) for fault in faults] == [
        (3, ["choice", "integer"]),
        (4, ["nobody"]),
        (5, ["twice"]),
        (6, ["too_many_cells"]),
    ]


def test_file_of_another_register_is_refused():
    for heading, key in (("school", "no_key"), ("public_number,colour", "unknown_headings")):
        with pytest.raises(InvalidValue, match=key):
            enrolment_file.check_headings(table.read(f"{heading}\n1,2".encode(), 9), ASKED)


def test_nearest_area_wins():
    lines = [Line("size", 1.0), Line("size", 2.0, area=7), Line("size", 3.0, area=9)]
    assert [line.weight for line in poverty.lines_for(lines, [9, 7])] == [3.0]
    assert [line.weight for line in poverty.lines_for(lines, [7])] == [2.0]
    assert [line.weight for line in poverty.lines_for(lines, [])] == [1.0]


def test_missing_input_makes_no_score():
    result = poverty.score([Line("size", 1.0), Line("roof", 2.0, "tile")], {"size": 3})
    assert result.score is None
    assert result.missing == ("roof",)


def test_variable_without_weight_in_this_area_is_missing():
    assert poverty.score([Line("size", 1.0)], {"size": 3}, ["size", "intercept"]).missing == (
        "intercept",
    )


def test_several_choices_add_up_and_zero_counts():
    lines = [Line("goods", 1.0, "tv"), Line("goods", 2.0, "car"), Line("size", 5.0)]
    assert poverty.score(lines, {"goods": ["tv", "car"], "size": 0}).score == 3.0


def test_band_takes_its_lowest_score_and_not_its_limit():
    bands = [Band(1, None, 5.0), Band(2, 5.0, None)]
    assert [poverty.band_of(bands, value) for value in (-1e9, 4.999999, 5.0, 1e9)] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "bands",
    [
        [],
        [Band(1, None, 5.0)],
        [Band(1, None, 5.0), Band(2, 6.0, None)],
        [Band(1, None, 5.0), Band(2, 4.0, None)],
        [Band(1, None, None), Band(2, None, None)],
        [Band(1, 0.0, 5.0), Band(2, 5.0, None)],
    ],
)
def test_bands_that_leave_a_score_out_are_known(bands):
    assert poverty.bands_leave_gaps(bands)
