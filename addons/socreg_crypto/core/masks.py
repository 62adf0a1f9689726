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


def last_digits(text: str, shown: int = SHOWN_DIGITS) -> str:
    """Show the last few characters of a number that is long enough to stay secret.

    >>> last_digits("+84912345678"), last_digits("12345"), last_digits("+84912345678", shown=0)
    ('••••5678', '••••', '••••')
    """
    if not shown or len(text) < LONG_ENOUGH:
        return HIDDEN
    return HIDDEN + text[-min(shown, SHOWN_DIGITS) :]


def is_masked(value: object) -> bool:
    """Tell whether a value is a mask, or holds one."""
    return isinstance(value, str) and BULLETS in value


MASKS: dict[str, Callable[[str], str]] = {
    "hide": hide,
    "initials": initials,
    "last_digits": last_digits,
}
