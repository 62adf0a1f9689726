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
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import BrokenSeal, UnknownFormat

VERSION = 1
AES_256_GCM = 1
HEADER = struct.Struct(">BB4s")
LENGTH = struct.Struct(">I")
NONCE_SIZE = 12
TAG_SIZE = 16
KEY_SIZE = 32
PADDING_STEP = 16
SHORTEST = 32
END = b"\x80"


class Place(NamedTuple):
    """Where a cell stands: model, field and the record's immutable random id."""

    model: str
    field: str
    rid: str


class Cipher:
    """Seals and opens cells with one data key.

    :param key: 32 random bytes
    """

    __slots__ = ("_aead", "_header")

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._header = HEADER.pack(VERSION, AES_256_GCM, key_id(key))

    def seal(self, plaintext: bytes, place: Place, nonce: bytes) -> bytes:
        """Return the sealed form of a value.

        :param nonce: 12 bytes, random, never used twice with this key
        """
        sealed = self._aead.encrypt(nonce, pad(plaintext), additional_data(self._header, place))
        return self._header + nonce + sealed

    def open(self, cell: bytes, place: Place) -> bytes:
        """Return the value that was sealed in this place.

        :raises BrokenSeal: it was not sealed here, by this key, or is damaged
        :raises UnknownFormat: its version or algorithm is not known
        """
        header, nonce, sealed = _parts(cell)
        if header != self._header:
            _refuse(header)
        try:
            padded = self._aead.decrypt(nonce, sealed, additional_data(header, place))
        except InvalidTag:
            raise BrokenSeal("a cell is damaged or stands where it was not sealed") from None
        return unpad(padded)


def key_id(key: bytes) -> bytes:
    """Return four bytes that name a key and tell nothing of it.

    They commit to the key: a cell opened by another key is refused before it is tried.
    """
    return hmac.digest(key, b"socreg key id", hashlib.sha256)[:4]


def additional_data(header: bytes, place: Place) -> bytes:
    """Return what a cell is bound to beside its key.

    >>> additional_data(b"H", Place("m", "f", "r")).hex()
    '48000000016d00000001660000000172'
    """
    rid = place.rid.encode()
    return header + _column(place.model, place.field) + LENGTH.pack(len(rid)) + rid


@functools.lru_cache(maxsize=1024)
def _column(model: str, field: str) -> bytes:
    encoded = (model.encode(), field.encode())
    return b"".join(LENGTH.pack(len(part)) + part for part in encoded)


def pad(plaintext: bytes) -> bytes:
    """Return the plaintext with an end mark and zeros up to the next step.

    >>> len(pad(b"")), len(pad(b"x" * 31)), len(pad(b"x" * 32))
    (32, 32, 48)
    """
    size = max(SHORTEST, -(-(len(plaintext) + 1) // PADDING_STEP) * PADDING_STEP)
    return (plaintext + END).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given.

    :raises BrokenSeal: it was not made by `pad`
    """
    plaintext, mark, rest = padded.rpartition(END)
    if mark != END or rest.strip(b"\0"):
        raise BrokenSeal("a cell's padding is wrong")
    return plaintext


def _parts(cell: bytes) -> tuple[bytes, bytes, bytes]:
    if len(cell) < HEADER.size + NONCE_SIZE + SHORTEST + TAG_SIZE:
        raise BrokenSeal("a cell is too short to be one")
    body = cell[HEADER.size :]
    return cell[: HEADER.size], body[:NONCE_SIZE], body[NONCE_SIZE:]


def _refuse(header: bytes) -> None:
    version, algorithm, _key = HEADER.unpack(header)
    if (version, algorithm) != (VERSION, AES_256_GCM):
        raise UnknownFormat(f"a cell has format {version}.{algorithm}, which is not known here")
    raise BrokenSeal("a cell was sealed by another key")
