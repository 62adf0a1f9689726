"""Keys that stand in the database, each wrapped by the one above it.

::

    key-encryption key (outside the database)
      └ master keys, one set a class (identity, health) and one for indexes
          └ data keys, one a subject and class, in the subject's row

A wrapped key is the envelope of a key, bound to what it is for instead of to a field.
"""

from .envelope import KEY_SIZE, Cipher, Place, column_of
from .errors import BrokenSeal


def wrap(key: bytes, wrapping_key: Cipher, purpose: str, owner: str, nonce: bytes) -> bytes:
    """Return a key as it may stand in the database.

    :param wrapping_key: the cipher of the key above
    :param purpose: what the key is for, such as ``data.identity``; a key does not open as another
    :param owner: whose key it is: a subject's random id, or a master key's name
    """
    return wrapping_key.seal(key, _place(purpose, owner), nonce)


def unwrap(wrapped: bytes, wrapping_key: Cipher, purpose: str, owner: str) -> bytes:
    """Return the key that was wrapped.

    :raises BrokenSeal: it was wrapped by another key, for another purpose or another owner
    """
    key = wrapping_key.open(wrapped, _place(purpose, owner))
    if len(key) != KEY_SIZE:
        raise BrokenSeal("a wrapped key has the wrong size")
    return key


def column_for(purpose: str) -> bytes:
    """Return what keys for one purpose are bound to: see `Cipher.open_in_row`."""
    return column_of(*_place(purpose, "")[:2])


def _place(purpose: str, owner: str) -> Place:
    return Place("socreg.key", purpose, owner)
