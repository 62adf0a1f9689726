"""Files that are made to harm whoever reads them, made when they are needed; run alone to read all.

Each line that it prints tells of one file: what came of it, how long it took, and the memory.
"""

import io
import json
import random
import re
import resource
import runpy
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

MEGA = 1024 * 1024
ROWS = 5_000
MEMORY = 700 * MEGA
ANY = "any"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": f"{XML}<Types/>",
    "_rels/.rels": f'{XML}<Relationships xmlns="{LINKS}"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{LINKS}">'
    f'<Relationship Id="s1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="s2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="s3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="s4" Type="{OFFICE}/externalLink" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    "</Relationships>",
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>',
    "xl/styles.xml": f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'{XML}<sst xmlns="{MAIN}"><si><t>Name</t></si><si><t>Age</t></si></sst>',
}
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Age</t></is></c></row>'
)
SHEET = "xl/worksheets/sheet1.xml"
SHORT = {
    "sheet1": SHEET,
    "workbook": "xl/workbook.xml",
    "styles": "xl/styles.xml",
    "sharedStrings": "xl/sharedStrings.xml",
}
READ = (*tuple(PARTS)[1:], SHEET)


@dataclass(frozen=True)
class Case:
    """A file, how it is made, and what may come of it: keys of refusals, or `read`."""

    name: str
    make: Callable[[], Any]
    outcomes: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


class Repeated(io.RawIOBase):
    """A file of one piece again and again, which is nowhere."""

    def __init__(self, head: bytes, piece: bytes, size: int) -> None:
        self._head, self._piece, self._size, self._at = head, piece, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        size = min(self._size - self._at if size < 0 else size, self._size - self._at)
        start = self._at - len(self._head)
        self._at += size
        if start < 0:
            text = self._head + self._piece * (size // len(self._piece) + 1)
            return text[start + len(self._head) :][:size]
        skip = start % len(self._piece)
        return (self._piece * ((size + skip) // len(self._piece) + 1))[skip : skip + size]


def workbook(level: int = 6, **parts: str | bytes) -> bytes:
    """Return a workbook; what is given stands for its parts, by their names or short ones."""
    files: dict[str, str | bytes] = PARTS | {SHEET: sheet(HEAD)}
    files |= {SHORT.get(name, name): content for name, content in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet(rows: str) -> str:
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row(cells: str) -> str:
    return f"{HEAD}<row>{cells}</row>"


def corpus() -> Iterator[Case]:
    for family in (texts, quotes, encodings, foreign, archives, markup, sheets, wrong_options):
        yield from family()


def texts() -> Iterator[Case]:
    for number, payload in enumerate(FORMULAS):
        content = f'Name,Age\n"{payload}",3\n'.encode()
        yield Case(f"formula {number}", lambda content=content: content, ("read",))
        guarded = f'Name,Age\n"\'{payload}",3\n'.encode()
        yield Case(f"guarded formula {number}", lambda content=guarded: content, ("read",))
    for number, content in enumerate(NOTHING):
        yield Case(
            f"nothing {number}", lambda content=content: content, ("empty", "headings", "line")
        )
    for place in (0, 1, 5, 9, 12, 5_000, 70_000, 2 * MEGA):
        content = (b"Name,Age\n" + b"Lan,3\n" * 500_000)[: 2 * MEGA + 10]
        content = content[:place] + b"\0" + content[place:]
        yield Case(f"zero at {place}", lambda content=content: content, ("binary",))
    for sign in (",", ";", "\t", "|"):
        head = sign.join(f"c{n}" for n in range(10_000))
        yield Case(
            f"10,000 columns by {sign!r}", lambda h=head: f"{h}\n{h}\n".encode(), ("columns",)
        )
        wide = "Name,Age\nLan" + sign * 500_000 + "\n"
        yield Case(f"a row of 500,000 {sign!r}", lambda w=wide: w.encode(), ("read",))
    for head in ("Name,Name", "a," * 900 + "a", "Name,,Name,,", "É,é,E\u0301"):
        content = f"{head}\nLan,3\n".encode()
        yield Case(f"headings {head[:20]}", lambda content=content: content, ("read",))
    for size in (600 * MEGA, 1024 * MEGA, 5_000 * MEGA):
        yield Case(f"{size} bytes", lambda s=size: Repeated(b"", b"a,b\n", s), ("too_large",))
    for head in (b"", b"Name,Age\n", b"\xef\xbb\xbf", b'Name,Age\n"'):
        make = lambda head=head: Repeated(head, b"a", 400 * MEGA)  # noqa: E731
        yield Case(f"a line of 400 MB after {head!r}", make, ("line", "slow"))
    for sign in ("\v", "\f", "\x1c", "\u2028", "\x85", "\r", "\n\r", "\x1a", "\x1b[31m", "\u202e"):
        content = f"Name,Age\nLan{sign}Anh,3{sign}\n".encode()
        yield Case(f"sign {sign!r}", lambda content=content: content, ("read",))
    yield Case("a cell of 40,000", lambda: b"Name,Age\n" + b"x" * 40_000 + b",3\n", ("read",))
    yield Case("blank lines", lambda: Repeated(b"Name,Age\n", b"\n", 8 * MEGA), ("rows",))
    yield Case("titles", lambda: b"Title\n" * 100_000 + b"Name,Age\nLan,3\n", ("read",))
    yield Case("numbers alone", lambda: b"1,2,3\n4,5,6\n", ("headings",))


def quotes() -> Iterator[Case]:
    body = "Lan,3\n" * 60_000
    for place, content in {
        "first": f'"Name,Age\n{body}',
        "headings": f'Name,"Age\n{body}',
        "row": f'Name,Age\n"Lan,3\n{body}',
        "late": f'Name,Age\n{body}"Lan,3\n{body}',
        "each": "Name,Age\n" + '"Lan,3\n' * 60_000,
        "odd": "Name,Age\n" + 'Lan,"3""\n' * 60_000,
        "inside": "Name,Age\n" + '"La"n,3\n' * 60_000,
        "many": "Name,Age\n" + '"' * 500_000,
        "pairs": "Name,Age\n" + '""' * 250_000 + "\n",
        "last": f'Name,Age\n{body}"',
    }.items():
        yield Case(
            f"quote {place}",
            lambda c=content: c.encode(),
            ("read", "headings", "quotes", "long_cell"),
        )


def encodings() -> Iterator[Case]:
    for name in WRITTEN:
        content = "Name,Age,Prénom\nLan,3,Éloïse\nAnh,4,Zoé\n".encode(name, "replace")
        yield Case(f"in {name}", lambda c=content: c, (ANY,))
        for wrong in ("utf-8", "utf-16", "cp1252", "shift_jis"):
            yield Case(f"{name} as {wrong}", lambda c=content: c, (ANY,), {"encoding": wrong})
    for number in range(20):
        noise = random.Random(number).randbytes(200_000)
        yield Case(f"noise {number}", lambda c=noise: c, ("binary", "encoding", "json"))
    late = b"Name,Age\n" + b"Lan,3\n" * 400_000 + b"Zo\xe9,4\n"
    yield Case("one foreign sign, late", lambda: late, ("read",))
    yield Case("cut sign", lambda: "Name,Age\nZoé".encode()[:-1], ("read",))
    yield Case("marked, not kept", lambda: b"\xef\xbb\xbfName,Age\nZo\xe9,3\n", ("encoding",))
    yield Case("half a pair", lambda: "Name,Age\nZoé,3".encode("utf-16")[:-1], ("read", "encoding"))
    yield Case("surrogates", lambda: b"\xff\xfe" + b"\x00\xd8" * 999, ("encoding",))


def foreign() -> Iterator[Case]:
    for key, starts in FOREIGN.items():
        for number, start in enumerate(starts):
            content = start + b"\0" * 600
            yield Case(f"{key} {number}", lambda c=content: c, (key,))
    html = "<html><table><tr><td>Name</td></tr></table></html>"
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
        yield Case(f"html in {name}", lambda n=name: ("\n " + html).encode(n), ("html",))


def archives() -> Iterator[Case]:
    good = workbook()
    for part in range(1, 12):
        yield Case(f"cut at {part}/12", lambda p=part: good[: len(good) * p // 12], ("archive",))
    for number in range(40):
        draw = random.Random(number)
        bad = bytearray(good)
        for _ in range(1 + number // 4):
            bad[draw.randrange(4, len(bad))] = draw.randrange(256)
        yield Case(f"bytes changed {number}", lambda b=bytes(bad): b, (ANY,))
    for short in ("sheet1", "sharedStrings", "workbook", "styles"):
        bomb = " " * (20 * MEGA)
        yield Case(f"bomb in {short}", lambda s=short, b=bomb: workbook(9, **{s: b}), ("bomb",))
    many = {f"xl/media/{n}.png": b"" for n in range(1_200)}
    yield Case("1,200 files", lambda: workbook(0, **many), ("bomb",))
    yield Case("20,000 files", lambda: members(20_000), ("bomb",))
    yield Case("no files", lambda: b"PK\x05\x06" + b"\0" * 18, ("archive",))
    yield Case("a word's document", lambda: zipped({"word/document.xml": b"<a/>"}), ("archive",))
    yield Case("nested", lambda: zipped({"a.zip": zipped({"b.zip": b"PK\x03\x04"})}), ("archive",))
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    yield Case("ods", lambda: zipped(ods), ("ods",))
    yield Case("xlsb", lambda: zipped({"xl/workbook.bin": b""}), ("xlsb",))
    yield Case("encrypted", lambda: zipped({"EncryptedPackage": b"x"}), ("encrypted",))
    yield Case("with password", lambda: locked(good), ("encrypted",))
    yield Case("size told wrongly", lambda: lied(good), ("archive", "bomb", "xml"))
    yield Case("outside", lambda: pointing("../../../etc/passwd"), ("archive",))
    yield Case("at an address", lambda: pointing("http://127.0.0.1:9/a.xml"), ("archive",))
    yield Case("at itself", lambda: pointing("workbook.xml"), ("empty", "headings"))


def markup() -> Iterator[Case]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    evil = {
        "laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l9;</a>',
        "square": f'<!DOCTYPE a [<!ENTITY l "{"x" * 50_000}">]><a>{"&l;" * 50_000}</a>',
        "file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "address": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
        "type elsewhere": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        "parameter": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><a/>',
    }
    uses = {SHEET: sheet(row('<c t="s"><v>0</v></c>'))}
    for short in READ:
        for name, text in evil.items():
            make = lambda s=short, t=text: workbook(**uses | {s: t})  # noqa: E731
            yield Case(f"{name} in {short}", make, ("doctype",))
        for name, text in {
            "depth": "<a>" * 200_000,
            "long name": "<" + "a" * (9 * MEGA),
            "long attribute": '<a b="' + "x" * (9 * MEGA),
            "long comment": "<a><!--" + "x" * (9 * MEGA),
            "unknown encoding": '<?xml version="1.0" encoding="nothing"?><a/>',
            "wrong sign": "<a>\x01</a>",
            "no end": "<a><b>",
            "no text": "",
        }.items():
            make = lambda s=short, t=text: workbook(1, **uses | {s: t})  # noqa: E731
            yield Case(f"{name} in {short}", make, ("depth", "xml", "bomb", "slow"))
    for short in ("sheet1", "sharedStrings"):
        for name, text in {
            "other": "<a/>",
            "sixteen": '<?xml version="1.0" encoding="UTF-16"?><a/>',
        }.items():
            make = lambda s=short, t=text: workbook(**{s: t})  # noqa: E731
            yield Case(f"{name} in {short}", make, (ANY,))


def sheets() -> Iterator[Case]:
    for name, cells in CELLS.items():
        yield Case(f"cell {name}", lambda c=cells: workbook(sheet1=sheet(row(c))), (ANY,))
    numbers = "".join(f"<si><t>text {n}</t></si>" for n in range(1_000_000))
    shared = f'{XML}<sst xmlns="{MAIN}">{numbers}</sst>'.encode()
    last = sheet(row('<c t="s"><v>999999</v></c>'))
    first = sheet(row('<c t="s"><v>0</v></c>'))
    yield Case(
        "a million texts", lambda: workbook(1, sharedStrings=shared, sheet1=first), ("read",)
    )
    asked = lambda: workbook(1, sharedStrings=shared, sheet1=last)  # noqa: E731
    yield Case("the last of a million texts", asked, ("read", "slow"))
    formulas = "".join(f"<row><c><f>A{n}+1</f><v>{n}</v></c></row>" for n in range(200_000))
    yield Case("formulas", lambda: workbook(1, sheet1=sheet(HEAD + formulas)), ("read",))
    blank = "".join(f'<row r="{n}"/>' for n in range(300_000))
    yield Case("blank rows", lambda: workbook(1, sheet1=sheet(HEAD + blank)), ("read", "slow"))
    wide = "".join(f'<c r="{letters(n)}1"><v>{n}</v></c>' for n in range(16_384))
    yield Case("16,384 columns", lambda: workbook(sheet1=sheet(f"<row>{wide}</row>")), (ANY,))
    far = '<row><c r="XFD1"><v>1</v></c></row>'
    rows = "".join(far for _ in range(20_000))
    yield Case("far cells", lambda: workbook(1, sheet1=sheet(HEAD + rows)), ("read", "bomb"))
    same = "<row>" + "<c r='A1'><v>1</v></c>" * 300_000 + "</row>"
    yield Case("one cell again and again", lambda: workbook(1, sheet1=sheet(HEAD + same)), (ANY,))
    for name, part in STYLES.items():
        yield Case(f"styles {name}", lambda p=part: workbook(1, styles=p), (ANY,))


def wrong_options() -> Iterator[Case]:
    plain = b"Name,Age\nLan,3\n"
    for name in (
        "nothing",
        "rot13",
        "zip",
        "idna",
        "punycode",
        "unicode_escape",
        "../x",
        "a" * 999,
    ):
        yield Case(f"encoding {name[:20]}", lambda: plain, ("encoding",), {"encoding": name})
    for sign in ("ab", '"', "\n", "\0", "x", "0"):
        yield Case(f"delimiter {sign!r}", lambda: plain, ("delimiter",), {"delimiter": sign})
    for number in (-1, 2, 99, 10**9):
        outcomes = ("headings", "read")
        yield Case(f"headings at {number}", lambda: plain, outcomes, {"header_row": number})
    yield Case("no such sheet", workbook, ("sheet",), {"sheet": "Z"})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def members(count: int) -> bytes:
    """Return an archive that lists as many files, which are not there."""
    listed = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", *[20] * 2, *[0] * 4, *[0] * 3, 60, *[0] * 4, 0, 0
    )
    listed = (listed + b"a" * 60) * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), 30, 0)
    return b"PK\x03\x04" + b"\0" * 26 + listed + end


def locked(content: bytes) -> bytes:
    """Set the flag of encryption on every file of an archive."""
    bad = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = bad.find(mark)
        while at >= 0:
            bad[at + offset] |= 1
            at = bad.find(mark, at + 1)
    return bytes(bad)


def lied(content: bytes) -> bytes:
    """Tell for every file of an archive that it is small."""
    bad = bytearray(content)
    at = bad.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", bad, at + 24, 5)
        at = bad.find(b"PK\x01\x02", at + 1)
    return bytes(bad)


def pointing(target: str) -> bytes:
    return workbook(
        **{
            "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
                "worksheets/sheet1.xml", target
            )
        }
    )


def letters(index: int) -> str:
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "=DDE(1;2;3)",
    "=HYPERLINK(''http://127.0.0.1:9'')", "=WEBSERVICE(1)", "=IMPORTXML(1)", "\uff1d1+1", "'=1", "''=1",
    "=1+1\n=2", ";=1", ",=1", "|=1", "%0A=1", "{{7*7}}", "${7*7}", "<script>", "' OR 1=1 --", "../../etc",
)  # fmt: skip
NOTHING = (
    b"",
    b" ",
    b"\n\n\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b",,,\n,,,\n",
    b"\t\t\n",
    b" " * MEGA,
)
WRITTEN = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "mac_roman",
    "cp850",
)
FOREIGN = {
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00", b"\x09\x04\x06\x00"),
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),),
    "archive": (b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a"),
    "pdf": (b"%PDF-1.7",),
    "document": (b"{\\rtf1",),
    "json": (b'{"a": 1}', b'[{"a": 1}]', b"[ [1]]"),
    "xml": (b'<?xml version="1.0"?>', b"<Workbook>", b"<svg>"),
    "html": (b"<!DOCTYPE html>", b"<table>", b"\n <HTML>", b"<!-- x -->"),
    "binary": (b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"PAR1", b"SQLite format 3\0"),
}
CELLS = {
    "far text": '<c t="s"><v>4000000000</v></c>',
    "no text": '<c t="s"><v>2</v></c>',
    "negative text": '<c t="s"><v>-1</v></c>',
    "text of no number": '<c t="s"><v>x</v></c>',
    "huge": "<c><v>1e308</v></c>",
    "more than huge": "<c><v>1e999</v></c>",
    "no number": "<c><v>NaN</v></c>",
    "digits": f"<c><v>{'9' * 30_000}</v></c>",
    "late day": '<c s="1"><v>99999999999</v></c>',
    "no day": '<c s="1"><v>-5</v></c>',
    "endless day": '<c s="1"><v>inf</v></c>',
    "no style": '<c s="999999999"><v>1</v></c>',
    "style in words": '<c s="x"><v>1</v></c>',
    "column": '<c r="ZZZZ1"><v>1</v></c>',
    "column in words": '<c r="é1"><v>1</v></c>',
    "no column": '<c r="1"><v>1</v></c>',
    "error": '<c t="e"><v>#REF!</v></c>',
    "kind": '<c t="zzz"><v>1</v></c>',
    "row": '</row><row r="999999999999999999"><c><v>1</v></c>',
    "row 0": '</row><row r="0"><c><v>1</v></c>',
    "row back": '</row><row r="1"><c><v>1</v></c>',
    "within a cell": "<c><c><v>1</v></c></c>",
    "long": f'<c t="inlineStr"><is><t>{"x" * 60_000}</t></is></c>',
    "too long": f'<c t="inlineStr"><is><t>{"x" * 900_000}</t></is></c>',
    "in pieces": f'<c t="inlineStr"><is>{"<t>xxxxxxxxxx</t>" * 50_000}</is></c>',
    "escapes": '<c t="inlineStr"><is><t>_x0000__xD800__x202E_</t></is></c>',
    "formula": '<c><f>WEBSERVICE("http://127.0.0.1:9")</f></c>',
    "sound": '<c t="inlineStr"><is><rPh><t>x</t></rPh><t>y</t></is></c>',
}
STYLES = {
    "many": f'<a xmlns="{MAIN}"><cellXfs>{"<xf/>" * 400_000}</cellXfs></a>',
    "format": f'<a><numFmts><numFmt numFmtId="170" formatCode="{"[" * 60_000}"/></numFmts></a>',
    "number": '<a><cellXfs><xf numFmtId="x"/><xf numFmtId="-1"/></cellXfs></a>',
}


def _peak() -> int:
    """Return the most memory this program had, in MB; that of who started it counts in `getrusage`."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024  # type: ignore[index]


def main() -> None:
    """Read every file, in this one process, whose memory has an end."""
    runpy.run_path(str(Path(__file__).parents[1] / "conftest.py"))
    from addons.socreg_intake.core.errors import InvalidFile
    from addons.socreg_intake.core.reading import sheet as open_sheet
    from addons.socreg_intake.core.sheet import Options

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for case in corpus():
        made = case.make()
        started = time.process_time()
        try:
            opened = open_sheet(made, Options(**case.options))
            outcome, rows = "read", sum(1 for _ in islice(opened.rows, ROWS))
        except InvalidFile as refusal:
            outcome, rows = str(refusal), 0
        except Exception as error:
            outcome, rows = repr(error)[:200], 0
        taken = time.process_time() - started
        peak = _peak()
        is_right = outcome in case.outcomes or (ANY in case.outcomes and "(" not in outcome)
        told = [case.name, outcome, is_right, round(taken, 3), peak, rows]
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
