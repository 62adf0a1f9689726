"""The id of a request: one word that log lines, events and answers have in common."""

import re
import secrets

HEADER = "X-Request-Id"
PROPER = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(given: str | None) -> str:
    """Return the id that a caller gave, if it is a proper one, else a new one.

    >>> request_id("3f2a9c71-44")
    '3f2a9c71-44'
    >>> len(request_id("a name; or worse"))
    16
    """
    return given if given and PROPER.fullmatch(given) else secrets.token_hex(8)
