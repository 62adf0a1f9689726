"""Files of rows, whatever program wrote them: told apart, opened within limits, read one by one."""

import io
from typing import BinaryIO

from .errors import InvalidFile
from .limits import Deadline, Limits
from .reading_csv import open_csv
from .reading_xlsx import open_xlsx
from .sheet import Options, Sheet

# Kinds of files that are not read, by their first bytes.
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
FOREIGN = (
    (EMPTY_ZIP, "archive"),
    (b"PK\x07\x08", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"%PDF", "pdf"),
    (b"\x09\x08\x10\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"PAR1", "binary"),
    (b"SQLite format 3", "binary"),
)
MARKUP = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<head", "html"),
    (b"<body", "html"),
    (b"<meta", "html"),
    (b"<?xml", "xml"),
    (b"<!doctype", "xml"),
    (b"<!--", "html"),
    (b"<workbook", "xml"),
    (b"<svg", "xml"),
    (b"{", "json"),
)
JSON_LIST = (b"[{", b"[[")
HEAD = 4_096
NO_DELIMITERS = "\"\r\n\0 .'"
LAST_HEADER_ROW = 1_000
# Where a compound file lists what it has, for the sizes that spreadsheets are.
LOOKED_AT = 1024 * 1024


def sheet(
    file: BinaryIO | bytes, options: Options | None = None, limits: Limits | None = None
) -> Sheet:
    """Open a file of rows; its rows are then read as they are asked for, in constant memory.

    :param file: is left open, and must not be moved while rows are read
    :raises InvalidFile: with the key of a sentence: what the file is that it is not read, or
        what there is too much of. Rows may raise it too
    """
    options = options or Options()
    limits = limits or Limits()
    _check_options(options)
    stream: BinaryIO = io.BytesIO(file) if isinstance(file, bytes) else file
    deadline = Deadline(limits.seconds)
    head = _head(stream, limits)
    if head.startswith(ZIP):
        opened = open_xlsx(stream, options, limits, deadline)
    else:
        _refuse_foreign(stream, head)
        opened = open_csv(stream, options, limits, deadline)
    deadline.lift()
    return opened


def _check_options(options: Options) -> None:
    delimiter = options.delimiter
    if delimiter and (len(delimiter) != 1 or delimiter.isalnum() or delimiter in NO_DELIMITERS):
        raise InvalidFile("delimiter")
    if not 0 <= options.header_row <= LAST_HEADER_ROW:
        raise InvalidFile("headings")


def _head(stream: BinaryIO, limits: Limits) -> bytes:
    size = stream.seek(0, io.SEEK_END)
    if size > limits.size:
        raise InvalidFile("too_large")
    stream.seek(0)
    head = stream.read(HEAD)
    if not head.strip() and size <= HEAD:
        raise InvalidFile("empty")
    return head


def _refuse_foreign(stream: BinaryIO, head: bytes) -> None:
    if head.startswith(COMPOUND):
        stream.seek(0)
        raise InvalidFile("encrypted" if ENCRYPTED in stream.read(LOOKED_AT) else "xls")
    for mark, key in FOREIGN:
        if head.startswith(mark):
            raise InvalidFile(key)
    # Zeros and marks are those of UTF-16, in which markup is written as well.
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").replace(b"\0", b"").lower()
    for mark, key in MARKUP:
        if text.startswith(mark):
            raise InvalidFile(key)
    if b"".join(text[:64].split()).startswith(JSON_LIST):
        raise InvalidFile("json")
