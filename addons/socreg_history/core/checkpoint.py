"""A signed root of the tree, as others read it: C2SP tlog-checkpoint within a C2SP signed note.

::

    socreg/6f0e…                      whose log it is
    1234                              how many leaves
    n4bQgYhMfWWaL+qgxVrQFaO/Txs…      their root
    at 2026-11-21T22:42:14.123456Z    when, by the database's clock

    — socreg/6f0e… pLc8kF…            key hash and Ed25519 signature
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .merkle import HASH_SIZE

ED25519 = b"\x01"
KEY_HASH_SIZE, KEY_SIZE, SIGNATURE_SIZE = 4, 32, 64
DASH = "\u2014 "
MOST_SIGNATURES = 16
LONGEST_NOTE = 10_000
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
KEY_NAME = re.compile(r"[^\s+]+")
SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
MOMENT = re.compile(r"at ([0-9:.T-]{26}Z)")
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class BadNote(Exception):
    """A text is no checkpoint, or nobody whose key is known signed it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: whose tree, how large, its root, and when."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def to_text(self) -> str:
        """Return the text that is signed."""
        moment = self.at.astimezone(timezone.utc).strftime(MOMENT_FORMAT)
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nat {moment}\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Return the checkpoint that a text is.

        :raises BadNote: it is none, or written in another way than `to_text` does
        """
        lines = text.split("\n")
        if len(lines) != 5 or lines[4]:
            raise BadNote("a checkpoint has four lines")
        origin, size, root, moment = lines[:4]
        matched = MOMENT.fullmatch(moment)
        if not KEY_NAME.fullmatch(origin) or not SIZE.fullmatch(size) or not matched:
            raise BadNote("a line of the checkpoint is not as it must be")
        return cls(origin, int(size), _decoded(root, HASH_SIZE), _moment(matched[1]))


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note: by which key, and what."""

    name: str
    key_hash: bytes
    signature: bytes

    def to_line(self) -> str:
        """Return the line."""
        return f"{DASH}{self.name} {base64.b64encode(self.key_hash + self.signature).decode()}\n"


def key_hash(name: str, public_key: bytes) -> bytes:
    """Return the four bytes that a signature names its key by."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_HASH_SIZE]


def public_key(seed: bytes) -> bytes:
    """Return the public key of a seed, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign_note(text: str, name: str, seeds: Iterable[bytes]) -> str:
    """Return a text with the signatures of keys below it.

    :param name: whose keys they are
    """
    lines = [_sign(text, name, seed).to_line() for seed in seeds]
    return f"{text}\n{''.join(lines)}"


def parse_note(note: str) -> tuple[str, list[Signature]]:
    """Return the text of a note and its signatures, which are not checked.

    :raises BadNote: it is no signed note
    """
    if len(note) > LONGEST_NOTE or CONTROL.search(note):
        raise BadNote("a note is short, and has no control characters")
    text, gap, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not text or not gap or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise BadNote("a note is a text, an empty line and signatures")
    return text + "\n", [_signature(line) for line in lines]


def verify_note(note: str, name: str, public_keys: Sequence[bytes]) -> tuple[str, bytes]:
    """Return the text of a note and which of the keys signed it, the first of them.

    Signatures by others are passed over; one that is false for a known key spoils the note.

    :param name: whose keys they are
    :raises BadNote: it is no note, or none of the keys signed it
    """
    text, signatures = parse_note(note)
    known = {key_hash(name, key): key for key in public_keys}
    signers = []
    for line in signatures:
        key = known.get(line.key_hash) if line.name == name else None
        if key is not None:
            _check(text, line, key)
            signers.append(key)
    if not signers:
        raise BadNote("no key that is known signed the note")
    return text, signers[0]


def sign_checkpoint(checkpoint: Checkpoint, seeds: Iterable[bytes]) -> str:
    """Return a checkpoint as a note, signed in the name of its origin."""
    return sign_note(checkpoint.to_text(), checkpoint.origin, seeds)


def parse_checkpoint(note: str) -> Checkpoint:
    """Return the checkpoint within a note whose signatures are not checked.

    :raises BadNote: it is none
    """
    return Checkpoint.from_text(parse_note(note)[0])


def verify_checkpoint(note: str, public_keys: Sequence[bytes]) -> tuple[Checkpoint, bytes]:
    """Return the checkpoint of a note and the key that signed it in the name of its origin.

    :raises BadNote: it is no checkpoint, or none of the keys signed it
    """
    checkpoint = parse_checkpoint(note)
    _text, key = verify_note(note, checkpoint.origin, public_keys)
    return checkpoint, key


def _sign(text: str, name: str, seed: bytes) -> Signature:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    return Signature(name, key_hash(name, public), key.sign(text.encode()))


def _check(text: str, line: Signature, key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(line.signature, text.encode())
    except (InvalidSignature, ValueError):
        raise BadNote("a signature is false") from None


def _signature(line: str) -> Signature:
    name, _space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not KEY_NAME.fullmatch(name):
        raise BadNote("a line of a signature is not as it must be")
    signed = _decoded(encoded)
    if len(signed) <= KEY_HASH_SIZE:
        raise BadNote("a signature is cut")
    return Signature(name, signed[:KEY_HASH_SIZE], signed[KEY_HASH_SIZE:])


def _decoded(encoded: str, size: int | None = None) -> bytes:
    """Return bytes from base64 in its only proper form."""
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if base64.b64encode(decoded).decode() != encoded or size not in (None, len(decoded)):
        raise BadNote("something is not in base64")
    return decoded


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, MOMENT_FORMAT).replace(tzinfo=timezone.utc)
    except ValueError:
        raise BadNote("there is no such moment") from None
