import doctest
from random import Random

import pytest
from socreg_crypto.core import leak


def rows_of(counts, index):
    return [[(index(name), name)] for name, count in counts.items() for _ in range(count)]


def test_the_examples_are_right():
    assert doctest.testmod(leak).failed == 0


def test_an_exact_index_of_different_frequencies_gives_all_away():
    found = leak.measure(rows_of({"Nguyen": 5, "Tran": 3, "Le": 2}, hash), Random(1))
    assert found.by_rank == leak.Recovered(1, 1)
    assert found.without_index == leak.Recovered(0.5, 0.5)


def test_an_index_of_one_value_gives_no_more_away_than_none():
    found = leak.measure(rows_of({"Nguyen": 5, "Tran": 3, "Le": 2}, lambda _name: 0), Random(1))
    assert found.by_rank == found.without_index == found.at_most == leak.Recovered(0.5, 0.5)


def test_ties_are_broken_at_random():
    rows = rows_of({str(number): 1 for number in range(40)}, hash)
    shares = [leak.measure(rows, Random(seed)).by_rank.values for seed in range(200)]
    assert len(set(shares)) > 1
    assert sum(shares) / len(shares) == pytest.approx(1 / 40, abs=0.01)


def test_a_truncated_index_gives_less_away():
    counts = {f"name {number}": 400 // (number + 1) for number in range(200)}
    rng = Random(3)
    exact = {name: rng.random() for name in counts}
    coarse = {name: rng.randrange(16) for name in counts}
    full = leak.measure(rows_of(counts, exact.__getitem__), Random(1)).by_rank.values
    cut = leak.measure(rows_of(counts, coarse.__getitem__), Random(1))
    assert cut.by_rank.values < full / 2
    assert cut.by_rank.values <= cut.at_most.values < full


def test_a_thief_knows_how_values_are_filed():
    filed = {"Lan": "l", "Linh": "l", "Minh": "m", "Mai": "m", "Tuan": "t"}
    rows = rows_of({"Lan": 3, "Linh": 2, "Minh": 4, "Mai": 3, "Tuan": 4}, filed.__getitem__)
    assert leak.measure(rows, Random(1), filed.__getitem__).by_rank.values == 11 / 16
    assert leak.measure(rows, Random(1)).by_rank.values < 11 / 16


def test_a_whole_name_is_recovered_with_its_last_part():
    first, second = (
        [[(1, "Nguyen"), (2, "Lan")]] * 3,
        [[(1, "Nguyen"), (2, "Linh")], [(1, "Nguyen")]],
    )
    found = leak.measure([*first, *second, []], Random(1))
    assert found.by_rank.values == 8 / 9
    assert found.by_rank.rows == 4 / 5
    assert found.without_index == leak.Recovered(5 / 9, 3 / 5)


def test_parts_in_one_bucket_count_once_for_their_person():
    shared = [[(1, "Lan"), (1, "Linh")]] * 3
    other = [[(2, "Minh")]] * 5
    found = leak.measure([*shared, *other], Random(1), filed=lambda name: name[0])
    assert found.by_rank.values == 8 / 11
    assert found.by_rank.rows == 5 / 8


def test_no_rows_leak_nothing():
    nothing = leak.Recovered(0, 0)
    assert leak.measure([], Random(1)) == leak.Leak(nothing, nothing, nothing)
