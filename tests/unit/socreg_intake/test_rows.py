"""Rows become entries, with all that is wrong with them."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from offered import TARGETS, TODAY
from socreg_registry.core import table

from addons.socreg_intake.core.entry import Entry, Fault, IdentifierSaid, MembershipSaid
from addons.socreg_intake.core.errors import InvalidValue
from addons.socreg_intake.core.export_cells import cell_of, cells_of, text_of, write
from addons.socreg_intake.core.mapping import ColumnMap, ColumnMapping
from addons.socreg_intake.core.reading import sheet
from addons.socreg_intake.core.rows import RowReader
from addons.socreg_intake.core.sheet import Options, Row

NATIONAL = "identifiers.national_id"
LAN = {"given_name": "Lan"}


def read_all(columns, *rows, subject="individual", **options):
    """Return what rows say; `columns` are paths, with the order of days behind a space."""
    maps = {
        f"c{number}": ColumnMap(*said.split()) for number, said in enumerate(columns.split("|"))
    }
    mapping = ColumnMapping(subject, maps, options.pop("region", "VN"), **options)
    reader = RowReader(TARGETS, mapping, list(maps), TODAY)
    return [reader.read(Row(line, cells)) for line, cells in enumerate(rows, 2)]


def read(columns, *cells, **options):
    (said,) = read_all(columns, cells, **options)
    return said


def keys(said):
    return {fault.path: fault.key for fault in said.faults}


def test_a_row_is_a_person():
    said = read(
        f"given_name|family_name|birthdate dmy|sex|{NATIONAL}.value|{NATIONAL}.issued_on|phones.0|phones.1|area_id|tag_ids",
        *(" Lan ", "Nguyễn", "04/03/2001", "Femme", "vn 123456", "2020-01-02"),
        *("0912345678", "0912 345 678 / 0912345679", "Hoà Bình", "IDP; Vulnerable"),
    )
    assert said.faults == ()
    assert said.entries == (
        Entry(
            "individual",
            {
                "given_name": "Lan",
                "family_name": "Nguyễn",
                "birthdate": date(2001, 3, 4),
                "sex": "2",
                "area_id": "P01",
                "tag_ids": ("idp", "vip"),
            },
            identifiers=(IdentifierSaid("national_id", "VN123456", date(2020, 1, 2)),),
            phones=("+84912345678", "+84912345679"),
        ),
    )


def test_everything_that_is_wrong_is_told_at_once():
    said = read(
        f"given_name|birthdate|sex|{NATIONAL}.value|phones.0|area_id|latitude|identifiers.luhn.value|family_name|household.is_head",
        *("La\u202en", "04/03/2001", "blue", "12", "12", "tan phu", "north", "79927398714"),
        *("#REF!", "perhaps"),
    )
    assert keys(said) == {
        "given_name": "control",
        "birthdate": "date_order",
        "sex": "choice",
        f"{NATIONAL}.value": "pattern",
        "phones.0": "phone",
        "area_id": "ambiguous",
        "latitude": "number",
        "identifiers.luhn.value": "checksum",
        "family_name": "computed",
        "household.is_head": "boolean",
    }


def test_an_empty_cell_says_nothing_or_empties_its_field():
    assert read("given_name|address", "Lan", "").entries[0].values == LAN
    emptied = read("given_name|address|phones.0", "Lan", "", "", is_blank_empty=True)
    assert emptied.entries[0].values == {**LAN, "address": None}


def test_nothing_is_said_in_many_words():
    said = read(
        f"given_name|birthdate|phones.0|{NATIONAL}.value|age", "Na", "n/a", "-", "None", "?"
    )
    assert said.faults == ()
    assert said.entries == (Entry("individual", {"given_name": "Na"}),)


def test_an_unknown_sex_is_a_choice_and_no_silence():
    assert read("given_name|sex", "Lan", "Unknown").entries[0].values["sex"] == "0"


def test_a_row_that_names_nobody_is_told():
    assert keys(read("given_name|sex", "", "F")) == {"": "nobody"}
    assert read("given_name|sex", "", "").entries == ()
    assert not read("uid|sex", "123", "F").faults


def test_a_fault_of_the_file_is_the_row_s():
    reader = RowReader(TARGETS, ColumnMapping(columns={"a": ColumnMap("given_name")}), ["a"], TODAY)
    said = reader.read(Row(2, ["Lan", "x"], "too_many_cells"))
    assert (said.entries, said.faults) == ((), (Fault("", "too_many_cells"),))


def test_estimates_are_told():
    estimated = {**LAN, "birthdate": date(1985, 1, 1), "is_birthdate_estimated": True}
    assert read("given_name|birthdate", "Lan", "1985").entries[0].values == estimated
    both = read("given_name|age|birthdate", "Lan", "40", "2001-03-04").entries[0].values
    assert both == {**LAN, "birthdate": date(2001, 3, 4)}
    told = read("given_name|birthdate|is_birthdate_estimated", "Lan", "1985", "no").entries[0]
    assert told.values["is_birthdate_estimated"] is False
    assert read("given_name|age", "Lan", "40").entries[0].values["birthdate"].year == 1986
    assert keys(read("given_name|birthdate", "Lan", "2030-01-01")) == {"birthdate": "future"}
    assert keys(read("given_name|registration_date", "Lan", "2020")) == {
        "registration_date": "date"
    }


def test_dates_of_workbooks_are_dates_and_texts_elsewhere():
    said = read("given_name|birthdate|address", "Lan", date(2001, 3, 4), date(2001, 3, 4))
    assert said.entries[0].values["birthdate"] == date(2001, 3, 4)
    assert said.entries[0].values["address"] == "2001-03-04"


PEOPLE = "household.key|given_name|household.role|group.address"


def test_people_s_rows_speak_of_their_households_once():
    first, second, third = read_all(
        PEOPLE, ("H1", "Lan", "Head", "Hue"), ("H1", "Anh", "fils", "Hue"), ("H2", "Ba", "", "")
    )
    assert first.entries == (
        Entry("group", {"address": "Hue"}, key="H1"),
        Entry("individual", LAN, memberships=(MembershipSaid("H1", ("head",), True),)),
    )
    assert second.entries == (
        Entry("individual", {"given_name": "Anh"}, memberships=(MembershipSaid("H1", ("child",)),)),
    )
    assert third.entries[0] == Entry("group", {}, key="H2")


def test_rows_that_contradict_each_other_on_a_household_are_told():
    _first, second = read_all(PEOPLE, ("H1", "Lan", "", "Hue"), ("H1", "Anh", "", "Hoi An"))
    assert keys(second) == {"group.address": "differs"}


def test_a_household_that_is_not_named_is_told():
    assert keys(read(PEOPLE, "", "Lan", "Head", "")) == {"household.key": "missing"}
    assert keys(read(PEOPLE, "", "Lan", "", "Hue")) == {"household.key": "missing"}


def test_households_of_another_file_are_not_made():
    said = read("household.key|given_name", "H1", "Lan", makes_households=False)
    assert [entry.kind for entry in said.entries] == ["individual"]


SIDE_BY_SIDE = (
    "key|address|members.1.given_name|members.1.age|members.1.household.role|"
    "members.2.given_name|members.2.age|members.2.household.role"
)


def test_a_row_is_a_household_with_its_members():
    said = read(SIDE_BY_SIDE, "H1", "Hue", "Lan", "40", "Head", "Anh", "", "son", subject="group")
    assert said.faults == ()
    group, lan, anh = said.entries
    assert group == Entry("group", {"address": "Hue"}, key="H1")
    assert lan.memberships == (MembershipSaid("H1", ("head",), True),)
    assert anh == Entry(
        "individual", {"given_name": "Anh"}, memberships=(MembershipSaid("H1", ("child",)),)
    )


def test_there_are_no_phantom_members():
    blank = read(SIDE_BY_SIDE, "H1", "Hue", "Lan", "40", "Head", "", "", "", subject="group")
    assert len(blank.entries) == 2
    columns = "key|members.1.given_name|members.2.is_birthdate_estimated"
    assert len(read(columns, "H1", "Lan", "no", subject="group").entries) == 2
    nameless = read(SIDE_BY_SIDE, "H1", "", "Lan", "", "", "", "7", "", subject="group")
    assert keys(nameless) == {"members.2": "nobody"}


def test_faults_of_members_say_whose_they_are():
    said = read(SIDE_BY_SIDE, "H1", "", "Lan", "old", "Head", "Anh", "4", "Head", subject="group")
    assert keys(said) == {"members.1.age": "age", "": "heads"}


def test_a_household_without_a_key_has_one_of_its_line():
    said = read("address|members.1.given_name", "Hue", "Lan", subject="group")
    assert said.entries[0].key == "line-2"
    assert said.entries[1].memberships[0].group == "line-2"


def test_words_of_one_s_own_are_codes():
    mapping = ColumnMapping(
        columns={"a": ColumnMap("given_name"), "s": ColumnMap("sex", "", {"Nam": "1"})}
    )
    reader = RowReader(TARGETS, mapping, ["a", "s"], TODAY)
    assert reader.read(Row(2, ["Lan", "NAM"])).entries[0].values["sex"] == "1"


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"x": ColumnMap("given_name")}, "column"),
        ({"a": ColumnMap("nothing")}, "path"),
        ({"a": ColumnMap("group.nothing")}, "path"),
        ({"a": ColumnMap("given_name"), "b": ColumnMap("given_name")}, "twice"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(columns, key):
    with pytest.raises(InvalidValue, match=key):
        RowReader(TARGETS, ColumnMapping(columns=columns), ["a", "b"], TODAY)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.text())
@example("'=1+1")
@example("''''@")
@example("\0")
@example("'\uff1d")
def test_any_text_comes_back_and_none_is_a_formula(text):
    cell = cell_of(text)
    assert text_of(cell) == text
    assert not cell.startswith(table.FORMULA)
    assert cell_of(text_of(cell)) == cell


@given(st.lists(TEXTS, min_size=1, max_size=5))
@example(["=1+1", "+254712345678", "'=1", "''", "\r\n", ""])
def test_what_is_exported_says_the_same_when_imported(texts):
    entries = [
        Entry("individual", {"given_name": "Lan", "address": text} if text.strip() else LAN)
        for text in texts
    ]
    assert imported(entries, ["given_name", "address"]) == entries


PATHS = [
    *("uid", "given_name", "birthdate", "is_birthdate_estimated", "sex", "latitude", "tag_ids"),
    *(f"{NATIONAL}.value", f"{NATIONAL}.issued_on", "phones.0", "phones.1", "household.key"),
    *("household.role", "household.is_head", "household.start_date"),
]
DAYS = st.dates(date(1900, 1, 1), TODAY)
VALUES = st.fixed_dictionaries(
    {"given_name": st.just("Lan")},
    optional={
        "birthdate": DAYS,
        "is_birthdate_estimated": st.booleans(),
        "sex": st.sampled_from("0129"),
        "latitude": st.floats(-90, 90),
        "tag_ids": st.sampled_from([("idp",), ("idp", "vip")]),
    },
)
PLACES = st.builds(
    lambda key, role, day: MembershipSaid(key, (role,), role == "head", day),
    st.sampled_from(["H1", "=H2", "'H"]),
    st.sampled_from(["head", "child"]),
    st.none() | DAYS,
)
PEOPLE_SAID = st.builds(
    Entry,
    st.just("individual"),
    VALUES,
    st.sampled_from(["", "1234567890"]),
    st.lists(
        st.builds(IdentifierSaid, st.just("national_id"), st.just("VN123456"), st.none() | DAYS),
        max_size=1,
    ).map(tuple),
    st.sampled_from([(), ("+84912345678",), ("+84912345678", "+254712345678")]),
    st.lists(PLACES, max_size=1).map(tuple),
)


@given(st.lists(PEOPLE_SAID, min_size=1, max_size=4))
def test_whole_people_come_back_from_a_file(entries):
    assert imported(entries, PATHS) == entries


def imported(entries, paths):
    content = b"".join(write(paths, (cells_of(entry, paths) for entry in entries)))
    opened = sheet(content, Options(header_row=1))
    columns = {path: ColumnMap(path) for path in paths}
    mapping = ColumnMapping(columns=columns, makes_households=False)
    reader = RowReader(TARGETS, mapping, opened.headings, TODAY)
    read = [reader.read(row) for row in opened.rows]
    assert not [said.faults for said in read if said.faults]
    return [entry for said in read for entry in said.entries]


def test_long_cells_cost_no_time_and_no_memory():
    paths = "birthdate|sex|age|latitude|is_birthdate_estimated|tag_ids|phones.0|area_id|given_name"
    columns = {path: ColumnMap(path) for path in paths.split("|")}
    reader = RowReader(TARGETS, ColumnMapping(columns=columns), list(columns), TODAY)
    # The peak of all tests before would hide what these take.
    Path("/proc/self/clear_refs").write_text("5")
    started, before = time.process_time(), _peak()
    for sign in " -,.:1aT\u0660é|":
        for number in range(40):
            text = f"{number}" + sign * 32_000 + f"\n{number}"
            assert reader.read(Row(2, [text] * len(columns))).faults
    assert time.process_time() - started < 10
    assert _peak() - before < 60


def _peak():
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024


@pytest.mark.parametrize("path", ["birthdate", "age", "sex", "latitude", "phones.0", "tag_ids"])
@given(text=st.text())
@example("\U00010a40")
@example("²²²²")
@example("4 mars ②")
@example("T" * 79)
def test_no_text_breaks_a_column(path, text):
    said = read(f"given_name|{path}", "Lan", text)
    assert all(fault.key.isidentifier() for fault in said.faults)
