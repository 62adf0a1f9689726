#!/usr/bin/env python3
"""Prove from a dump alone that nobody touched the history of a social registry.

    pg_dump registry | python3 socreg_verify.py --witness registry.witness -
    python3 socreg_verify.py --witness registry.witness --key BASE64 --json registry.sql.gz

It needs Python 3.10 or newer and nothing else, neither the registry's software nor PostgreSQL.
The dump is read as text and never run. Memory stays bounded: what must be sorted goes to a temporary file.

Exit status: 0 all is right, 2 called wrongly or no such file, else the first of these that is wrong:

    10 dump     it is cut, altered, or holds what pg_dump does not write
    11 chain    the events of each record: numbered without gap, each sealing the one before
    12 act      who did it, and when: one act for each transaction, as it was hashed
    13 head     the newest event of each record, kept a second time
    14 state    the registry's rows are what their events make them
    15 leaves   every sealed event has its leaf, in order
    16 tree     every tree head is the root of the leaves that it counts
    17 note     every tree head is signed with the registry's key
    18 witness  the tree still holds all that the witness has seen
    19 watched  what is logged of each model is what the log says is logged
    20 trigger  every logged table has its triggers, switched on
    21 seal     every sealed cell of the events opens (only `odoo socreg_verify --deep` looks at it)
    22 archive  what is left of months that left the log is what was signed when they left

Files of months that left the log are not read here: the report names each with its digest, and
`odoo socreg_archive --check FILE --key KEY` proves it.
"""

import argparse
import base64
import contextlib
import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, BinaryIO

CHECKS = {
    "dump": 10,
    "chain": 11,
    "act": 12,
    "head": 13,
    "state": 14,
    "leaves": 15,
    "tree": 16,
    "note": 17,
    "witness": 18,
    "watched": 19,
    "trigger": 20,
    "seal": 21,
    "archive": 22,
}
OF_DUMPS = frozenset(CHECKS) - {"seal"}
EXAMPLES = 20
PIECE = 10_000
LONGEST_LINE = 1 << 28
LONGEST_STATEMENT = 1 << 24
SCHEMA = "socreg_history"


class Unreadable(Exception):
    """A sentence that says what of the dump cannot be understood."""


# What is found


@dataclass
class Report:
    """What was found: by check, the number of faults and the first of them in words."""

    checks: frozenset[str] = OF_DUMPS
    faults: dict[str, int] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    tree: dict[str, Any] = field(default_factory=dict)
    archives: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, check: str, sentence: str) -> None:
        """Take note of something that is wrong."""
        if check not in self.checks:
            return
        self.faults[check] = self.faults.get(check, 0) + 1
        if self.faults[check] <= EXAMPLES:
            self.words.setdefault(check, []).append(sentence)

    def warn(self, sentence: str) -> None:
        """Take note of what could not be checked."""
        self.warnings.append(sentence)

    def count(self, name: str, number: int = 1) -> None:
        """Count what was seen."""
        self.counts[name] = self.counts.get(name, 0) + number

    @property
    def status(self) -> int:
        """The exit status: of the first check that failed."""
        return min((CHECKS[check] for check in self.faults), default=0)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        checks = {
            check: {"faults": self.faults.get(check, 0), "examples": self.words.get(check, [])}
            if check in self.checks
            else {"skipped": True}
            for check in CHECKS
        }
        return {
            "right": not self.faults,
            "exit": self.status,
            "checks": checks,
            "warnings": self.warnings,
            "counts": self.counts,
            "tree": self.tree,
            "archives": self.archives,
        }

    def as_lines(self) -> Iterator[str]:
        """Yield all of it as sentences."""
        for check in CHECKS:
            told = f"WRONG ({self.faults[check]})" if check in self.faults else "right"
            yield f"{check:<8} {told if check in self.checks else 'not checked'}"
            yield from (f"         {sentence}" for sentence in self.words.get(check, []))
        yield from (f"warning  {sentence}" for sentence in self.warnings)
        yield ", ".join(f"{number} {name}" for name, number in self.counts.items())
        if self.tree:
            yield "the newest sealed tree: {size} events, root {root}, {at}".format(**self.tree)
        for archive in self.archives:
            yield (
                "the archive {name}: {events} events, the file's SHA-256 must be {file};"
                " check it with odoo socreg_archive --check".format(**archive)
            )
        yield "SOMETHING IS WRONG" if self.faults else "all is right"


# Merkle tree (RFC 6962) and signatures (RFC 8032)


class Tree:
    """The compact range of an RFC 6962 tree: the roots of its perfect subtrees, left to right."""

    def __init__(self) -> None:
        self.size = 0
        self.roots: list[bytes] = []

    def extend(self, leaves: bytes) -> None:
        """Append the hashes of leaves, 32 bytes each: level by level, all pairs of each at once."""
        sha256, bits, nodes = hashlib.sha256, self.size, leaves
        odd: list[bytes] = []
        while nodes:
            if bits & 1:
                nodes = self.roots.pop() + nodes
            if len(nodes) % 64:
                odd.append(nodes[-32:])
            pairs = range(0, len(nodes) - 63, 64)
            nodes = b"".join([sha256(b"\x01" + nodes[at : at + 64]).digest() for at in pairs])
            bits >>= 1
        self.roots += reversed(odd)
        self.size += len(leaves) // 32

    def root(self) -> bytes:
        """Return the root of all leaves so far."""
        if not self.roots:
            return hashlib.sha256().digest()
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


def leaf_of(event_hash: bytes) -> bytes:
    """Return the hash of a leaf.

    >>> leaf_of(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\x00" + event_hash).digest()


_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _plus(a: _Point, b: _Point) -> _Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(number: int, point: _Point) -> _Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _plus(total, point)
        point, number = _plus(point, point), number >> 1
    return total


def _point(packed: bytes) -> _Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (not x and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


_G = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature holds, by RFC 8032, section 5.1.7."""
    if len(public) != 32 or len(signature) != 64 or _G is None:
        return False
    key, commitment = _point(public), _point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or answer >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _L
    left, right = _times(answer, _G), _plus(commitment, _times(challenge, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % _P
        or (left[1] * right[2] - right[1] * left[2]) % _P
    )


def _fast_is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Do the same with the library `cryptography`, where there is one."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_check() -> Callable[[bytes, bytes, bytes], bool]:
    """Return the fastest way to check signatures that this machine has."""
    try:
        _fast_is_signed(bytes(32), b"", bytes(64))
    except Exception:  # whatever a strange library does, RFC 8032 is below
        return is_signed
    return _fast_is_signed


# Checkpoints (C2SP tlog-checkpoint) and the witness


@dataclass(frozen=True)
class Note:
    """A signed checkpoint."""

    origin: str
    size: int
    root: bytes
    at: str
    text: bytes
    signatures: tuple[tuple[str, bytes], ...]

    def is_signed_by(self, keys: Iterable[bytes], check: Callable[..., bool]) -> bool:
        """Tell whether one of the keys signed it, and none of them wrongly."""
        ours = [
            (key, signature[4:])
            for name, signature in self.signatures
            for key in keys
            if name == self.origin and signature[:4] == key_hash(name, key)
        ]
        return bool(ours) and all(check(key, self.text, signature) for key, signature in ours)


_ORIGIN = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_AT = re.compile(r"at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z", re.A)


def key_hash(name: str, key: bytes) -> bytes:
    """Return the four bytes by which a signed note names its key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


def parse_note(text: str) -> Note:
    """Read a signed checkpoint.

    :raises ValueError: it is none
    """
    body, gap, below = text.rpartition("\n\n")
    lines, ends = body.split("\n"), below.split("\n")
    if _CONTROL.search(text) or not gap or ends.pop() or not ends or len(lines) != 4:
        raise ValueError("a checkpoint has four lines, an empty one, and signatures")
    at = _AT.fullmatch(lines[3])
    if not (_ORIGIN.fullmatch(lines[0]) and _SIZE.fullmatch(lines[1]) and at):
        raise ValueError("a line of the checkpoint is not as it must be")
    signatures = tuple(_signature(line) for line in ends)
    root = _unbase64(lines[2])
    if len(root) != 32:
        raise ValueError("its root is not 32 bytes long")
    _moment(at[1])
    return Note(lines[0], int(lines[1]), root, at[1], f"{body}\n".encode(), signatures)


@dataclass(frozen=True)
class Manifest:
    """What is signed of a month that left the log."""

    name: str
    events: int
    digest: bytes
    file: bytes
    leaves: list[tuple[int, int]]
    note: Note

    def is_signed_by(self, keys: Iterable[bytes], check: Callable[..., bool]) -> bool:
        """Tell whether one of the keys signed it, and none of them wrongly."""
        return self.note.is_signed_by(keys, check)


def parse_manifest(text: str) -> Manifest:
    """Read the signed manifest of an archive.

    :raises ValueError: it is none
    """
    body, gap, below = text.rpartition("\n\n")
    lines, ends = body.split("\n"), below.split("\n")
    if _CONTROL.search(text) or not gap or ends.pop() or len(lines) != 9:
        raise ValueError("a manifest has nine lines, an empty one, and signatures")
    kinds = ("events ", "from ", "digest ", "file ", "leaves ", "tree ")
    if lines[0] != "socreg archive 1" or not all(map(str.startswith, lines[3:], kinds)):
        raise ValueError("a line of the manifest is not as it must be")
    events, _place, digest, file, leaves, _tree = (line.partition(" ")[2] for line in lines[3:])
    ranges = [(int(start), int(end)) for start, end in (w.split("-") for w in leaves.split(" "))]
    signatures = tuple(map(_signature, ends))
    note = Note(lines[1], 0, b"", "", f"{body}\n".encode(), signatures)
    return Manifest(lines[2], int(events), _unbase64(digest), _unbase64(file), ranges, note)


def _moment(at: str) -> int:
    try:
        return microseconds(f"{at}+00")
    except Unreadable:
        raise ValueError("there is no such moment") from None


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, packed = rest.partition(" ")
    signature = _unbase64(packed)
    if dash != "\u2014" or not _ORIGIN.fullmatch(name) or len(signature) <= 4:
        raise ValueError("a line of its signatures is none")
    return name, signature


def _unbase64(text: str) -> bytes:
    packed = base64.b64decode(text, validate=True)
    if base64.b64encode(packed).decode() != text:
        raise ValueError("its base64 is written in another way than it must be")
    return packed


@dataclass(frozen=True)
class Entry:
    """A line of the witness: a note, the key beside it, and why it may break with those before."""

    at: str
    note: Note
    key: bytes
    answer: str


def read_witness(lines: Iterable[bytes], report: Report) -> Iterator[Entry]:
    """Yield the lines of a witness file; one that a crash cut off is told again below."""
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line.decode())
            at, answer = str(told["at"]), str(told.get("answer", ""))
            yield Entry(at, parse_note(told["note"]), _unbase64(told["key"]), answer)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            report.warn(f"line {number} of the witness cannot be read, as one that a crash cut off")


def _why(error: BaseException) -> str:
    return str(error)[:200] if type(error) in (ValueError, Unreadable) else type(error).__name__


# The dump: statements, and the rows of COPY

_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_TABLE = rf"({_NAME})\.({_NAME})"
_COPY = re.compile(rf"COPY {_TABLE} \((.*)\) FROM stdin", re.S)
_CREATE_TABLE = re.compile(rf"CREATE (?:UNLOGGED |FOREIGN )?TABLE {_TABLE} (?=\()", re.S)
_ATTACH = re.compile(rf"ALTER TABLE ONLY {_TABLE} ATTACH PARTITION {_TABLE} ", re.S)
_TRIGGER = re.compile(rf"CREATE (?:CONSTRAINT )?TRIGGER ({_NAME}) (.+?) ON {_TABLE} (.*)", re.S)
_SWITCH = re.compile(
    rf"ALTER TABLE (?:ONLY )?{_TABLE} (DISABLE|ENABLE(?: ALWAYS| REPLICA)?) TRIGGER ({_NAME})"
)
_FUNCTION = re.compile(rf"CREATE FUNCTION {_TABLE}\(", re.S)
_SETTINGS = re.compile(
    r"SET (client_encoding|standard_conforming_strings|row_security) = '?(\w+)'?"
)
_AS_MUST = {"client_encoding": "UTF8", "standard_conforming_strings": "on", "row_security": "off"}
_ALTER = re.compile(rf"ALTER TABLE (?:ONLY )?{_TABLE} (\w+(?: \w+)?)", re.S)
_OPENER = re.compile(
    rb"""--|/\*|(?<![\w$])[eE]'|'|"|(?<![\w$])\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$|;"""
)
_IN_E = re.compile(rb"\\.|'", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.S)
_LETTERS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
# What pg_dump writes; anything else could change what is restored behind what is read here.
_KNOWN = re.compile(
    r"(SET|CREATE|ALTER|COMMENT ON|GRANT|REVOKE|SECURITY LABEL)\b"
    r"|SELECT pg_catalog\.(setval|set_config|lo_\w+|lowrite)\("
)
_ELSEWHERE = re.compile(r"(DROP|BEGIN|COMMIT)\b")
_ALTERED = re.compile(
    r"(OWNER TO|ATTACH PARTITION|ADD CONSTRAINT|ADD GENERATED|ALTER COLUMN|DISABLE TRIGGER"
    r"|ENABLE TRIGGER|ENABLE ALWAYS|ENABLE REPLICA|ENABLE ROW|FORCE ROW|REPLICA IDENTITY"
    r"|CLUSTER ON|INHERIT|SET|NO)\b"
)
_META = re.compile(rb"\\(restrict|unrestrict|connect|encoding)\b")
_END = b"-- PostgreSQL database dump complete"


def unquoted(name: str) -> str:
    """Return what a name of SQL names."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def unescaped(cell: bytes) -> bytes | None:
    """Return what a cell of COPY holds, as PostgreSQL reads it.

    >>> unescaped(rb"a\\\\b\\tc"), unescaped(rb"\\N")
    (b'a\\\\b\\tc', None)
    """
    if cell == b"\\N":
        return None
    return _ESCAPE.sub(_unescape, cell) if b"\\" in cell else cell


def _unescape(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code.isdigit() and code[:1] in b"01234567":
        return bytes([int(code, 8) & 255])
    if code[:1] == b"x" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    return _LETTERS.get(code, code)


@dataclass
class Copy:
    """The rows of one table."""

    schema: str
    table: str
    columns: list[str]
    lines: Iterator[bytes]

    def rows(self) -> Iterator[list[bytes | None]]:
        """Yield the cells of each row."""
        width = len(self.columns)
        for line in self.lines:
            cells = line.split(b"\t")
            if len(cells) != width:
                raise Unreadable(f"a row of {self.table} has {len(cells)} cells and not {width}")
            yield [unescaped(cell) for cell in cells]


class Dump:
    """Reads a dump as pg_dump writes it, in plain text."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.is_complete = False

    def parts(self) -> Iterator[str | Copy]:
        """Yield each statement, and each table's rows where they stand.

        :raises Unreadable: this is none
        """
        text: list[bytes] = []
        inside = b""
        for line in self._lines():
            if not text and not inside and self._is_outside(line):
                continue
            inside = yield from self._statements(line, inside, text)
        if text and b"".join(text).strip():
            raise Unreadable("the dump ends within a statement")

    def _statements(
        self, line: bytes, inside: bytes, text: list[bytes]
    ) -> Generator[str | Copy, None, bytes]:
        start = pos = 0
        while pos < len(line):
            if inside:
                pos, inside = _close(line, pos, inside)
                continue
            found = _OPENER.search(line, pos)
            if not found:
                break
            token, pos = found[0], found.end()
            if token == b"--":
                text.append(line[start : found.start()])
                start = pos = len(line)
            elif token == b";":
                text.append(line[start : found.start()])
                yield from self._ended(b"".join(text).strip())
                text.clear()
                start = pos
            else:
                inside = {b"/*": b"*/"}.get(token, token)
        text.append(line[start:])
        if sum(map(len, text)) > LONGEST_STATEMENT:
            raise Unreadable("a statement is too long to be one of pg_dump's")
        if not b"".join(text).strip():
            text.clear()
        return inside

    def _ended(self, statement: bytes) -> Iterator[str | Copy]:
        if not statement:
            return
        told = statement.decode("utf-8", "surrogateescape")
        found = _COPY.fullmatch(told)
        if not found:
            yield told
            return
        columns = [unquoted(name) for name in re.findall(_NAME, found[3])]
        copy = Copy(unquoted(found[1]), unquoted(found[2]), columns, self._data())
        yield copy
        for _line in copy.lines:
            pass

    def _data(self) -> Iterator[bytes]:
        for line in self._lines():
            if line == b"\\.\n":
                return
            yield line[:-1]
        raise Unreadable("the dump ends within the rows of a table")

    def _lines(self) -> Iterator[bytes]:
        while line := self._stream.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE:
                raise Unreadable("a line is too long to be one of pg_dump's")
            if not line.endswith(b"\n"):
                line += b"\n"
            yield line

    def _is_outside(self, line: bytes) -> bool:
        if line.startswith(_END):
            self.is_complete = True
        if line.startswith(b"\\"):
            if not _META.match(line):
                raise Unreadable("it holds a command for psql that pg_dump does not write")
            return True
        return line.startswith(b"--") or not line.strip()


def _close(line: bytes, pos: int, inside: bytes) -> tuple[int, bytes]:
    """Go to the end of what is quoted; return where that is and what is still open."""
    if inside in (b"e'", b"E'"):
        while found := _IN_E.search(line, pos):
            pos = found.end()
            if found[0] == b"'":
                return pos, b""
        return len(line), inside
    end = line.find(inside, pos)
    return (len(line), inside) if end < 0 else (end + len(inside), b"")


# Cells of PostgreSQL, and the same values as the log's JSON

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d):?(\d\d)?:?(\d\d)?"
)
_EPOCH = date(1970, 1, 1).toordinal()
_WHOLE = re.compile(rb"-?\d{1,19}")
_FLOATS = frozenset(("real", "double precision"))
_NUMBERS = _FLOATS | {"smallint", "integer", "bigint", "numeric"}
_STRUCTURES = frozenset(("json", "jsonb"))


def number(cell: bytes | None) -> int:
    """Return a cell's whole number.

    :raises Unreadable: it is none
    """
    if cell is None or not _WHOLE.fullmatch(cell) or not -(2**63) <= int(cell) < 2**63:
        raise Unreadable("a cell of the log that must be a number is none")
    return int(cell)


def number_or_none(cell: bytes | None) -> int | None:
    """Return a cell's whole number; None for null."""
    return None if cell is None else number(cell)


def octets(cell: bytes | None) -> bytes:
    """Return a cell's bytes.

    :raises Unreadable: it holds none
    """
    if cell is not None and cell[:2] == b"\\x":
        with contextlib.suppress(ValueError):
            return bytes.fromhex(cell[2:].decode("ascii"))
    raise Unreadable("a cell of the log that must be bytes is none")


def given(cell: bytes | None) -> bytes:
    """Return a cell that is not null."""
    if cell is None:
        raise Unreadable("a cell of the log is empty that must not be")
    return cell


def text_of(cell: bytes | None) -> str:
    """Return a cell's text, which is not null."""
    return given(cell).decode("utf-8", "replace")


def microseconds(cell: bytes | str | None) -> int:
    """Return a moment as microseconds since 1970.

    >>> microseconds("1970-01-01 01:00:00.5+01")
    500000
    """
    text = cell.decode("ascii", "replace") if isinstance(cell, bytes) else cell or ""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise Unreadable("a moment of the log is none")
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        days = date(year, month, day).toordinal() - _EPOCH
        time(hour, minute, second)
    except ValueError:
        raise Unreadable("a moment of the log is none") from None
    away = sum(
        int(part or 0) * unit for part, unit in zip(found.groups()[8:], (3600, 60, 1), strict=True)
    )
    seconds = days * 86400 + hour * 3600 + minute * 60 + second
    seconds -= away if found[8] == "+" else -away
    return seconds * 1_000_000 + int((found[7] or "").ljust(6, "0"))


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def parse_json(text: bytes | str) -> Any:
    """Read JSON with its numbers as they are written."""
    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=_no_constant)


def as_json(cell: bytes | None, kind: str) -> Any:
    """Return what the log says of a cell of a column of some type.

    >>> as_json(b"t", "boolean"), as_json(rb"\\x00ff", "bytea"), as_json(b"{1,NULL}", "integer[]")
    (True, 'AP8=', [Decimal('1'), None])
    """
    if cell is None:
        return None
    if kind.endswith("[]"):
        return _array(cell.decode(), kind[:-2])
    if kind == "bytea":
        return base64.b64encode(octets(cell)).decode()
    if kind in _STRUCTURES:
        return parse_json(cell)
    return _scalar(cell.decode(), kind)


def _scalar(text: str, kind: str) -> Any:
    if kind == "boolean":
        return {"t": True, "f": False}[text]
    if kind in _NUMBERS:
        return Decimal(text) if text[-1:].isdigit() else text
    return text.replace(" ", "T", 1) if kind.startswith("timestamp") else text


_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^",{}\\]+)|([{}])|,', re.S)


def _array(text: str, kind: str) -> list[Any]:
    stack: list[list[Any]] = [[]]
    pos = 0
    while pos < len(text):
        found = _ITEM.match(text, pos)
        if not found:
            raise ValueError("an array is none")
        pos = found.end()
        if found[3] == "{":
            stack.append([])
        elif found[3]:
            stack[-2].append(stack.pop())
        elif found[1] is not None:
            stack[-1].append(as_json(re.sub(r"\\(.)", r"\1", found[1], flags=re.S).encode(), kind))
        elif found[2]:
            stack[-1].append(None if found[2] == "NULL" else as_json(found[2].encode(), kind))
    if len(stack) != 1 or len(stack[0]) != 1:
        raise ValueError("an array is none")
    whole: list[Any] = stack[0][0]
    return whole


def is_same(logged: Any, stored: Any, kind: str) -> bool:
    """Tell whether the log and a row say the same."""
    if kind == "timestamp with time zone" and isinstance(logged, str) and isinstance(stored, str):
        return microseconds(logged) == microseconds(stored)
    if kind.removesuffix("[]") in _FLOATS:
        return bool(logged == stored)
    return bool(_exact(logged) == _exact(stored))


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return (type(value), str(value) if isinstance(value, Decimal) else value)


# What of the dump is kept, sorted, in a temporary file

TABLES = """
CREATE TABLE event (seq INTEGER, xid INTEGER, us INTEGER, record_id INTEGER, subject_id INTEGER,
    party_id INTEGER, left_subject_id INTEGER, left_party_id INTEGER, ver INTEGER, op BLOB,
    model BLOB, prev BLOB, hash BLOB, body BLOB);
CREATE TABLE act (xid INTEGER, us INTEGER, actor BLOB, hash BLOB);
CREATE TABLE head (model BLOB, record_id INTEGER, ver INTEGER, hash BLOB);
CREATE TABLE base (seq INTEGER, xid INTEGER, us INTEGER, record_id INTEGER, subject_id INTEGER,
    party_id INTEGER, ver INTEGER, op BLOB, model BLOB, hash BLOB, body BLOB);
CREATE TABLE archive (name TEXT, events INTEGER, leaves TEXT, sha256 BLOB, manifest TEXT);
CREATE TABLE leaves (start INTEGER, hashes BLOB);
CREATE TABLE tree_head (size INTEGER, root BLOB, us INTEGER, xid INTEGER, seq INTEGER,
    frontier BLOB, note TEXT);
CREATE TABLE seen (size INTEGER, root BLOB, chapter INTEGER, origin TEXT);
CREATE TABLE stored (model BLOB, record_id INTEGER);
CREATE TABLE link (model BLOB, record_id INTEGER, other INTEGER);
"""
_INDEXES = """
CREATE INDEX event_record ON event (model, record_id, ver, seq);
CREATE INDEX event_position ON event (xid, seq);
CREATE INDEX event_seq ON event (seq);
CREATE INDEX act_xid ON act (xid);
CREATE INDEX head_record ON head (model, record_id);
CREATE INDEX base_record ON base (model, record_id);
"""
_Reads = dict[str, Callable[[bytes | None], Any]]
_WHERE: _Reads = {
    "seq": number,
    "xid": number,
    "at": microseconds,
    "record_id": number,
    "subject_id": number_or_none,
    "party_id": number_or_none,
}
_COLUMNS: dict[str, _Reads] = {
    "event": {
        **_WHERE,
        "left_subject_id": number_or_none,
        "left_party_id": number_or_none,
        "ver": number,
        "op": given,
        "model": given,
        "prev": octets,
        "hash": octets,
        "body": lambda cell: cell,
    },
    "act": {"xid": number, "at": microseconds, "actor": given, "hash": octets},
    "head": {"model": given, "record_id": number, "ver": number, "hash": octets},
    "base": {
        **_WHERE,
        "ver": number,
        "op": given,
        "model": given,
        "hash": octets,
        "body": lambda cell: cell,
    },
    "archive": {
        "name": text_of,
        "events": number,
        "leaves": text_of,
        "sha256": octets,
        "manifest": text_of,
    },
    "leaves": {"start": number, "hashes": octets},
    "tree_head": {
        "size": number,
        "root": octets,
        "at": microseconds,
        "xid": number,
        "seq": number,
        "frontier": octets,
        "note": text_of,
    },
}
_WATCHED = {
    "model": "text",
    "relation": "text",
    "columns": "text[]",
    "subject_model": "text",
    "subject_column": "text",
    "party_column": "text",
    "owner_relation": "text",
    "owner_column": "text",
    "field": "text",
}
Row = dict[str, Any]


@dataclass
class Registry:
    """What the dump says, but for the registry's own rows."""

    store: sqlite3.Connection
    watched: dict[str, Row] = field(default_factory=dict)
    base: int = 0
    types: dict[str, dict[str, str]] = field(default_factory=dict)
    triggers: dict[str, dict[str, str]] = field(default_factory=dict)
    off: set[tuple[str, str]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    uuid: str = ""
    keys: list[bytes] = field(default_factory=list)


class Loader:
    """Fills the registry from the parts of a dump."""

    def __init__(self, registry: Registry, report: Report) -> None:
        self._registry = registry
        self._report = report
        self._copied: set[tuple[str, str]] = set()

    def load(self, dump: Dump) -> None:
        """Read the whole dump."""
        for part in dump.parts():
            if isinstance(part, Copy):
                self._load_rows(part)
            else:
                self._look_at(part)
        if not dump.is_complete:
            self._report.fault("dump", "it is cut: the last line that pg_dump writes is missing")
        missing = {*_COLUMNS, "watched", "log"} - {
            self._role(table) for schema, table in self._copied if schema == SCHEMA
        }
        if "event" in missing:
            raise Unreadable("the dump holds no history (schema socreg_history)")
        for table in sorted(missing):
            self._report.fault("dump", f"the rows of {SCHEMA}.{table} are missing")

    def _role(self, table: str) -> str:
        is_part = table in self._registry.parts or table.startswith("event_")
        return "event" if is_part else table

    def _load_rows(self, copy: Copy) -> None:
        key = (copy.schema, copy.table)
        if key in self._copied:
            self._report.fault("dump", f"the rows of {copy.table} are there twice")
        self._copied.add(key)
        if copy.schema == SCHEMA:
            role = self._role(copy.table)
            if role in _COLUMNS:
                self._keep(role, copy)
            elif role == "watched":
                self._load_watched(copy)
            elif role == "log":
                self._registry.base = number(_only(copy, "base"))
        elif copy.table == "ir_config_parameter":
            for value in _picked(copy, "key", b"database.uuid", "value"):
                self._registry.uuid = value.decode("utf-8", "replace")
        elif copy.table == "socreg_key" and "public_key" in copy.columns:
            for value in _picked(copy, "purpose", b"proof", "public_key"):
                with contextlib.suppress(ValueError):
                    self._registry.keys.append(_unbase64(value.decode()))

    def _keep(self, role: str, copy: Copy) -> None:
        wanted = _COLUMNS[role]
        reads = [(_place(copy, name), read) for name, read in wanted.items()]
        marks = ", ".join("?" * len(reads))
        rows = (tuple(read(row[at]) for at, read in reads) for row in copy.rows())
        self._registry.store.executemany(f"INSERT INTO {role} VALUES ({marks})", rows)  # noqa: S608

    def _load_watched(self, copy: Copy) -> None:
        places = {name: _place(copy, name) for name in _WATCHED}
        for row in copy.rows():
            told = {name: as_json(row[places[name]], kind) for name, kind in _WATCHED.items()}
            if not (told["model"] and told["relation"] and isinstance(told["columns"], list)):
                raise Unreadable("a row of watched cannot be understood")
            if not all(isinstance(column, str) for column in told["columns"]):
                raise Unreadable("a row of watched cannot be understood")
            if told["field"] and not (told["owner_column"] and told["columns"]):
                raise Unreadable("a row of watched cannot be understood")
            self._registry.watched[told["model"]] = told

    def _look_at(self, statement: str) -> None:
        """Take in a statement; say so where pg_dump does not write such."""
        allowed = _KNOWN.match(statement) or _ELSEWHERE.match(statement)
        if not allowed or (statement.startswith("DROP") and self._copied):
            words = " ".join(statement.split()[:2])[:40]
            self._report.fault("dump", f"it holds a statement that pg_dump does not write: {words}")
        setting = _SETTINGS.match(statement)
        if setting and setting[2] != _AS_MUST[setting[1]]:
            self._report.fault("dump", f"{setting[1]} is {setting[2]} in it")
        altered = _ALTER.match(statement)
        if altered and not _ALTERED.match(altered[3]):
            self._report.fault("dump", f"it alters the table {altered[2]} in another way")
        for pattern, keep in (
            (_CREATE_TABLE, self._keep_types),
            (_ATTACH, self._keep_part),
            (_TRIGGER, self._keep_trigger),
            (_SWITCH, self._switch),
            (_FUNCTION, self._keep_function),
        ):
            if found := pattern.match(statement):
                keep(found)

    def _keep_types(self, found: re.Match[str]) -> None:
        if unquoted(found[1]) == "public":
            items = _items(found.string[found.end() + 1 :])
            self._registry.types[unquoted(found[2])] = dict(filter(None, map(_column, items)))

    def _keep_part(self, found: re.Match[str]) -> None:
        if (unquoted(found[1]), unquoted(found[2]), unquoted(found[3])) == (
            SCHEMA,
            "event",
            SCHEMA,
        ):
            self._registry.parts.add(unquoted(found[4]))

    def _keep_trigger(self, found: re.Match[str]) -> None:
        table = f"{unquoted(found[3])}.{unquoted(found[4])}"
        told = f"{found[2]} {found[5]}"
        self._registry.triggers.setdefault(table, {})[unquoted(found[1])] = " ".join(told.split())

    def _switch(self, found: re.Match[str]) -> None:
        key = (f"{unquoted(found[1])}.{unquoted(found[2])}", unquoted(found[4]))
        if found[3] in ("ENABLE", "ENABLE ALWAYS"):
            self._registry.off.discard(key)
        else:
            self._registry.off.add(key)

    def _keep_function(self, found: re.Match[str]) -> None:
        if unquoted(found[1]) == SCHEMA:
            self._registry.functions.add(unquoted(found[2]))


def _picked(copy: Copy, key: str, wanted: bytes, name: str) -> Iterator[bytes]:
    """Yield what stands in a column of some rows of the registry's own settings."""
    at_key, at_value = _place(copy, key), _place(copy, name)
    for row in copy.rows():
        if row[at_key] == wanted:
            yield row[at_value] or b""


def _place(copy: Copy, name: str) -> int:
    if name not in copy.columns:
        raise Unreadable(f"the table {copy.table} has no column {name}")
    return copy.columns.index(name)


def _only(copy: Copy, name: str) -> bytes | None:
    rows = list(copy.rows())
    if len(rows) != 1:
        raise Unreadable(f"the table {copy.table} has {len(rows)} rows and not one")
    return rows[0][_place(copy, name)]


def _items(text: str) -> Iterator[str]:
    """Yield what stands between the commas of a parenthesis that is open."""
    depth = start = 0
    for found in re.finditer(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[(),]", text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
            if depth < 0:
                yield text[start : found.start()]
                return
        elif found[0] == "," and not depth:
            yield text[start : found.start()]
            start = found.end()


_DECLARED = re.compile(
    rf"\s*({_NAME}) (.+?)(?: COLLATE | DEFAULT | NOT NULL| GENERATED | CONSTRAINT |\s*$)", re.S
)


def _column(item: str) -> tuple[str, str] | None:
    found = _DECLARED.match(item)
    return (unquoted(found[1]), re.sub(r"\(.*?\)", "", found[2])) if found else None


# The checks

_REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS new_rows ",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows ",
    "delete": "REFERENCING OLD TABLE AS old_rows ",
    "truncate": "",
}
REFUSING = {
    "refuse": "BEFORE DELETE OR UPDATE FOR EACH ROW",
    "refuse_truncate": "BEFORE TRUNCATE FOR EACH STATEMENT",
}
REFUSED = ("event", "act", "leaves", "tree_head", "archive")
_BASE_MODEL = b"socreg.history"
_ARCHIVE_MODEL = b"socreg.archive"
# What is said of the log itself, and not of a model.
OF_THE_LOG = frozenset((_BASE_MODEL.decode(), _ARCHIVE_MODEL.decode()))
_ODD = (ValueError, KeyError, IndexError, TypeError, ArithmeticError, RecursionError, Unreadable)


def _name(model: bytes, record_id: int) -> str:
    return f"{model.decode('utf-8', 'backslashreplace')[:80]} {record_id}"


def act_hash(xid: int, us: int, actor: bytes) -> bytes:
    """Return the hash of an act."""
    return hashlib.sha256(b"socreg act 1\n%d\n%d\n" % (xid, us) + actor).digest()


def event_hash(row: tuple[Any, ...], act: bytes) -> bytes:
    """Return the hash of an event: of the one before, and of all that it says."""
    seq, _xid, us, record_id, *others, ver, op, model, prev, _hash, body = row
    parts = (
        b"socreg event 1",
        b"%d" % seq,
        model,
        b"%d" % record_id,
        b"%d" % ver,
        op,
        *(b"" if other is None else b"%d" % other for other in others),
        b"%d" % us,
        act.hex().encode(),
        body or b"",
    )
    return hashlib.sha256(prev + b"\n".join(parts)).digest()


def folded(events: Iterable[tuple[bytes, bytes | None]]) -> dict[str, Any] | None:
    """Return what a record's events make of it; None where it was deleted."""
    state: dict[str, Any] | None = None
    for op, body in events:
        told = parse_json(body) if body is not None else {}
        if not isinstance(told, dict):
            raise ValueError("the body of an event is none")
        # What is found or created begins anew.
        kept = {} if op in (b"c", b"r") else state or {}
        state = None if op == b"d" else {**kept, **told}
    return state


def said_of(store: sqlite3.Connection) -> list[tuple[bytes, bytes | None]]:
    """Return the newest note of each model that the log has one of."""
    ask = (
        "SELECT model, body, max(ver) FROM (SELECT model, body, ver FROM base"
        " WHERE op = ?1 AND record_id = 0 UNION ALL SELECT model, body, ver FROM event"
        " WHERE op = ?1 AND record_id = 0) GROUP BY model"
    )
    return [(model, body) for model, body, _ver in store.execute(ask, (b"s",))]


_RANGE = re.compile(r"\[(\d{1,18}),(\d{1,18})\)")


def archived_leaves(store: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the ranges of leaves whose events left the log, in order."""
    texts = [text for (text,) in store.execute("SELECT leaves FROM archive")]
    return sorted((int(start), int(end)) for text in texts for start, end in _RANGE.findall(text))


def logger_name(relation: str, operation: str) -> str:
    """Return the function that logs an operation on a table."""
    if len(relation) > 45:
        digest = hashlib.md5(relation.encode(), usedforsecurity=False).hexdigest()[:8]
        return f"log_{relation[:37]}_{digest}_{operation}"
    return f"log_{relation}_{operation}"


class LogChecks:
    """Checks what the log says of itself."""

    def __init__(self, registry: Registry, report: Report) -> None:
        self._registry = registry
        self._store = registry.store
        self._report = report

    def run(self) -> None:
        """Check acts, chains and heads."""
        self._check_acts()
        self._check_once()
        self._check_chains()
        self._check_heads_alone()

    def _check_acts(self) -> None:
        before = None
        for xid, us, actor, stored in self._store.execute(
            "SELECT xid, us, actor, hash FROM act ORDER BY xid"
        ):
            self._report.count("acts")
            self._report.count("acts of raw SQL", int(b'"user":' not in actor))
            if xid == before:
                self._report.fault("act", f"the act of transaction {xid} is there twice")
            if act_hash(xid, us, actor) != stored:
                self._report.fault("act", f"the act of transaction {xid} was changed")
            before = xid
        lone = "SELECT xid FROM act EXCEPT SELECT xid FROM event"
        for (xid,) in self._store.execute(lone):
            self._report.fault("act", f"the act of transaction {xid} has no event")
        lone = "SELECT xid FROM event EXCEPT SELECT xid FROM act"
        for (xid,) in self._store.execute(lone):
            self._report.fault("act", f"the events of transaction {xid} have no act")

    def _check_once(self) -> None:
        twice = "SELECT seq FROM event GROUP BY seq HAVING count(*) > 1"
        for (seq,) in self._store.execute(twice):
            self._report.fault("chain", f"the event {seq} is there twice")

    def _check_chains(self) -> None:
        key: tuple[bytes, int] | None = None
        ver, before = 0, b""
        for *row, act in self._store.execute(
            "SELECT e.*, (SELECT a.hash FROM act AS a WHERE a.xid = e.xid) FROM event AS e"
            " ORDER BY model, record_id, ver, seq"
        ):
            event, its_key = tuple(row), (row[10], row[3])
            self._report.count("events")
            if key != its_key:
                self._check_head(key, ver, before)
                self._report.count("records")
                key, (ver, before) = its_key, self._base_of(its_key)
            if event[8] != ver + 1:
                words = f"{_name(*its_key)}: version {event[8]} follows upon {ver}"
                self._report.fault("chain", words)
            elif event[11] != before:
                self._report.fault(
                    "chain", f"{_name(*its_key)}: version {event[8]} breaks the chain"
                )
            if event_hash(event, act or b"") != event[12]:
                self._report.fault("chain", f"{_name(*its_key)}: version {event[8]} was changed")
            ver, before = event[8], event[12]
        self._check_head(key, ver, before)

    def _base_of(self, key: tuple[bytes, int]) -> tuple[int, bytes]:
        """Return version and hash of the newest of a record's events that left the log."""
        ask = "SELECT ver, hash FROM base WHERE model = ? AND record_id = ?"
        found: tuple[int, bytes] = self._store.execute(ask, key).fetchone() or (0, b"")
        return found

    def _check_head(self, key: tuple[bytes, int] | None, ver: int, stored: bytes) -> None:
        if key is None:
            return
        ask = "SELECT ver, hash FROM head WHERE model = ? AND record_id = ?"
        heads = self._store.execute(ask, key).fetchall()
        if heads != [(ver, stored)]:
            told = (
                f"says version {heads[0][0]}" if len(heads) == 1 else f"is there {len(heads)} times"
            )
            words = f"{_name(*key)}: the newest event is version {ver}, the head {told}"
            self._report.fault("head", words)

    def _check_heads_alone(self) -> None:
        lone = (
            "SELECT model, record_id FROM head EXCEPT SELECT model, record_id FROM event"
            " EXCEPT SELECT model, record_id FROM base"
        )
        for key in self._store.execute(lone):
            self._report.fault("head", f"{_name(*key)}: its head has no events")
        lone = "SELECT model, record_id FROM base EXCEPT SELECT model, record_id FROM event"
        for key in self._store.execute(lone):
            self._report.count("records")
            self._check_head(key, *self._base_of(key))


class Leaves:
    """Leaves that come in pieces of any size, and are taken as many at once as are wanted."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next leaves, 32 bytes each; fewer, where there are no more."""
        taken: list[bytes] = []
        missing = 32 * count
        while missing:
            if self._at == len(self._piece):
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._piece, self._at = piece, 0
            taken.append(self._piece[self._at : self._at + missing])
            self._at += len(taken[-1])
            missing -= len(taken[-1])
        return b"".join(taken)

    def count_left(self) -> int:
        """Return how many there are still."""
        left = len(self._piece) - self._at + sum(map(len, self._pieces))
        self._at = len(self._piece)
        return left // 32


class TreeChecks:
    """Checks the tree over all events, its signed heads, and what the witness saw."""

    def __init__(self, registry: Registry, report: Report, keys: list[bytes]) -> None:
        self._registry = registry
        self._store = registry.store
        self._report = report
        self._keys = keys
        self._is_signed = signature_check()
        self._own = f"socreg/{registry.uuid}"
        self._origins = {self._own: 0}
        self._tree = Tree()
        self._first = 0
        self._position = (0, 0)
        # Where the last leaf is an archive's, its position is known by the head that says it alone.
        self._is_position_known = True
        self._said = (0, 0)
        self._archived: list[tuple[int, int]] = []
        self._stored = Leaves(iter(()))
        self._sizes_left: Iterator[int] = iter(())
        self._size: int | None = None
        self._chapter = 0

    def begin_at(self, size: int, position: tuple[int, int], subtrees: list[bytes]) -> None:
        """Grow from a tree head on: what it counts is taken as it says."""
        self._tree.size, self._tree.roots = size, subtrees
        self._first, self._position = size, position

    def run(self, witness: Iterable[bytes] | None) -> None:
        """Grow the tree once over all events, and look at it at every size that was signed."""
        self._take_in_witness(witness)
        if not self._keys:
            self._report.warn("no key is given (--key): signatures are checked with the dump's own")
            self._keys += self._registry.keys
        self._archived = list(archived_leaves(self._store))[::-1]
        self._stored, self._sizes_left = Leaves(self._leaves()), self._sizes()
        self._size = next(self._sizes_left, None)
        for positions, leaves in self._events():
            done = 0
            while done < len(positions):
                self._pass_archived()
                self._look()
                archived = self._archived[-1][0] if self._archived else None
                ends = min(len(positions), done + self._room(archived))
                self._grow(positions[done:ends], leaves[32 * done : 32 * ends])
                done = ends
        self._pass_archived()
        self._look()
        self._look_beyond(self._tree.size)
        self._check_leaves_left(self._stored.count_left())

    def _look(self) -> None:
        """Look at the tree where a head or the witness says something of its size."""
        while self._size is not None and self._size <= self._tree.size:
            if self._size == self._tree.size:
                self._look_at(self._tree)
            self._size = next(self._sizes_left, None)

    def _room(self, end: int | None) -> int:
        """Return how many leaves may be added until there are so many, or the tree is looked at."""
        stops = [stop for stop in (end, self._size) if stop is not None]
        return min(stops, default=self._tree.size + PIECE) - self._tree.size

    def _grow(self, positions: list[tuple[int, int]], leaves: bytes) -> None:
        """Go on by events that come one after the other; the tree is looked at behind them only."""
        self._step(positions)
        stored = self._stored.take(len(positions))
        if stored != leaves[: len(stored)]:
            for position, at in zip(positions, range(0, len(stored), 32), strict=False):
                if stored[at : at + 32] != leaves[at : at + 32]:
                    words = "the event at transaction {}, number {} is not what was sealed there"
                    self._report.fault("leaves", words.format(*position))
        if len(stored) < len(leaves):
            self._report.count("events not sealed yet", (len(leaves) - len(stored)) // 32)
        self._tree.extend(leaves)

    def _step(self, positions: list[tuple[int, int]]) -> None:
        for number, position in enumerate(positions):
            if position > max(self._said, (0, 0)):
                break
            if position <= self._said:
                size = self._tree.size + number
                self._report.fault("tree", f"a tree head up to size {size} has another position")
            self._said = (0, 0)
        self._position, self._is_position_known, self._said = positions[-1], True, (0, 0)

    def _pass_archived(self) -> None:
        """Grow over the leaves that come next and whose events are in archives."""
        while self._archived and self._archived[-1][1] <= self._tree.size:
            self._archived.pop()
        while self._archived and self._archived[-1][0] <= self._tree.size:
            _start, end = self._archived.pop()
            while self._tree.size < end:
                self._look()
                leaves = self._stored.take(self._room(end))
                if not leaves:
                    words = f"archives hold {end - self._tree.size} events that were never sealed"
                    self._report.fault("leaves", words)
                    self._archived = []
                    return
                self._is_position_known = False
                self._report.count("events in archives", len(leaves) // 32)
                self._tree.extend(leaves)

    def _events(self) -> Iterator[tuple[list[tuple[int, int]], bytes]]:
        """Yield positions and leaves of events, in the order of the log, a piece at a time."""
        rows = self._store.execute("SELECT xid, seq, hash FROM event ORDER BY xid, seq")
        while piece := rows.fetchmany(PIECE):
            leaves = b"".join([leaf_of(event) for _xid, _seq, event in piece])
            yield [(xid, seq) for xid, seq, _event in piece], leaves

    def _take_in_witness(self, witness: Iterable[bytes] | None) -> None:
        for note in self._notes():
            self._origins[note.origin] = max(note.size, self._origins.get(note.origin, 0))
        if len(self._origins) > 1:
            others = ", ".join(sorted(set(self._origins) - {self._own}))
            self._report.warn(f"this database ({self._own}) is a copy of another: {others[:200]}")
        if witness is None:
            self._report.warn(
                "no witness is given: a database that was put back whole to an earlier day"
                " cannot be told from one that was not"
            )
            return
        are_keys_given, lines = bool(self._keys), 0
        for entry in read_witness(witness, self._report):
            lines += 1
            if entry.note.origin in self._origins:
                self._keep_seen(entry, are_keys_given)
        self._check_witness(lines, are_keys_given)

    def _keep_seen(self, entry: Entry, are_keys_given: bool) -> None:
        if not are_keys_given and entry.key not in self._keys:
            self._keys.append(entry.key)
        if not entry.note.is_signed_by(self._keys, self._is_signed):
            words = f"the witness's note of size {entry.note.size} is not signed with the key"
            self._report.fault("witness", words)
        if entry.answer:
            self._chapter += 1
            self._report.warn(
                f"on {entry.at[:40]} the witness was told to go on with another tree, because:"
                f" {entry.answer[:200]}"
            )
        seen = (entry.note.size, entry.note.root, self._chapter, entry.note.origin)
        self._store.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", seen)
        self._report.count("witnessed tree heads")

    def _check_witness(self, lines: int, are_keys_given: bool) -> None:
        if not lines:
            self._report.warn("the witness is empty")
        elif "witnessed tree heads" not in self._report.counts:
            self._report.fault("witness", "the witness knows other databases only")
        if self._keys and not are_keys_given:
            names = ", ".join(base64.b64encode(key).decode() for key in self._keys)
            self._report.warn(
                f"the key is the witness's own; compare it with the published: {names}"
            )
        self._pass_over_originals()
        self._compare_newest()

    def _pass_over_originals(self) -> None:
        """Where the witness knows this copy too, its original may have gone on."""
        ask = "SELECT 1 FROM seen WHERE origin = ?"
        if not self._store.execute(ask, (self._own,)).fetchone():
            return
        for origin, size in self._origins.items():
            if origin != self._own:
                ask = "UPDATE seen SET chapter = -1 WHERE origin = ? AND size > ?"
                self._store.execute(ask, (origin, size))

    def _fault_seen(self, chapter: int, sentence: str) -> None:
        """Say what the witness knows better, unless somebody has answered for it since."""
        if chapter == self._chapter:
            self._report.fault("witness", sentence)
        else:
            self._report.count("witnessed tree heads of another history")

    def _compare_newest(self) -> None:
        ask = (
            "SELECT count(*) FROM tree_head WHERE size > (SELECT coalesce(max(size), 0) FROM seen)"
        )
        ahead = self._store.execute(ask).fetchone()[0]
        if ahead:
            self._report.warn(f"the witness has not seen the newest {ahead} tree heads")

    def _notes(self) -> Iterator[Note]:
        for (text,) in self._store.execute("SELECT note FROM tree_head"):
            with contextlib.suppress(ValueError):
                yield parse_note(text)

    def _sizes(self) -> Iterator[int]:
        ask = "SELECT size FROM tree_head UNION SELECT size FROM seen ORDER BY 1"
        return (size for (size,) in self._store.execute(ask) if size >= self._first)

    def _pieces(self) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces in which leaves are stored, in order."""
        return iter(self._store.execute("SELECT start, hashes FROM leaves ORDER BY start"))

    def _leaves(self) -> Iterator[bytes]:
        """Yield leaves as they are stored: a piece at a time, 32 bytes each."""
        total = self._first
        for start, hashes in self._pieces():
            if start != total or not hashes or len(hashes) % 32:
                self._report.fault(
                    "leaves", f"the leaves from {start} on do not follow upon {total}"
                )
            # What is torn off is no leaf of any event; those that follow stay where they are.
            yield hashes + bytes(-len(hashes) % 32)
            total += len(hashes) // 32
        self._report.count("sealed events", total)
        newest = self._store.execute("SELECT coalesce(max(size), 0) FROM tree_head").fetchone()[0]
        if newest != total:
            self._report.fault(
                "leaves", f"there are {total} leaves; the newest head counts {newest}"
            )

    def _check_leaves_left(self, number: int) -> None:
        if number:
            self._report.fault("leaves", f"{number} sealed events are gone")

    def _look_at(self, tree: Tree) -> None:
        """Compare the tree, as it is now, with what was said of this size."""
        root = tree.root()
        heads = self._store.execute(
            "SELECT * FROM tree_head WHERE size = ?", (tree.size,)
        ).fetchall()
        for head in heads:
            self._report.count("tree heads")
            self._check_head(head, root, tree)
        ask = "SELECT root, chapter FROM seen WHERE size = ?"
        for seen, chapter in self._store.execute(ask, (tree.size,)):
            if seen != root:
                self._fault_seen(chapter, f"the witness saw another tree of size {tree.size}")
            elif not heads:
                words = f"the witness saw a tree head of size {tree.size}, which is gone"
                self._fault_seen(chapter, words)

    def _check_head(self, head: tuple[Any, ...], root: bytes, tree: Tree) -> None:
        size, stored, us, xid, seq, frontier, text = head
        if stored != root:
            self._report.fault("tree", f"the tree head of size {size} has another root")
        if not self._is_position((xid, seq)) or frontier != b"".join(tree.roots):
            self._report.fault("tree", f"the tree head of size {size} has another position")
        try:
            note = parse_note(text)
        except ValueError as error:
            self._report.fault("note", f"the note of size {size} cannot be read: {_why(error)}")
            return
        if (note.size, note.root) != (size, stored) or _moment(note.at) != us:
            self._report.fault("tree", f"the note of size {size} says another thing than its row")
        if not note.is_signed_by(self._keys, self._is_signed):
            self._report.fault("note", f"the note of size {size} is not signed with the key")
        encoded = base64.b64encode(stored).decode()
        self._report.tree = {"size": size, "root": encoded, "at": note.at, "origin": note.origin}

    def _is_position(self, told: tuple[int, int]) -> bool:
        """Tell whether a head says where its last leaf stands, as far as the log knows it."""
        if self._is_position_known:
            return told == self._position
        before, self._said = max(self._position, self._said), told
        return told > before

    def _look_beyond(self, size: int) -> None:
        ask = "SELECT size FROM tree_head WHERE size < 0 OR size > ?"
        for (lost,) in self._store.execute(ask, (size,)):
            self._report.fault("tree", f"a tree head counts {lost} events, there are {size}")
        ask = "SELECT size, chapter FROM seen WHERE size > ?"
        for lost, chapter in self._store.execute(ask, (size,)):
            words = f"the witness saw {lost} events, there are {size}: the database was put back"
            self._fault_seen(chapter, words)


class StateChecks:
    """Checks that the registry's rows are what the log makes them."""

    def __init__(self, registry: Registry, report: Report) -> None:
        self._registry = registry
        self._store = registry.store
        self._report = report
        self._by_relation: dict[str, list[Row]] = {}
        for row in registry.watched.values():
            self._by_relation.setdefault(row["relation"], []).append(row)

    def run(self, dump: Dump) -> None:
        """Read the dump again, for the rows of the tables that are logged."""
        for part in dump.parts():
            if isinstance(part, Copy) and part.schema == "public":
                for watched in self._by_relation.get(part.table, []):
                    self._read(watched, part)
        self._store.execute("CREATE INDEX link_record ON link (model, record_id, other)")
        self._store.execute("CREATE INDEX stored_record ON stored (model, record_id)")
        for model, watched in self._registry.watched.items():
            check = self._check_links if watched["field"] else self._check_gone
            check(model.encode(), watched)

    def _read(self, watched: Row, copy: Copy) -> None:
        model = watched["model"].encode()
        if watched["field"]:
            places = [_place(copy, watched["owner_column"])]
            places.append(_place(copy, watched["columns"][0].split(" ", 1)[0]))
            links = ((model, *(number(row[place]) for place in places)) for row in copy.rows())
            self._store.executemany("INSERT INTO link VALUES (?, ?, ?)", links)
            return
        columns = [tuple(column.partition(" ")[::2]) for column in watched["columns"]]
        at_id = _place(copy, "id")
        places = [_place(copy, name) for name, _kind in columns]
        for row in copy.rows():
            record_id = number(row[at_id])
            self._store.execute("INSERT INTO stored VALUES (?, ?)", (model, record_id))
            cells = [row[place] for place in places]
            self._check_row(model, record_id, columns, cells)

    def _check_row(
        self,
        model: bytes,
        record_id: int,
        columns: list[tuple[str, ...]],
        cells: list[bytes | None],
    ) -> None:
        self._report.count("rows")
        try:
            state = folded(self._events(model, record_id))
            wrong = [
                name
                for (name, kind), cell in zip(columns, cells, strict=True)
                if state is not None and not is_same(state.get(name), as_json(cell, kind), kind)
            ]
        except _ODD as error:
            self._say(model, record_id, f"the row cannot be compared: {_why(error)}")
            return
        if state is None:
            self._say(model, record_id, "the row has no events, or they deleted it")
        elif wrong:
            self._say(model, record_id, f"the row is not what its events say: {', '.join(wrong)}")

    def _events(self, model: bytes, record_id: int) -> Iterator[tuple[bytes, bytes | None]]:
        ask = (
            "SELECT op, body FROM (SELECT ver, seq, op, body FROM base"
            " WHERE model = ?1 AND record_id = ?2 UNION ALL SELECT ver, seq, op, body FROM event"
            " WHERE model = ?1 AND record_id = ?2) ORDER BY ver, seq"
        )
        return iter(self._store.execute(ask, (model, record_id)))

    def _check_gone(self, model: bytes, _watched: Row) -> None:
        twice = "SELECT record_id FROM stored WHERE model = ? GROUP BY 1 HAVING count(*) > 1"
        for (record_id,) in self._store.execute(twice, (model,)):
            self._say(model, record_id, "the row is there twice")
        lone = (
            "SELECT record_id FROM event WHERE model = ?1 AND op <> ?2"
            " UNION SELECT record_id FROM base WHERE model = ?1 AND op <> ?2"
            " EXCEPT SELECT record_id FROM stored WHERE model = ?1"
        )
        for (record_id,) in self._store.execute(lone, (model, b"s")):
            if self._fold(model, record_id) is not None:
                self._say(model, record_id, "the row is gone, and no event deleted it")

    def _fold(self, model: bytes, record_id: int) -> dict[str, Any] | None:
        with contextlib.suppress(*_ODD):
            return folded(self._events(model, record_id))
        self._say(model, record_id, "its events cannot be read")
        return None

    def _check_links(self, model: bytes, watched: Row) -> None:
        owners = (
            "SELECT record_id FROM event WHERE model = ?1 AND op <> ?2"
            " UNION SELECT record_id FROM base WHERE model = ?1 AND op <> ?2"
            " UNION SELECT record_id FROM link WHERE model = ?1"
        )
        ask = "SELECT other FROM link WHERE model = ? AND record_id = ? ORDER BY other"
        for (record_id,) in self._store.execute(owners, (model, b"s")):
            stored = [Decimal(other) for (other,) in self._store.execute(ask, (model, record_id))]
            logged = (self._fold(model, record_id) or {}).get(watched["field"], [])
            self._report.count("lists")
            if logged != stored:
                self._say(model, record_id, "the list is not what its events say")

    def _say(self, model: bytes, record_id: int, words: str) -> None:
        self._report.fault("state", f"{_name(model, record_id)}: {words}")


class ArchiveChecks:
    """Checks that what is left of the months that left the log is what was signed when they left."""

    def __init__(self, registry: Registry, report: Report, keys: list[bytes]) -> None:
        self._store = registry.store
        self._report = report
        self._keys = keys
        self._is_signed = signature_check()

    def run(self) -> None:
        """Check what is said of each archive, and the base that they left."""
        rows = self._store.execute(
            "SELECT name, events, leaves, sha256, manifest FROM archive ORDER BY name, leaves"
        ).fetchall()
        for row in rows:
            self._check_archive(*row)
        self._check_ranges()
        self._check_notes([row[:4] for row in rows])

    def _check_archive(
        self, name: str, events: int, leaves: str, digest: bytes, manifest: str
    ) -> None:
        ranges = [(int(start), int(end)) for start, end in _RANGE.findall(leaves)]
        if sum(end - start for start, end in ranges) != events:
            self._say(name, "it has not as many events as leaves")
        try:
            told = parse_manifest(json.loads(manifest)["note"])
        except (*_ODD, AttributeError):
            self._say(name, "what was signed of it cannot be read")
            return
        if not told.is_signed_by(self._keys, self._is_signed):
            self._say(name, "what was signed of it is not signed with the key")
        if (told.name, told.events, told.leaves, told.digest) != (name, events, ranges, digest):
            self._say(name, "what was signed of it says another thing than the log")
        self._report.archives.append(
            {
                "name": name,
                "events": events,
                "leaves": leaves,
                "digest": digest.hex(),
                "file": told.file.hex(),
            }
        )

    def _check_ranges(self) -> None:
        before = 0
        for start, end in archived_leaves(self._store):
            if start < before or end <= start:
                self._report.fault("archive", f"two archives have the leaf {start}")
            before = max(before, end)

    def _check_notes(self, rows: list[tuple[Any, ...]]) -> None:
        """Compare archives and base with what the log said when each month left."""
        notes = self._notes()
        newest = max(notes, default=(0, b""))
        if newest[0] != len(rows):
            words = f"{newest[0]} months left the log, and {len(rows)} archives are known"
            self._report.fault("archive", words)
        known = [(name, events, leaves, digest.hex()) for name, events, leaves, digest in rows]
        base = None
        for ver, body in notes:
            told = _structure(body)
            if told is None:
                self._report.fault("archive", f"the {ver}. note of an archive cannot be read")
                continue
            said = tuple(told.get(part) for part in ("name", "events", "leaves", "sha256"))
            if said not in known:
                self._say(str(said[0]), "it is not what the log said when it left")
            if ver == newest[0]:
                base = told.get("base")
        if (notes or self._has_base()) and base != self._base_digest().hex():
            self._report.fault("archive", "what archives left of records (base) was changed")

    def _notes(self) -> list[tuple[int, bytes | None]]:
        ask = (
            "SELECT ver, body FROM event WHERE model = ?1 AND op = ?2"
            " UNION ALL SELECT ver, body FROM base WHERE model = ?1 AND op = ?2"
        )
        return self._store.execute(ask, (_ARCHIVE_MODEL, b"s")).fetchall()

    def _has_base(self) -> bool:
        return bool(self._store.execute("SELECT 1 FROM base LIMIT 1").fetchone())

    def _base_digest(self) -> bytes:
        """Return the digest of all that archives left of records."""
        whole = hashlib.sha256()
        ask = (
            "SELECT seq, xid, us, model, record_id, subject_id, party_id, ver, op, hash, body"
            " FROM base ORDER BY model, record_id"
        )
        for (
            seq,
            xid,
            us,
            model,
            record_id,
            subject,
            party,
            ver,
            op,
            stored,
            body,
        ) in self._store.execute(ask):
            parts = (
                b"socreg base 1",
                *(b"%d" % part for part in (seq, xid, us)),
                model,
                b"%d" % record_id,
                *(b"" if other is None else b"%d" % other for other in (subject, party)),
                b"%d" % ver,
                op,
                stored.hex().encode(),
                body or b"",
            )
            whole.update(hashlib.sha256(b"\n".join(parts)).digest())
        return whole.digest()

    def _say(self, name: str, words: str) -> None:
        self._report.fault("archive", f"the archive {name[:80]}: {words}")


def _structure(body: bytes | None) -> dict[str, Any] | None:
    try:
        told = parse_json(body or b"null")
    except _ODD:
        return None
    return told if isinstance(told, dict) else None


class GuardChecks:
    """Checks that what was logged is what is said to be, and that triggers log it."""

    def __init__(self, registry: Registry, report: Report) -> None:
        self._registry = registry
        self._report = report

    def run(self) -> None:
        """Check definitions and triggers."""
        self._check_watched()
        self._check_base()
        for watched in self._registry.watched.values():
            self._check_columns(watched)
            for operation in _REFERENCING:
                self._check_logger(watched["relation"], operation)
        self._check_refusing()

    def _check_watched(self) -> None:
        said = {
            model.decode("utf-8", "replace"): body for model, body in said_of(self._registry.store)
        }
        for model in sorted({*said, *self._registry.watched} - OF_THE_LOG):
            try:
                told = parse_json(said.get(model) or b"null")
            except _ODD:
                told = None
            if isinstance(told, dict):
                told.pop("was_switched_off", None)
            if told != self._registry.watched.get(model):
                words = f"{model[:80]}: what is logged of it is not what the log says"
                self._report.fault("watched", words)

    def _check_base(self) -> None:
        base = 0
        for model, body in said_of(self._registry.store):
            if model == _BASE_MODEL:
                with contextlib.suppress(*_ODD):
                    base = int(parse_json(body or b"null")["base"])
        if base != self._registry.base:
            self._report.fault(
                "watched", "the base of transaction numbers is not what the log says"
            )

    def _check_columns(self, watched: Row) -> None:
        types = self._registry.types.get(watched["relation"])
        if types is None:
            self._report.fault("watched", f"{watched['relation'][:80]}: the table is missing")
            return
        for column in watched["columns"]:
            name, _, kind = column.partition(" ")
            if types.get(name) != kind:
                words = f"{watched['relation'][:80]}.{name[:80]} is not what the log knows"
                self._report.fault("watched", words)

    def _check_logger(self, relation: str, operation: str) -> None:
        table, name = f"public.{relation}", f"socreg_history_{operation}"
        function = "refuse" if operation == "truncate" else logger_name(relation, operation)
        wanted = (
            f"AFTER {operation.upper()} {_REFERENCING[operation]}"
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.{function}()"
        )
        if function not in self._registry.functions:
            self._report.fault("trigger", f"the function {function[:80]} is missing")
        self._check_trigger(table, name, wanted)

    def _check_trigger(self, table: str, name: str, wanted: str) -> None:
        found = self._registry.triggers.get(table, {}).get(name)
        if found is None:
            self._report.fault("trigger", f"{table[:80]}: the trigger {name} is missing")
        elif found.replace('"', "") != wanted:
            self._report.fault("trigger", f"{table[:80]}: the trigger {name} does something else")
        for off in ({name}, {"ALL"}, {"USER"}):
            if (table, *off) in self._registry.off:
                self._report.fault("trigger", f"{table[:80]}: the trigger {name} is switched off")

    def _check_refusing(self) -> None:
        for table in REFUSED:
            for name, when in REFUSING.items():
                wanted = f"{when} EXECUTE FUNCTION {SCHEMA}.refuse()"
                self._check_trigger(f"{SCHEMA}.{table}", name, wanted)
        parts = {f"{SCHEMA}.{part}" for part in self._registry.parts}
        for table, name in sorted(self._registry.off):
            if table in parts:
                self._report.fault("trigger", f"{table[:80]}: the trigger {name} is switched off")
        known = {f"{SCHEMA}.{table}" for table in REFUSED}
        for table, triggers in self._registry.triggers.items():
            strange = set(triggers) - (set(REFUSING) if table in known else set())
            if table.startswith(f"{SCHEMA}.") and strange:
                self._report.fault("trigger", f"{table[:80]} has triggers of somebody else's")


# The whole


def verify(
    open_dump: Callable[[], BinaryIO],
    witness: Iterable[bytes] | None = None,
    keys: Iterable[bytes] = (),
    checks: Iterable[str] = OF_DUMPS,
) -> Report:
    """Check a dump; return what was found.

    :param open_dump: opens the dump, from its beginning, each time it is called
    :param witness: the lines of the witness file
    :param keys: public keys that may have signed; without any, those in the witness
    :param checks: those that are made: all of them
    """
    report = Report(frozenset(checks))
    try:
        _verify(open_dump, witness, list(keys), report)
    except Unreadable as error:
        report.faults["dump"] = report.faults.get("dump", 0) + 1
        report.words.setdefault("dump", []).append(str(error))
    except (OSError, EOFError, ValueError, sqlite3.Error, RecursionError, ArithmeticError) as error:
        report.faults["dump"] = report.faults.get("dump", 0) + 1
        report.words.setdefault("dump", []).append(f"it cannot be read: {type(error).__name__}")
    return report


def _verify(
    open_dump: Callable[[], BinaryIO],
    witness: Iterable[bytes] | None,
    keys: list[bytes],
    report: Report,
) -> None:
    with contextlib.closing(sqlite3.connect("")) as store:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -65536"):
            store.execute(f"PRAGMA {pragma}")
        store.executescript(TABLES)
        registry = Registry(store)
        with open_dump() as stream:
            Loader(registry, report).load(Dump(stream))
        store.executescript(_INDEXES)
        LogChecks(registry, report).run()
        TreeChecks(registry, report, keys).run(witness)
        ArchiveChecks(registry, report, keys).run()
        GuardChecks(registry, report).run()
        if "state" in report.checks:
            with open_dump() as stream:
                StateChecks(registry, report).run(Dump(stream))


def opener(name: str) -> Callable[[], BinaryIO]:
    """Return how a dump is opened, time and again: a file, gzip, or - for standard input.

    :raises Unreadable: it is of another format
    """
    if name == "-":
        return _opener(_kept(sys.stdin.buffer))
    return _opener(lambda: open(name, "rb"))


def _opener(open_raw: Callable[[], BinaryIO]) -> Callable[[], BinaryIO]:
    with open_raw() as stream:
        magic = stream.read(5)
    if magic == b"PGDMP":
        raise Unreadable("it is in pg_dump's own format: pipe it through pg_restore -f - FILE")
    if magic[:2] == b"\x1f\x8b":
        return lambda: gzip.GzipFile(fileobj=open_raw())  # type: ignore[return-value]
    return open_raw


def _kept(stream: BinaryIO) -> Callable[[], BinaryIO]:
    """Put aside what comes through a pipe: it is read twice."""
    aside = tempfile.NamedTemporaryFile()  # noqa: SIM115 (kept until the end)
    shutil.copyfileobj(stream, aside)
    aside.flush()

    def reopen() -> BinaryIO:
        return open(aside.name, "rb")

    return reopen


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError("a key is 32 bytes long")
    return key


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", help="what pg_dump wrote: plain text, perhaps gzip; or -")
    parser.add_argument("--witness", metavar="FILE", help="the witness file, kept elsewhere")
    parser.add_argument(
        "--key", action="append", default=[], type=_key, help="a public key, in base64"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    wish = _parser().parse_args(arguments)
    try:
        with contextlib.ExitStack() as stack:
            witness = stack.enter_context(open(wish.witness, "rb")) if wish.witness else None
            report = verify(opener(wish.dump), witness, wish.key)
    except OSError as error:
        sys.stderr.write(f"socreg_verify: {error.filename}: {error.strerror}\n")
        return 2
    except Unreadable as error:
        report = Report(faults={"dump": 1}, words={"dump": [str(error)]})
    told = json.dumps(report.as_json(), indent=2) if wish.json else "\n".join(report.as_lines())
    sys.stdout.write(f"{told}\n")
    return report.status


if __name__ == "__main__":
    sys.exit(main())
