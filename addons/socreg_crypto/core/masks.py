"""What is shown of a text to those who may not see it.

Every mask holds two bullets in a row, which no real value does: a mask that comes back in a write
is known as one.
"""

from collections.abc import Callable

BULLETS = "••"
HIDDEN = BULLETS * 2
SHOWN_DIGITS = 4
LONG_ENOUGH = 8


def hide(_text: str) -> str:
    """Show nothing.

    >>> hide("12 Elm Street")
    '••••'
    """
    return HIDDEN


def initials(text: str) -> str:
    """Show how the parts of a name begin; a part of one letter would be shown whole.

    >>> initials("Nguyễn Thị Lan"), initials("J Doe")
    ('N•• T•• L••', '•• D••')
    """
    return " ".join((part[0] if len(part) > 1 else "") + BULLETS for part in text.split())


def last_digits(text: str) -> str:
    """Show the last four characters of a number that is long enough to stay secret.

    >>> last_digits("+84912345678"), last_digits("12345")
    ('••••5678', '••••')
    """
    return HIDDEN + (text[-SHOWN_DIGITS:] if len(text) >= LONG_ENOUGH else "")


def is_masked(value: object) -> bool:
    """Tell whether a value is a mask, or holds one."""
    return isinstance(value, str) and BULLETS in value


MASKS: dict[str, Callable[[str], str]] = {
    "hide": hide,
    "initials": initials,
    "last_digits": last_digits,
}
