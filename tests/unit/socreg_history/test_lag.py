"""The age of what is not sealed, whatever is done to the clock."""

from hypothesis import given
from hypothesis import strategies as st
from socreg_history.core.lag import MOST_MOMENTS, Watch


def watched(*seen):
    watch = Watch()
    for moment, position in seen:
        watch.see(moment, position)
    return watch


def test_a_process_that_saw_nothing_believes_the_database():
    assert watched().age(5, told=70, moment=1000) == 70


def test_a_clock_that_is_set_back_hides_nothing():
    assert watched((0, 10), (600, 20)).age(9, told=-3000, moment=900) == 900


def test_a_clock_that_is_set_forth_raises_nothing():
    assert watched((0, 10), (600, 20)).age(25, told=7200, moment=630) == 30


def test_what_the_clock_says_is_kept_between_the_bounds():
    watch = watched((0, 10), (600, 20))
    assert watch.age(15, told=400, moment=700) == 400
    assert watch.age(15, told=5, moment=700) == 100
    assert watch.age(15, told=9999, moment=700) == 700


def test_nothing_is_younger_than_now():
    assert watched().age(5, told=-10, moment=50) == 0


def test_another_log_is_not_taken_for_the_one_before():
    assert watched((0, 1000), (600, 5)).age(7, told=100, moment=700) == 100


@given(
    st.lists(st.tuples(st.floats(0.1, 60), st.integers(0, 5)), max_size=50),
    st.integers(0, 260),
    st.floats(-1e6, 1e6),
)
def test_the_age_is_never_beyond_what_was_seen(steps, position, told):
    moment, reached, seen = 0.0, 10, []
    for seconds, more in steps:
        moment, reached = moment + seconds, reached + more
        seen.append((moment, reached))
    age = watched(*seen).age(position, told, moment)
    assert age >= 0
    assert all(age >= moment - at for at, to in seen if to > position)
    assert all(age <= moment - at for at, to in seen if to <= position)


def test_a_process_that_lives_long_does_not_remember_everything():
    watch = watched(*((second, second) for second in range(50_000)))
    assert len(watch._seen) <= MOST_MOMENTS
    assert 49_800 <= watch.age(0, told=-5, moment=50_000) <= 50_000
    assert watch.age(49_990, told=-5, moment=50_000) <= 200
