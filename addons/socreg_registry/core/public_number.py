"""Public numbers: the only key of a registrant that leaves the system.

A pattern says how they look: `#` stands for a random digit, capitals and digits for themselves. A
check digit by Damm follows, over all digits; it finds every single wrong one and every swap of
neighbours. The first random digit is no zero, which a spreadsheet would drop.
"""

import re
from collections.abc import Callable, Iterator

from stdnum import damm

from .errors import InvalidValue

# Ten digits with the check digit, said in groups of 3, 3 and 4.
DEFAULT_PATTERN = "#########"
RANDOM = "#"
FEWEST_RANDOM, LONGEST = 8, 15
ALLOWED = re.compile(r"[A-Z1-9#][A-Z0-9#]*")


def check_pattern(pattern: str) -> None:
    """Refuse a pattern whose numbers could run out, or be said wrongly on the phone.

    :raises InvalidValue: with the sentence's key: `characters`, `short` or `long`

    >>> check_pattern("VN########")
    """
    if not ALLOWED.fullmatch(pattern):
        raise InvalidValue("characters")
    if pattern.count(RANDOM) < FEWEST_RANDOM:
        raise InvalidValue("short")
    if len(pattern) > LONGEST:
        raise InvalidValue("long")


def draw(randbelow: Callable[[int], int], pattern: str = DEFAULT_PATTERN) -> Iterator[str]:
    """Yield public numbers for ever.

    :param randbelow: returns a random number from 0 to below its argument (`secrets.randbelow`)
    """
    smallest = 10 ** (pattern.count(RANDOM) - 1)
    while True:
        digits = iter(str(smallest + randbelow(9 * smallest)))
        payload = "".join(next(digits) if sign == RANDOM else sign for sign in pattern)
        yield payload + damm.calc_check_digit(_digits_of(payload))


def is_valid(number: str, pattern: str = DEFAULT_PATTERN) -> bool:
    """Tell whether a number has the form and the check digit of a public number.

    >>> is_valid("1000000000")
    False
    """
    form = re.escape(pattern).replace(re.escape(RANDOM), "[1-9]", 1)
    form = form.replace(re.escape(RANDOM), "[0-9]") + "[0-9]"
    return bool(re.fullmatch(form, number)) and damm.is_valid(_digits_of(number))


def compact(text: str) -> str:
    """Return what a person typed without the spaces and dashes they say it with.

    >>> compact("482 913-7705"), compact("vn 4829-13770")
    ('4829137705', 'VN482913770')
    """
    return re.sub(r"[\s-]", "", text).upper()


def _digits_of(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
