"""A month of the log in a file: written, read back, and checked by whoever has nothing but the file.

The file is xz of lines of JSON, in the order of the log: each transaction's act, before its first
event, and the events. Beside it lies a manifest: a note signed by the key that signs the tree's roots,
and what shows that these events are leaves of the tree.
"""

import base64
import hashlib
import json
import lzma
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .archive_lines import Act, BadArchive, Content, Line
from .checkpoint import BadNote, verify_note
from .disk import sync_folder
from .merkle import leaf_hash
from .position import Position
from .range_proof import BadRanges, Range, tree_root

SUFFIX = ".jsonl.xz"
MANIFEST = ".json"
TITLE = "socreg archive 1"
BLOCK = 1 << 20
# A fifth of the time of the usual one, for a tenth more.
PRESET = 3


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed of an archive.

    :ivar origin: whose log it is from
    :ivar digest: of the events' hashes in their order
    :ivar file: SHA-256 of the file
    :ivar leaves: which leaves of the tree its events are
    :ivar root: of the tree of that size
    """

    origin: str
    name: str
    events: int
    first: Position
    last: Position
    digest: bytes
    file: bytes
    leaves: tuple[Range, ...]
    size: int
    root: bytes

    def to_text(self) -> str:
        """Return the text that is signed."""
        ranges = " ".join(f"{start}-{end}" for start, end in self.leaves)
        lines = (
            TITLE,
            self.origin,
            self.name,
            f"events {self.events}",
            f"from {self.first} to {self.last}",
            f"digest {_text(self.digest)}",
            f"file {_text(self.file)}",
            f"leaves {ranges}",
            f"tree {self.size} {_text(self.root)}",
        )
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Manifest":
        """Return the manifest that a text is.

        :raises BadArchive: it is none, or written in another way than `to_text` does
        """
        try:
            title, origin, name, *rest = text.split("\n")
            words = [line.split(" ") for line in rest]
            made = cls(
                origin,
                name,
                int(words[0][1]),
                Position.parse(words[1][1]),
                Position.parse(words[1][3]),
                base64.b64decode(words[2][1]),
                base64.b64decode(words[3][1]),
                tuple(_range(word) for word in words[4][1:]),
                int(words[5][1]),
                base64.b64decode(words[5][2]),
            )
        except (ValueError, IndexError):
            raise BadArchive("the manifest cannot be read") from None
        if title != TITLE or made.to_text() != text:
            raise BadArchive("the manifest is not as it must be")
        return made


def write(path: Path, lines: Iterable[Act | Line]) -> None:
    """Write acts and events to a file that is there as a whole, or not at all, even after a crash."""
    half = path.with_name(f"{path.name}.part")
    with half.open("wb") as raw:
        with lzma.LZMAFile(raw, "w", preset=PRESET) as file:
            for line in lines:
                kind = "act" if isinstance(line, Act) else "event"
                file.write(json.dumps({kind: line}, ensure_ascii=False).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())
    _put(half, path)


def write_manifest(path: Path, note: str, proof: Sequence[bytes], keys: Sequence[bytes]) -> None:
    """Write the manifest beside a file."""
    told = {"note": note, "proof": list(map(_text, proof)), "keys": list(map(_text, keys))}
    half = path.with_name(f"{path.name}.part")
    with half.open("w") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    _put(half, path)


def read(path: Path) -> Content:
    """Return what a file holds.

    :raises BadArchive: something in it was altered, or is cut
    """
    content = Content()
    try:
        for line in _lines(path):
            if "act" in line:
                content.add_act(Act(*line["act"]))
            else:
                content.add(Line(*line["event"]))
    except (lzma.LZMAError, EOFError, ValueError, KeyError, TypeError):
        raise BadArchive("the file is cut or altered") from None
    return content


def check(path: Path, manifest_path: Path, keys: Sequence[bytes] = ()) -> tuple[Manifest, bytes]:
    """Check an archive by itself; return its manifest and the key that signed it.

    :param keys: which public keys are believed; none: the one that the manifest names
    :raises BadArchive: it is not what was signed
    """
    try:
        told = json.loads(manifest_path.read_text())
        proof = [base64.b64decode(text) for text in told["proof"]]
        note = told["note"]
        origin = note.split("\n")[1]
        known = list(keys) or [base64.b64decode(text) for text in told["keys"]]
        text, key = verify_note(note, origin, known)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise BadArchive("its manifest is missing or cannot be read") from None
    except BadNote as error:
        raise BadArchive(f"its manifest: {error}") from None
    manifest = Manifest.from_text(text)
    check_content(path, manifest, proof)
    return manifest, key


def check_content(path: Path, manifest: Manifest, proof: Sequence[bytes]) -> None:
    """Check that a file is what a manifest says, and its events leaves of the tree.

    :raises BadArchive: it is not
    """
    if file_digest(path) != manifest.file:
        raise BadArchive("the file is not the one that was signed")
    content = read(path)
    found = (len(content.hashes), content.first, content.last, content.digest())
    if found != (manifest.events, manifest.first, manifest.last, manifest.digest):
        raise BadArchive("the file does not hold the events that were signed")
    leaves = [leaf_hash(hash_) for hash_ in content.hashes]
    try:
        root = tree_root(manifest.size, manifest.leaves, leaves, proof)
    except BadRanges as error:
        raise BadArchive(f"its manifest: {error}") from None
    if root != manifest.root:
        raise BadArchive("its events are not those of the tree")


def file_digest(path: Path) -> bytes:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.digest()


def _range(word: str) -> Range:
    start, _dash, end = word.partition("-")
    return int(start), int(end)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _put(half: Path, path: Path) -> None:
    half.replace(path)
    sync_folder(path.parent)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
