"""Phone numbers and national IDs that are well formed and belong to nobody."""

PHONE_STEP = 6_180_339
NATIONAL_ID_STEP = 27_182_817
"""Share no factor with ten: counting in such steps never repeats a number."""

PHONE_PREFIX = "+8495"
"""A mobile prefix of Viet Nam whose only network, S-Fone, closed in 2012."""

NATIONAL_ID_PREFIX = "999"
"""Real numbers begin with the code of a province, and those end below 100."""


def phone(serial: int) -> str:
    """E.164; different for each serial below ten million."""
    return f"{PHONE_PREFIX}{_scattered(serial, PHONE_STEP, 7)}"


def national_id(serial: int) -> str:
    """Eleven digits and a check digit; different below a hundred million."""
    payload = f"{NATIONAL_ID_PREFIX}{_scattered(serial, NATIONAL_ID_STEP, 8)}"
    return f"{payload}{luhn_digit(payload)}"


def luhn_digit(payload: str) -> int:
    """The check digit of ISO/IEC 7812.

    >>> luhn_digit("7992739871")
    3
    """
    doubled = (2 * int(digit) for digit in payload[::-2])
    total = sum(digit // 10 + digit % 10 for digit in doubled)
    return -(total + sum(map(int, payload[-2::-2]))) % 10


def _scattered(serial: int, step: int, width: int) -> str:
    return f"{serial * step % 10**width:0{width}}"
