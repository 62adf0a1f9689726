import doctest
import threading

import pytest
from socreg_crypto.core import elevation, masks


def test_examples_of_masks_hold():
    assert doctest.testmod(masks).failed == 0


@pytest.mark.parametrize(
    "text", ["a", "Lan", "Nguyễn Thị Lan", "李明", "🙂", "x" * 300, "12345678"]
)
@pytest.mark.parametrize("mask", list(masks.MASKS))
def test_mask_is_known_as_one_and_does_not_hold_the_text(mask, text):
    masked = masks.MASKS[mask](text)
    assert masks.is_masked(masked)
    assert text not in masked


def test_values_are_no_masks():
    for value in ("Nguyễn Lan", "a•b", "", None, 5, False, "…"):
        assert not masks.is_masked(value)


def test_outermost_reason_is_told_and_ends_with_its_block():
    assert elevation.reason_of_elevation() is None
    with elevation.elevation("outer"), elevation.elevation("inner"):
        assert elevation.reason_of_elevation() == "outer"
    assert elevation.reason_of_elevation() is None


def test_elevation_ends_when_the_work_fails():
    @elevation.elevated("work")
    def work():
        assert elevation.reason_of_elevation() == "work"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert elevation.reason_of_elevation() is None


def test_elevation_of_one_request_is_not_anothers():
    told = []
    with elevation.elevation("mine"), elevation.showing():
        other = threading.Thread(
            target=lambda: told.extend((elevation.reason_of_elevation(), elevation.is_showing()))
        )
        other.start()
        other.join()
    assert told == [None, False]
