"""What a record was, by its events."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socreg_history.core.cell import plain_words, sealed_bytes
from socreg_history.core.fold import (
    Event,
    InArchive,
    State,
    always,
    by_record,
    difference,
    fold,
    gaps,
    join,
    through,
    until,
    up_to,
)
from socreg_history.core.moment import as_text, of_text
from socreg_history.core.timeline import timeline

START = datetime(2026, 3, 1, tzinfo=timezone.utc)


def event(ver, op="u", minute=None, model="person", **values):
    """Return the event that is the `ver`-th of its record, a minute after the one before."""
    at = START + timedelta(minutes=ver if minute is None else minute)
    values = {"seq": ver, "xid": ver, "record_id": 1, "subject_id": 7, **values}
    return Event(at=at, model=model, ver=ver, op=op, **values)


def values(state):
    """Return a state's values by column."""
    return state and {column: cell.value for column, cell in state.cells.items()}


@pytest.fixture
def life():
    """Return the events of somebody who was registered, renamed, emptied and deleted."""
    return [
        event(1, "c", body={"name": "A", "age": 3}),
        event(2, body={"name": "B"}),
        event(3, body={"age": None}),
        event(4, "d"),
    ]


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (0, None),
        (1, {"name": "A", "age": 3}),
        (2.5, {"name": "B", "age": 3}),
        (3, {"name": "B"}),
        (4, None),
    ],
)
def test_state_at_a_moment(life, minute, expected):
    assert values(fold(life, until(START + timedelta(minutes=minute)))) == expected


def test_state_after_a_transaction_and_an_event(life):
    assert values(fold(life, through(2))) == {"name": "B", "age": 3}
    assert values(fold(life, up_to(1))) == {"name": "A", "age": 3}
    assert fold(life, always) is None
    assert fold([], always) is None


def test_what_is_found_is_the_whole_record():
    events = [event(1, "c", body={"name": "A", "age": 3}), event(2, "r", body={"name": "B"})]
    assert values(fold(events)) == {"name": "B"}


def test_what_is_left_of_archived_months_comes_first():
    base = event(5, "r", body={"name": "A", "age": 3}, is_base=True)
    events = [base, event(6, body={"name": "B"})]
    assert values(fold(events)) == {"name": "B", "age": 3}
    assert values(fold(events, through(5))) == {"name": "A", "age": 3}
    assert gaps(events) == set()
    assert [version.xid for version in timeline(events, 7)] == [6]
    with pytest.raises(InArchive) as found:
        fold(events, through(4))
    assert found.value.at == base.at


def test_who_was_created_or_deleted_in_an_archive_is_known_as_such():
    assert fold([event(1, "r", body={"name": "A"}, is_base=True)], through(0)) is None
    assert fold([event(3, "d", is_base=True)]) is None


def test_clock_that_jumped_back_hides_nothing():
    events = [
        event(1, "c", body={"name": "A"}, minute=10),
        event(2, body={"name": "B", "age": 1}, minute=20),
        event(3, body={"name": "C"}, minute=15),
    ]
    assert values(fold(events, until(START + timedelta(minutes=16)))) == {"name": "C", "age": 1}
    assert values(fold(events, until(START + timedelta(minutes=12)))) == {"name": "A"}


def test_what_was_found_later_is_added():
    events = [event(1, "r", body={"name": "A"}), event(2, "r", body={"size": 4, "name": None})]
    assert values(fold(events)) == {"size": 4}


def test_cells_know_whose_keys_sealed_them():
    events = [
        event(1, "c", body={"name": "A", "age": 3}),
        event(2, body={"name": "B"}, subject_id=8, left_subject_id=7),
    ]
    state = fold(events)
    assert state.subject_id == 8
    assert state.cells["name"].subjects == (8, 7)
    assert state.cells["age"].subjects == (7,)


def test_events_stand_once_and_in_order(life):
    assert by_record([*reversed(life), *life]) == {("person", 1): life}


def test_gaps_tell_where_to_look():
    assert gaps([event(1), event(2)]) == set()
    assert gaps([event(3, left_subject_id=5)]) == {5, 7}
    assert gaps([event(1, subject_id=3), event(3, subject_id=4)]) == {4}
    assert gaps([]) == set()


def test_links_go_with_their_record():
    owner = fold([event(1, "c", body={"name": "A"})])
    link = fold([event(1, body={"tags": [1, 2]}, model="person/tags")])
    assert values(join([owner, link])["person", 1]) == {"name": "A", "tags": [1, 2]}
    assert join([link]) == {}


def test_difference_tells_the_columns():
    left, right = (
        State("person", 1, 1, 7, None, fold([event(1, "c", body=body)]).cells)
        for body in ({"a": 1, "b": 2, "tags": []}, {"a": 1, "b": 3, "c": 4})
    )
    found = {
        d.column: (d.left and d.left.value, d.right and d.right.value)
        for d in difference(left, right)
    }
    assert found == {"b": (2, 3), "c": (None, 4)}
    assert [d.column for d in difference(None, right)] == ["a", "b", "c"]
    assert difference(None, None) == []


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 3)), max_size=20),
    st.integers(0, 21),
)
def test_fold_is_what_a_replay_is(changes, count):
    events = [event(1, "c", body={"a": 0})]
    events += [event(n, body={name: value}) for n, (name, value) in enumerate(changes, 2)]
    replayed = {"a": 0} | dict(changes[: max(count - 1, 0)])
    expected = {name: value for name, value in replayed.items() if value is not None}
    assert values(fold(events, up_to(count))) == (expected if count else None)


def test_a_sealed_cell_is_known():
    assert sealed_bytes("AQE" + "A" * 85) == b"\x01\x01" + bytes(64)
    for other in (None, 3, "", "Amina", "AQE", "AQE*" * 30, "AgE" + "A" * 85):
        assert sealed_bytes(other) is None


def test_moments_go_to_text_and_back():
    moment = START + timedelta(microseconds=7)
    assert of_text(as_text(moment)) == moment
    assert of_text("2026-03-01T01:00:00+01:00") == START
    with pytest.raises(ValueError, match="yesterday"):
        of_text("yesterday")


def test_words_of_what_no_field_stands_for():
    assert plain_words({"a": [1, None], "b": START}) == f"a: 1, ; b: {START.isoformat()}"
