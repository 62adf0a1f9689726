"""The sealed form of one value: AES-256-GCM, bound to the place it stands in.

Layout, big endian::

    version u8 | algorithm u8 | key id 4 bytes | nonce 12 bytes | ciphertext | tag 16 bytes

The additional data are the header and, each with its length, the model, the field and the
record's immutable random id, so that a cell that is moved to another row, field or model, or
sealed under another key, does not open. Plaintexts are padded to steps of 16 bytes, 32 at least:
the length of a cell does not tell "male" from "female".
"""

import functools
import hashlib
import hmac
import struct
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import BrokenSeal, UnknownFormat

VERSION = 1
AES_256_GCM = 1
HEADER = struct.Struct(">BB4s")
KEY_ID = slice(2, 6)
LENGTH = struct.Struct(">I")
NONCE_SIZE = 12
TAG_SIZE = 16
KEY_SIZE = 32
PADDING_STEP = 16
SHORTEST = 32
END = b"\x80"
FORMAT = bytes([VERSION, AES_256_GCM])
NONCE_START = HEADER.size
SEALED_START = NONCE_START + NONCE_SIZE
SHORTEST_CELL = SEALED_START + SHORTEST + TAG_SIZE


Decrypt = Callable[[bytes, bytes, bytes], bytes]


class Place(NamedTuple):
    """Where a cell stands: model, field and the record's immutable random id."""

    model: str
    field: str
    rid: str


class Cipher:
    """Seals and opens cells with one data key.

    :param key: 32 random bytes
    """

    __slots__ = ("_encrypt", "_header", "_key", "decrypt")

    def __init__(self, key: bytes) -> None:
        aead = AESGCM(key)
        self._encrypt, self.decrypt = aead.encrypt, aead.decrypt
        self._key, self._header = key, b""

    @property
    def header(self) -> bytes:
        """Return how all that this key seals begins; who only opens has no need of it."""
        if not self._header:
            self._header = HEADER.pack(VERSION, AES_256_GCM, key_id(self._key))
        return self._header

    def seal(self, plaintext: bytes, place: Place, nonce: bytes) -> bytes:
        """Return the sealed form of a value.

        :param nonce: 12 bytes, random, never used twice with this key
        """
        return self.seal_at(
            plaintext, column_of(place.model, place.field), row_of(place.rid), nonce
        )

    def seal_at(self, plaintext: bytes, column: bytes, row: bytes, nonce: bytes) -> bytes:
        """Return the sealed form of a value where a column and a row meet: for many at a time."""
        sealed = self._encrypt(nonce, pad(plaintext), self.header + column + row)
        return self._header + nonce + sealed

    def open(self, cell: bytes, place: Place) -> bytes:
        """Return the value that was sealed in this place.

        :raises BrokenSeal: it was not sealed here, by this key, or is damaged
        :raises UnknownFormat: its version or algorithm is not known
        """
        column, row = column_of(place.model, place.field), row_of(place.rid)
        value = try_open(self.decrypt, cell, column, row)
        if value is None:
            self._refuse(cell)
        return value

    def _refuse(self, cell: bytes) -> NoReturn:
        if len(cell) < SHORTEST_CELL:
            raise BrokenSeal("a cell is too short to be one")
        header = cell[:NONCE_START]
        version, algorithm, _key = HEADER.unpack(header)
        if (version, algorithm) != (VERSION, AES_256_GCM):
            raise UnknownFormat(f"a cell has format {version}.{algorithm}, which is not known here")
        if header != self.header:
            raise BrokenSeal("a cell was sealed by another key")
        raise BrokenSeal("a cell is damaged or stands where it was not sealed")


def try_open(decrypt: Decrypt, cell: bytes, column: bytes, row: bytes) -> bytes | None:
    """Return the value that was sealed where a column and a row meet, or None: `open` says why.

    For many cells at a time. The header is bound to the cell: one of another key does not open.

    :param decrypt: a cipher's
    :param column: `column_of` the model and the field
    :param row: `row_of` the record's random id
    """
    header, nonce, sealed = cell[:NONCE_START], cell[NONCE_START:SEALED_START], cell[SEALED_START:]
    if header[:2] != FORMAT:
        return None
    try:
        marked = decrypt(nonce, sealed, header + column + row).rstrip(b"\0")
    except (InvalidTag, ValueError):
        return None
    return marked[:-1] if marked.endswith(END) else None


def key_id(key: bytes) -> bytes:
    """Return four bytes that name a key and tell nothing of it.

    They stand before all that it seals, and are bound to it.
    """
    return hmac.digest(key, b"socreg key id", hashlib.sha256)[:4]


def additional_data(header: bytes, place: Place) -> bytes:
    """Return what a cell is bound to beside its key.

    >>> additional_data(b"H", Place("m", "f", "r")).hex()
    '48000000016d00000001660000000172'
    """
    return header + column_of(place.model, place.field) + row_of(place.rid)


@functools.lru_cache(maxsize=1024)
def column_of(model: str, field: str) -> bytes:
    """Return the part of the additional data that a column's cells share."""
    encoded = (model.encode(), field.encode())
    return b"".join(LENGTH.pack(len(part)) + part for part in encoded)


def row_of(rid: str) -> bytes:
    """Return the part of the additional data that a row's cells share."""
    encoded = rid.encode()
    return LENGTH.pack(len(encoded)) + encoded


def pad(plaintext: bytes) -> bytes:
    """Return the plaintext with an end mark and zeros up to the next step.

    >>> len(pad(b"")), len(pad(b"x" * 31)), len(pad(b"x" * 32))
    (32, 32, 48)
    """
    size = max(SHORTEST, -(-(len(plaintext) + 1) // PADDING_STEP) * PADDING_STEP)
    return (plaintext + END).ljust(size, b"\0")
