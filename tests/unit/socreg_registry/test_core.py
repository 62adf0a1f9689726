import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest
from socreg_registry.core import identifier, phone, public_number
from socreg_registry.core.errors import InvalidValue


def test_public_numbers_are_valid_and_ten_digits():
    numbers = list(itertools.islice(public_number.draw(random.Random(7).randrange), 500))
    assert all(public_number.is_valid(number) and len(number) == 10 for number in numbers)
    assert len(set(numbers)) == 500


def test_every_single_wrong_digit_in_a_public_number_is_found():
    number = next(public_number.draw(random.Random(3).randrange))
    for place, digit in itertools.product(range(10), "0123456789"):
        wrong = number[:place] + digit + number[place + 1 :]
        assert public_number.is_valid(wrong) == (wrong == number)


def test_every_swap_of_neighbours_in_a_public_number_is_found():
    for number in itertools.islice(public_number.draw(random.Random(5).randrange), 50):
        for place in range(9):
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            assert public_number.is_valid(swapped) == (swapped == number)


@pytest.mark.parametrize(
    "text", ["", "123", "0000000000", "12345678901", "12345abcde", "١٢٣٤٥٦٧٨٩٠"]
)
def test_what_is_no_public_number_is_refused(text):
    assert not public_number.is_valid(text)


@pytest.mark.parametrize(
    ("written", "normal"),
    [("ab 123-456", "AB123456"), (" 999.271 828\t173 ", "999271828173"), ("", "")],
)
def test_identifiers_have_one_spelling(written, normal):
    assert identifier.normalise(written) == normal


@pytest.mark.parametrize(
    ("value", "pattern", "checksum"),
    [
        ("999271828173", r"\d{12}", "luhn"),
        ("AB123", r"[A-Z]{2}\d+", None),
        ("5724", None, "damm"),
        ("2363", None, "verhoeff"),
        ("anything", None, None),
    ],
)
def test_allowed_identifiers_pass(value, pattern, checksum):
    identifier.check(value, pattern, checksum)


@pytest.mark.parametrize(
    ("value", "pattern", "checksum", "reason"),
    [
        ("", None, None, "empty"),
        ("123x", r"\d{3}", None, "pattern"),
        ("x123", r"\d{3}", None, "pattern"),
        ("999271828174", r"\d{12}", "luhn", "checksum"),
        ("letters", None, "luhn", "checksum"),
    ],
)
def test_other_identifiers_are_refused_with_their_reason(value, pattern, checksum, reason):
    with pytest.raises(InvalidValue, match=f"^{reason}$"):
        identifier.check(value, pattern, checksum)


@pytest.mark.parametrize(
    ("written", "region", "stored"),
    [
        ("091 234 56 78", "VN", "+84912345678"),
        ("+84 912 345 678", None, "+84912345678"),
        ("0084 912 345 678", "VN", "+84912345678"),
        ("(020) 7946 0018", "GB", "+442079460018"),
    ],
)
def test_phones_become_e164(written, region, stored):
    assert phone.normalise(written, region) == stored


@pytest.mark.parametrize(
    ("written", "region"),
    [("0912345678", None), ("12", "VN"), ("call me", "VN"), ("+999123456789", None)],
)
def test_what_no_phone_can_be_is_refused(written, region):
    with pytest.raises(InvalidValue):
        phone.normalise(written, region)


def test_core_needs_no_odoo():
    """In a process of its own, in which importing odoo fails."""
    conftest = Path(__file__).parents[1] / "conftest.py"
    code = (
        "import sys, runpy; sys.modules['odoo'] = None; "
        f"runpy.run_path({str(conftest)!r}); "
        "import socreg_registry.core.identifier, socreg_registry.core.phone, socreg_registry.core.public_number"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
