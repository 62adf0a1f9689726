"""Blind indexes: finding equal values among sealed ones.

An index holds HMAC-SHA-256 of the normal form of a value, under a key of its own for every field
and index version, so that an index key tells nothing of data keys and equal values in two fields
look different. The version of the key stands in front, so that two may live side by side while
keys change. What leaks is how often a value occurs: `Level` says how much of it is let out.
"""

import functools
import hashlib
import hmac
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

EXACT_SIZE = 16
VERSION_SHIFT = 23
NAME_BITS = 10
BUCKETS = 1 << NAME_BITS
# What stands in the index of somebody erased, before their random id: no version begins so.
ERASED = "erased "
NAMES = "names"
# The living master keys for indexes, each with its version.
Masters = Iterable[tuple[int, bytes]]


class Level(str, Enum):
    """How much an index tells a thief of the dump."""

    NONE = "none"
    EXACT = "exact"
    TRUNCATED = "truncated"
    NAME_BUCKET = "name_bucket"


@dataclass(frozen=True, slots=True)
class IndexKey:
    """The key of one field's index in one version.

    :param version: 1 to 255, the first byte of every value of the index
    """

    version: int
    key: bytes

    def exact(self, value: str) -> bytes:
        """Return the index value of something almost everybody has a different one of."""
        return bytes([self.version]) + self._digest(value)[:EXACT_SIZE]

    def truncated(self, value: str, bits: int) -> int:
        """Return the index value cut to so few bits that many values share it.

        :param bits: 1 to 23; the version takes the bits above
        """
        head = int.from_bytes(self._digest(value)[:4], "big") >> (32 - bits)
        return self.version << VERSION_SHIFT | head

    def text(self, value: str, level: Level, bits: int) -> str:
        """Return the index value in hexadecimal; its first two digits are the version."""
        if level is Level.EXACT:
            return self.exact(value).hex()
        return f"{self.version:02x}{self.truncated(value, bits) & (1 << bits) - 1:06x}"

    def _digest(self, value: str) -> bytes:
        return hmac.digest(self.key, value.encode(), hashlib.sha256)


@functools.lru_cache(maxsize=1024)
def index_key(master: bytes, version: int, model: str, field: str, level: Level) -> IndexKey:
    """Return the key of a field's index.

    :param master: the master key for indexes of this version, 32 bytes
    """
    parts = (model, field, level.value)
    label = b"".join(struct.pack(">I", len(part.encode())) + part.encode() for part in parts)
    return IndexKey(version, hmac.digest(master, b"socreg index" + label, hashlib.sha256))


def value_columns(
    masters: Masters, model: str, field: str, value: str | None, level: Level, bits: int = 0
) -> dict[str, str | None]:
    """Return the columns of an index of whole values: one for each living key.

    A key's version, odd or even, says which column: two neighbours never share one.

    :param value: in its normal form; None leaves both columns empty
    :param level: exact, or truncated to so many bits
    """
    columns: dict[str, str | None] = dict.fromkeys((f"{field}_index0", f"{field}_index1"))
    if value is None:
        return columns
    for version, master in masters:
        key = index_key(master, version, model, field, level)
        columns[f"{field}_index{version % 2}"] = key.text(value, level, bits)
    return columns


def name_buckets(masters: Masters, model: str, keys: Iterable[str]) -> list[int]:
    """Return the buckets of some keys of a name: one of each living index key."""
    coarse = set(keys)
    indexes = (index_key(m, version, model, NAMES, Level.NAME_BUCKET) for version, m in masters)
    return sorted({_bucket(index, key) for index in indexes for key in coarse})


# A key of a name has a few letters: there are some thousands.
@functools.lru_cache(maxsize=16384)
def _bucket(index: IndexKey, key: str) -> int:
    return index.truncated(key, NAME_BITS)


def pair(one: int, other: int) -> int:
    """Return the number of a pair of buckets of one version, in any order.

    >>> pair(1 << 23 | 5, 1 << 23 | 3) == pair(1 << 23 | 3, 1 << 23 | 5) == 1 << 23 | 5 << 10 | 3
    True
    """
    low, high = sorted((one, other))
    return low | (high & BUCKETS - 1) << NAME_BITS


def pairs_asked(buckets: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return sets of pairs; who has one of each has one bucket of each of the given sets.

    :param buckets: for each part of a name, the buckets that it may be in
    """
    # A pair with itself stands for a bucket alone.
    anchor, *others = sorted(buckets, key=len)
    if not others:
        return [sorted(pair(bucket, bucket) for bucket in anchor)]
    return [sorted(_pairs(anchor, other)) for other in others]


def _pairs(some: Sequence[int], others: Sequence[int]) -> set[int]:
    return {
        pair(one, other)
        for one in some
        for other in others
        if one >> VERSION_SHIFT == other >> VERSION_SHIFT
    }
