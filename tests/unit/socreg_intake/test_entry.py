"""What a delivery says, written down and read again."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.socreg_intake.core.entry import Entry, Fault, IdentifierSaid, MembershipSaid
from addons.socreg_intake.core.errors import InvalidValue

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.dates()
)
VALUES = st.dictionaries(
    st.text(string.ascii_lowercase + "_", min_size=1),
    SCALARS | st.lists(SCALARS).map(tuple),
)
IDENTIFIERS = st.builds(
    IdentifierSaid, TEXTS, TEXTS, st.none() | st.dates(), st.none() | st.dates()
)
MEMBERSHIPS = st.builds(
    MembershipSaid,
    TEXTS,
    st.lists(TEXTS).map(tuple),
    st.booleans(),
    st.none() | st.dates(),
    TEXTS,
    st.none() | IDENTIFIERS,
)
ENTRIES = st.builds(
    Entry,
    st.sampled_from(["individual", "group"]),
    VALUES,
    TEXTS,
    st.lists(IDENTIFIERS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(MEMBERSHIPS, max_size=3).map(tuple),
    TEXTS,
)


@given(ENTRIES)
def test_an_entry_comes_back_from_json_as_it_was(entry):
    read = Entry.from_json(json.loads(json.dumps(entry.to_json())))
    assert read == entry
    assert {n: type(v) for n, v in read.values.items()} == {
        n: type(v) for n, v in entry.values.items()
    }


def test_what_was_not_said_is_not_written():
    assert Entry("group", {"group_name": None}).to_json() == {
        "v": 1,
        "kind": "group",
        "values": {"group_name": None},
    }


def test_an_entry_takes_nothing_that_json_would_lose():
    for lost in (float("nan"), float("inf"), b"\0", {"a": 1}, {1}, object()):
        with pytest.raises(InvalidValue):
            Entry("individual", {"given_name": lost}).to_json()


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"v": 2, "kind": "group", "values": {}},
        {"v": True, "kind": "group", "values": {}},
        {"v": 1, "kind": "herd", "values": {}},
        {"v": 1, "kind": ["group"], "values": {}},
        {"v": 1, "kind": "group", "values": []},
        {"v": 1, "kind": "group", "values": {"a": {"b": 1}}},
        {"v": 1, "kind": "group", "values": {"a": {"date": "4 March"}}},
        {"v": 1, "kind": "group", "values": {"a": {"date": None}}},
        {"v": 1, "kind": "group", "values": {"a": [[1]]}},
        {"v": 1, "kind": "group", "values": {}, "more": 1},
        {"v": 1, "kind": "group", "values": {}, "uid": 7},
        {"v": 1, "kind": "group", "values": {}, "phones": "+84"},
        {"v": 1, "kind": "group", "values": {}, "phones": [7]},
        {"v": 1, "kind": "group", "values": {}, "identifiers": [{"type": "a"}]},
        {"v": 1, "kind": "group", "values": {}, "identifiers": {"type": "a", "value": "b"}},
        {"v": 1, "kind": "group", "values": {}, "memberships": [{"is_head": 1}]},
    ],
)
def test_what_is_no_entry_is_refused(said):
    with pytest.raises(InvalidValue):
        Entry.from_json(said)


def test_a_fault_comes_back_from_json_as_it_was():
    fault = Fault("identifiers.0.value", "checksum")
    assert Fault.from_json(fault.to_json()) == fault
    for said in (None, "ab", ["a"], ["a", 1], {"path": "a"}):
        with pytest.raises(InvalidValue):
            Fault.from_json(said)
