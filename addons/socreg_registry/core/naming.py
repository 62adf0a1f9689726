"""What no name holds, in any script."""

import unicodedata

from .errors import InvalidValue

LONGEST = 300
# Joiners that Persian and the scripts of India and Sri Lanka are written with.
WRITTEN = "\u200c\u200d"
NO_TEXT = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def tidy(text: str) -> str:
    """Return a name with single spaces between its words and none at the ends.

    >>> tidy("  Lan \\t Anh ")
    'Lan Anh'
    """
    return " ".join(text.split())


def check(text: str) -> None:
    """Refuse what nobody can be called.

    :raises InvalidValue: with the sentence's key: `long`, or `control` for characters that are
        not seen and turn or hide the others
    """
    if len(text) > LONGEST:
        raise InvalidValue("long")
    if any(unicodedata.category(sign) in NO_TEXT and sign not in WRITTEN for sign in text):
        raise InvalidValue("control")
