"""A key file as a text for a safe: encrypted under a passphrase, and short enough to be typed in.

Every line ends with a check of its own, so that a wrong letter is found in the line it stands in::

    SOCIAL REGISTRY KEY BACKUP 1
    holds file:1a2b3c4d
    scrypt 131072 8 1 <salt in base64>
    01 <24 bytes in base64> <check>
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .envelope import KEY_SIZE, NONCE_SIZE
from .errors import BrokenSeal, SealingError, UnknownFormat

TITLE = "SOCIAL REGISTRY KEY BACKUP 1"
# 128 MB of memory and about half a second for each passphrase that somebody tries.
COST, BLOCK, LANES = 2**17, 8, 1
HIGHEST_COST = (2**20, 16, 4)
SALT_SIZE = 16
BYTES_A_LINE = 24
CHECK_DIGITS = 4
SHORTEST_PASSPHRASE = 12
HEAD_LINES = 3


def to_paper(content: bytes, names: list[str], passphrase: str, noise: bytes) -> str:
    """Return the text of a backup.

    :param content: the content of the key file
    :param names: what its keys are called; they stand there in clear
    :param noise: random bytes for salt and nonce, `SALT_SIZE + NONCE_SIZE`, never used twice
    :raises SealingError: the passphrase is too short
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise SealingError(f"a passphrase has {SHORTEST_PASSPHRASE} characters at least")
    salt, nonce = noise[:SALT_SIZE], noise[SALT_SIZE:]
    head = [
        TITLE,
        "holds " + " ".join(names),
        f"scrypt {COST} {BLOCK} {LANES} {base64.b64encode(salt).decode()}",
    ]
    aead = AESGCM(_stretched(passphrase, salt, (COST, BLOCK, LANES)))
    body = nonce + aead.encrypt(nonce, content, "\n".join(head).encode())
    return "\n".join([*head, *_lines(body)]) + "\n"


def from_paper(text: str, passphrase: str) -> bytes:
    """Return the content of the key file.

    :raises UnknownFormat: it is no backup, or a newer one
    :raises BrokenSeal: a line has a mistake, lines are missing, or the passphrase is wrong
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not lines or lines[0] != TITLE:
        raise UnknownFormat("this is no backup of a key that is known here")
    if len(lines) <= HEAD_LINES:
        raise BrokenSeal("the backup is cut off")
    salt, costs = _parameters(lines[2])
    body = b"".join(_bytes_of(number, line) for number, line in enumerate(lines[HEAD_LINES:], 1))
    head = "\n".join(lines[:HEAD_LINES]).encode()
    try:
        key = _stretched(passphrase, salt, costs)
        return AESGCM(key).decrypt(body[:NONCE_SIZE], body[NONCE_SIZE:], head)
    except (InvalidTag, ValueError):
        raise BrokenSeal("the passphrase is wrong, or lines of the backup are missing") from None


def _lines(body: bytes) -> list[str]:
    pieces = [body[start : start + BYTES_A_LINE] for start in range(0, len(body), BYTES_A_LINE)]
    return [
        f"{number:02} {base64.b64encode(piece).decode()} {_check(number, piece)}"
        for number, piece in enumerate(pieces, 1)
    ]


def _bytes_of(number: int, line: str) -> bytes:
    label, _space, rest = line.partition(" ")
    encoded, _space, check = rest.rpartition(" ")
    try:
        piece = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        piece = b""
    if label != f"{number:02}" or not piece or check != _check(number, piece):
        raise BrokenSeal(f"line {number:02} of the backup has a mistake")
    return piece


def _check(number: int, piece: bytes) -> str:
    return hashlib.sha256(bytes([number]) + piece).hexdigest()[:CHECK_DIGITS]


def _parameters(line: str) -> tuple[bytes, tuple[int, int, int]]:
    try:
        _word, cost, block, lanes, salt = line.split()
        costs = int(cost), int(block), int(lanes)
        decoded = base64.b64decode(salt, validate=True)
    except ValueError:
        raise BrokenSeal("the third line of the backup has a mistake") from None
    # A forged backup must not take all the memory there is.
    if any(asked > most for asked, most in zip(costs, HIGHEST_COST, strict=True)):
        raise UnknownFormat("the backup asks for more work than is done here")
    return decoded, costs


def _stretched(passphrase: str, salt: bytes, costs: tuple[int, int, int]) -> bytes:
    cost, block, lanes = costs
    return Scrypt(salt=salt, length=KEY_SIZE, n=cost, r=block, p=lanes).derive(passphrase.encode())
