"""Which encoding a file of text was written in, told by its bytes."""

import codecs
from typing import BinaryIO

import charset_normalizer

from .errors import InvalidFile
from .limits import MEGA, Deadline

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets save where they do not save Unicode; the first of equals is taken.
LEGACY = (
    "cp1252",
    "cp1256",
    "cp1258",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac_roman",
    "cp850",
    "iso8859_6",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
)
USUAL = "cp1252"
# Python's codecs that no program writes files in, and that are slow or tell escapes.
NO_ENCODINGS = frozenset(
    [
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "utf-7",
        "mbcs",
        "oem",
    ]
)
SAMPLE = 16 * 1024
# Signs that names have in the languages of the office, and mistaken encodings hardly ever give.
WESTERN = frozenset("àâäáãåçéèêëíìîïñóòôöõœúùûüýÿæßøÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕŒÚÙÛÜÝŸÆØ«»°’‘“”–—…€º")


def find_encoding(file: BinaryIO, deadline: Deadline) -> str:
    """Return the encoding of a whole file: as it is marked, else UTF-8, else the likeliest.

    :raises InvalidFile: `binary`, `slow`
    """
    file.seek(0)
    head = file.read(SAMPLE)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    if marked in ("utf-16", "utf-32"):
        return marked
    if b"\0" in head:
        return _without_mark(head)
    legacy = _not_unicode(file, deadline)
    if not legacy:
        return marked or "utf-8"
    if marked:
        raise InvalidFile("encoding")
    return _likeliest(legacy)


def checked(encoding: str) -> str:
    """Return an encoding that somebody named, by its usual name.

    :raises InvalidFile: `encoding`: there is none, or it is none of files
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise InvalidFile("encoding") from None
    if name.replace("_", "-") in NO_ENCODINGS:
        raise InvalidFile("encoding")
    return name


def _without_mark(head: bytes) -> str:
    """Tell UTF-16 by where its zeros are: nearly all on one side of the pairs."""
    pairs = len(head) // 2
    zeros = [head[side : pairs * 2 : 2].count(0) for side in (0, 1)]
    if zeros[1] > pairs * 0.4 and zeros[0] < pairs * 0.02:
        return "utf-16-le"
    if zeros[0] > pairs * 0.4 and zeros[1] < pairs * 0.02:
        return "utf-16-be"
    raise InvalidFile("binary")


def _not_unicode(file: BinaryIO, deadline: Deadline) -> bytes:
    """Return lines that UTF-8 cannot have, with more like them; nothing where all is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    while chunk := file.read(MEGA):
        deadline.check()
        if b"\0" in chunk:
            raise InvalidFile("binary")
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return _telling(chunk) or b"\xff"
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return b"\xff"
    return b""


def _telling(chunk: bytes) -> bytes:
    """Return the lines of a chunk that ASCII does not explain, up to a sample's size."""
    found: list[bytes] = []
    size = 0
    for line in chunk.splitlines():
        if not line.isascii():
            found.append(line[:SAMPLE])
            size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(found)[:SAMPLE]


def _likeliest(sample: bytes) -> str:
    if _is_western(sample):
        return USUAL
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(LEGACY)).best()
    return best.encoding if best else _any_that_fits(sample)


def _is_western(sample: bytes) -> bool:
    """Tell whether every sign beyond ASCII is one of Western Europe, among ASCII letters."""
    try:
        signs = [sign for sign in sample.decode(USUAL) if not sign.isascii()]
    except UnicodeDecodeError:
        return False
    return WESTERN.issuperset(signs) and len(signs) < len(sample) * 0.25


def _any_that_fits(sample: bytes) -> str:
    for name in LEGACY:
        try:
            sample.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    raise InvalidFile("encoding")
