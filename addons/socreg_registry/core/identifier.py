"""Numbers that others gave to a person: normal form, pattern and check digits."""

import re

from stdnum import damm, luhn, verhoeff
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_2, mod_97_10

from .errors import InvalidValue

FEWEST_DIGITS = 5
CHECKSUMS = {
    "luhn": luhn,
    "verhoeff": verhoeff,
    "damm": damm,
    "mod_11_2": mod_11_2,
    "mod_11_10": mod_11_10,
    "mod_37_2": mod_37_2,
    "mod_97_10": mod_97_10,
}


def normalise(value: str) -> str:
    """Return the one spelling under which a number is stored and compared.

    >>> normalise(" ab 123-456 ")
    'AB123456'
    """
    return re.sub(r"[\s.\-]", "", value).upper()


def is_number(text: str) -> bool:
    """Tell whether a text can be nobody's name: it has digits, and more than a few, alone.

    >>> is_number("0912 345-678"), is_number("Lan 2"), is_number("34")
    (True, False, False)
    """
    digits = sum(sign.isdigit() for sign in text)
    return digits >= FEWEST_DIGITS and not any(sign.isalpha() for sign in text)


def check(value: str, pattern: str | None, checksum: str | None) -> None:
    """Refuse a number that its type does not allow.

    :param value: the number in its normal form
    :param pattern: a regular expression for the whole number
    :param checksum: a key of `CHECKSUMS`
    :raises InvalidValue: with the sentence's key: `empty`, `pattern` or `checksum`
    """
    if not value:
        raise InvalidValue("empty")
    if pattern and not re.fullmatch(pattern, value):
        raise InvalidValue("pattern")
    if checksum:
        _check_digits(value, checksum)


def _check_digits(value: str, checksum: str) -> None:
    try:
        CHECKSUMS[checksum].validate(value)
    except ValidationError as error:
        raise InvalidValue("checksum") from error
