"""Public numbers: the only key of a registrant that leaves the system.

Ten digits, nine of them random and not starting with zero, the last a check digit by Damm, which
finds every single wrong digit and every swap of neighbours. Said in groups of 3, 3 and 4.
"""

from collections.abc import Callable, Iterator

from stdnum import damm
from stdnum.exceptions import ValidationError

SMALLEST = 100_000_000
HOW_MANY = 900_000_000
LENGTH = 10


def draw(randbelow: Callable[[int], int]) -> Iterator[str]:
    """Yield public numbers for ever.

    :param randbelow: returns a random number from 0 to below its argument (`secrets.randbelow`)
    """
    while True:
        payload = str(SMALLEST + randbelow(HOW_MANY))
        yield payload + damm.calc_check_digit(payload)


def is_valid(number: str) -> bool:
    """Tell whether a number has the form and the check digit of a public number.

    >>> is_valid("1000000000")
    False
    """
    try:
        damm.validate(number)
    except ValidationError:
        return False
    return len(number) == LENGTH and number[0] != "0"


def compact(text: str) -> str:
    """Return what a person typed without the spaces and dashes they say it with.

    >>> compact("482 913-7705")
    '4829137705'
    """
    return text.replace(" ", "").replace("-", "")
