"""Archives from strangers: their files are read in pieces, and refused before they grow."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .errors import InvalidFile
from .limits import KILO, MEGA, Limits

END_SIZE = 22
LONGEST_COMMENT = 0xFFFF
END = b"PK\x05\x06"
# Comes before the end in archives of more than 4 GB or 65,535 files, which no workbook is.
LARGE_END = b"PK\x06\x07"
LARGE_END_SIZE = 20
DIRECTORY = MEGA
PIECE = 64 * KILO
# Below it, a file that was packed well is no bomb.
SMALL = MEGA
IS_ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The files of an archive by name, whatever slashes and capitals it uses."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """:raises InvalidFile: `archive`, or `bomb`: it holds too many files"""
        _check_end(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise InvalidFile("archive") from None
        if len(self._zip.filelist) > limits.members:
            raise InvalidFile("bomb")
        self._limits = limits
        self._unpacked = 0
        self._infos = {_plain(info.filename): info for info in self._zip.filelist}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._infos

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield what a file holds.

        :raises InvalidFile: `archive`, `encrypted` or `bomb`
        """
        info = self._infos.get(_plain(name))
        if info is None or info.compress_type not in METHODS:
            raise InvalidFile("archive")
        if info.flag_bits & IS_ENCRYPTED:
            raise InvalidFile("encrypted")
        self._check_size(info.file_size, info.compress_size)
        return self._pieces(info)

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        try:
            with self._zip.open(info) as member:
                while piece := member.read(PIECE):
                    size += len(piece)
                    self._unpacked += len(piece)
                    self._check_size(size, info.compress_size)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
            raise InvalidFile("archive") from None
        except RuntimeError:
            raise InvalidFile("encrypted") from None

    def _check_size(self, size: int, packed: int) -> None:
        if size > SMALL and size > packed * self._limits.ratio:
            raise InvalidFile("bomb")
        if max(size, self._unpacked) > self._limits.unpacked:
            raise InvalidFile("bomb")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _check_end(file: BinaryIO) -> None:
    """Refuse a list of files that would fill memory, before `zipfile` reads it whole."""
    length = file.seek(0, io.SEEK_END)
    start = max(length - END_SIZE - LONGEST_COMMENT - LARGE_END_SIZE, 0)
    file.seek(start)
    tail = file.read()
    at = len(tail) - END_SIZE
    if not (tail[at : at + 4] == END and tail.endswith(b"\0\0")):
        at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise InvalidFile("archive")
    if tail[max(at - LARGE_END_SIZE, 0) : at].startswith(LARGE_END):
        raise InvalidFile("archive")
    (size,) = struct.unpack_from("<L", tail, at + 12)
    if size > DIRECTORY:
        raise InvalidFile("bomb")
    file.seek(0)
