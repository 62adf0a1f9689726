"""How a sealed cell of the past is known, and how values of columns read that no field stands for."""

import binascii
import json
from base64 import b64decode
from datetime import date

SEALED = b"\x01\x01"
SEALED_IN_BASE64 = "AQ"
SHORTEST = 66


def sealed_bytes(value: object) -> bytes | None:
    """Return the sealed cell that a value of the log is, or None: it is no such thing.

    >>> sealed_bytes("AQElm Street")
    >>> sealed_bytes(12)
    """
    if not isinstance(value, str) or not value.startswith(SEALED_IN_BASE64):
        return None
    try:
        cell = b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return cell if cell.startswith(SEALED) and len(cell) >= SHORTEST else None


def plain_words(value: object) -> str:
    """Return a value as text, where nothing tells how it was shown.

    >>> plain_words(True), plain_words(2.5), plain_words(["a", 1]), plain_words({"b": None})
    ('true', '2.5', 'a, 1', 'b: ')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(map(plain_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain_words(inner)}" for key, inner in value.items())
    return json.dumps(value)
