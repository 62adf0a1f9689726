"""Somebody outside the database who remembers each signed root: what they know cannot be taken back.

A witness is told every checkpoint once, in order, and keeps it. Of a database that was rolled back,
or whose log was written anew, the witness knows better. A file is the simplest one: on another
machine's disk, or copied there, it tells against whoever owns the database.
"""

import fcntl
import json
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .checkpoint import BadNote, Checkpoint, parse_checkpoint
from .disk import sync_folder

MODE = 0o600
BLOCK = 65_536
SECONDS_FOR_LOCK = 10.0
SECONDS_BETWEEN_TRIES = 0.05


class WitnessFailure(Exception):
    """A witness cannot be reached, or keeps nothing."""


class WitnessMoved(WitnessFailure):
    """Somebody else told the witness something meanwhile."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a witness is told.

    :ivar at: when, in ISO 8601
    :ivar note: the signed checkpoint
    :ivar key: the public key that signed it first, in base64
    :ivar answer: why an administrator has it follow on something else than it grew out of
    """

    at: str
    note: str
    key: str
    answer: str = ""

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint, whose signature is not checked here."""
        return parse_checkpoint(self.note)

    def to_line(self) -> bytes:
        """Return the entry as a line of a file."""
        told = {"at": self.at, "note": self.note, "key": self.key}
        return json.dumps(told | ({"answer": self.answer} if self.answer else {})).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Entry | None":
        """Return the entry that a line of a file is, or None: it was cut by a crash, or is foreign."""
        try:
            told = json.loads(line)
            entry = cls(told["at"], told["note"], told["key"], told.get("answer", ""))
            entry.checkpoint()
        except (ValueError, KeyError, TypeError, AttributeError, BadNote):
            return None
        return entry


class Witness(ABC):
    """Remembers the checkpoints that it was told, and never forgets one."""

    @abstractmethod
    def last(self, origin: str) -> Entry | None:
        """Return what it was told last of one log, or None.

        :raises WitnessFailure: it cannot be asked
        """

    @abstractmethod
    def append(self, entries: Sequence[Entry], after: Entry | None) -> int:
        """Tell it more of one log; once this returns, it is kept.

        :param after: what `last` returned
        :return: how many bytes it found of what somebody was cut off telling
        :raises WitnessMoved: it was told something else since `last`
        :raises WitnessFailure: it is not kept, or not for sure: ask `last` and tell it again
        """


class FileWitness(Witness):
    """A file that only grows: an entry a line, readable by the server's user alone.

    A line that a crash cut off stays as it is: it is ended, and told again below.

    :param path: the file; several logs may share it
    """

    def __init__(self, path: Path, seconds: float = SECONDS_FOR_LOCK) -> None:
        self.path = path
        self._seconds = seconds

    def last(self, origin: str) -> Entry | None:
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            # Where the folder is away, nobody knows what the file says.
            if isinstance(error, FileNotFoundError) and self.path.parent.is_dir():
                return None
            raise self._failure(error) from None
        try:
            return _last(descriptor, origin)
        except OSError as error:
            raise self._failure(error) from None
        finally:
            os.close(descriptor)

    def append(self, entries: Sequence[Entry], after: Entry | None) -> int:
        origins = {entry.checkpoint().origin for entry in entries}
        if len(origins) != 1:
            raise ValueError("a witness is told of one log at a time")
        try:
            with self._locked() as descriptor:
                if _last(descriptor, *origins) != after:
                    raise WitnessMoved(f"{self.path} was written by somebody else meanwhile")
                torn = _torn(descriptor)
                lines = b"".join(entry.to_line() for entry in entries)
                _write(descriptor, (b"\n" if torn else b"") + lines)
                os.fsync(descriptor)
            return torn
        except OSError as error:
            raise self._failure(error) from None

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Give the file, to nobody else meanwhile."""
        is_new = not self.path.exists()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.path, flags, MODE)
        try:
            self._lock(descriptor)
            if is_new:
                sync_folder(self.path.parent)
            yield descriptor
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        end = time.monotonic() + self._seconds
        while True:
            try:
                return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(SECONDS_BETWEEN_TRIES)

    def _failure(self, error: OSError) -> WitnessFailure:
        return WitnessFailure(f"the witness file {self.path}: {error.strerror}")


def _last(descriptor: int, origin: str) -> Entry | None:
    for line in _lines_from_end(descriptor):
        entry = Entry.from_line(line)
        if entry and entry.checkpoint().origin == origin:
            return entry
    return None


def _lines_from_end(descriptor: int) -> Iterator[bytes]:
    """Yield the lines that were ended, the last one first."""
    end, rest, is_ended = os.fstat(descriptor).st_size, b"", False
    while end:
        start = max(end - BLOCK, 0)
        rest = os.pread(descriptor, end - start, start) + rest
        *lines, after = rest.split(b"\n")[::-1]
        # What follows the last end of a line was never ended.
        yield from lines[0 if is_ended else 1 :]
        is_ended, rest, end = is_ended or bool(lines), after, start
    if is_ended:
        yield rest


def _torn(descriptor: int) -> int:
    """Return how many bytes follow the last line that was ended."""
    size = end = os.fstat(descriptor).st_size
    while end:
        start = max(end - BLOCK, 0)
        at = os.pread(descriptor, end - start, start).rfind(b"\n")
        if at >= 0:
            return size - (start + at + 1)
        end = start
    return size


def _write(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
