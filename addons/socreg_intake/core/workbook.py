"""What a workbook says of itself: its sheets, which numbers are dates, and its shared texts."""

import re
from array import array
from collections.abc import Iterator
from posixpath import join, normpath

from .archive import Archive
from .errors import InvalidFile
from .limits import MEGA, Deadline, Limits
from .xml_stream import XmlStream

LINKS_OF_ARCHIVE = "_rels/.rels"
USUAL_WORKBOOK = "xl/workbook.xml"
USUAL_STYLES, USUAL_TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
BUILT_IN_DATES = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
# What in a number's format is no letter of it: quoted, escaped, or between brackets.
NO_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_STYLES = 70_000
# Beyond it, a file that lists sheets or links is none of an office's.
LONGEST_LIST = 16 * MEGA


class _Links(XmlStream):
    """Where a file's parts are: target and kind by id."""

    def __init__(self, pieces: Iterator[bytes], limits: Limits) -> None:
        super().__init__(pieces, limits)
        self.targets: dict[str, tuple[str, str]] = {}

    def _opens(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = (attributes.get("Target", ""), kind)


class _Contents(XmlStream):
    """A workbook's sheets, by name and link, and from when its days count."""

    def __init__(self, pieces: Iterator[bytes], limits: Limits) -> None:
        super().__init__(pieces, limits)
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_from_1904 = False

    def _opens(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            is_seen = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), link, is_seen))
        elif name == "workbookPr":
            self.is_from_1904 = attributes.get("date1904") in ("1", "true")


class _Styles(XmlStream):
    """Which styles show a number as a date, by their places."""

    def __init__(self, pieces: Iterator[bytes], limits: Limits) -> None:
        super().__init__(pieces, limits)
        self.are_dates: list[bool] = []
        self._dates = set(BUILT_IN_DATES)
        self._is_within = False

    def _opens(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and is_date_format(attributes.get("formatCode", "")):
            self._dates.add(_number(attributes.get("numFmtId")))
        elif name == "cellXfs":
            self._is_within = True
        elif name == "xf" and self._is_within:
            self.are_dates.append(_number(attributes.get("numFmtId")) in self._dates)
        if len(self.are_dates) + len(self._dates) > MOST_STYLES:
            raise InvalidFile("styles")

    def _closes(self, name: str) -> None:
        if name == "cellXfs":
            self._is_within = False


class Texts(XmlStream):
    """A workbook's shared texts, read as far as cells ask for them, and kept close together."""

    def __init__(self, pieces: Iterator[bytes], limits: Limits, deadline: Deadline) -> None:
        super().__init__(pieces, limits)
        self._deadline = deadline
        self._kept = bytearray()
        self._ends_at = array("I", [0])
        self._parts: list[str] = []
        self._is_sound = False

    def get(self, index: int) -> str:
        """Return a text by its number.

        :raises InvalidFile: `xml`: there is none; `texts`: there are too many
        """
        ends_at = self._ends_at
        while len(ends_at) <= index + 1 and self.pump():
            self._deadline.check()
        if not 0 <= index < len(ends_at) - 1:
            raise InvalidFile("xml")
        return self._kept[ends_at[index] : ends_at[index + 1]].decode("utf-8", "surrogatepass")

    def _opens(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._texts.clear()
        elif name == "rPh":
            self._is_sound = True

    def _closes(self, name: str) -> None:
        if name == "t" and not self._is_sound:
            self._parts.append(self._heard())
        elif name == "rPh":
            self._is_sound = False
        elif name == "si":
            self._keep(unescaped("".join(self._parts)))

    def _keep(self, text: str) -> None:
        self._parts.clear()
        if len(text) > self._limits.cell * 2:
            raise InvalidFile("cell")
        self._kept += text.encode("utf-8", "surrogatepass")
        self._ends_at.append(len(self._kept))
        if len(self._kept) + self._ends_at.itemsize * len(self._ends_at) > self._limits.texts:
            raise InvalidFile("texts")


class Workbook:
    """A workbook's parts: what a sheet needs to be read."""

    def __init__(self, archive: Archive, limits: Limits, deadline: Deadline) -> None:
        """:raises InvalidFile: this archive is no workbook"""
        self._archive = archive
        self._limits = limits
        self._deadline = deadline
        path = self._path()
        self._folder, _slash, name = path.rpartition("/")
        self._links = self._links_of(join(self._folder, "_rels", f"{name}.rels"))
        contents = _Contents(archive.pieces(path), limits)
        self._read(contents)
        self._sheets = [
            (name, self._links[link][0], is_seen)
            for name, link, is_seen in contents.sheets
            if self._links.get(link, ("", ""))[1] == "worksheet"
        ]
        self.is_from_1904 = contents.is_from_1904

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(name for name, _path, is_seen in self._sheets if is_seen)

    def pieces(self, sheet: str) -> Iterator[bytes]:
        """Yield a sheet's file: the one of this name, or the first that is seen.

        :raises InvalidFile: `sheet`: there is none
        """
        for name, path, is_seen in self._sheets:
            if name == sheet if sheet else is_seen:
                return self._archive.pieces(self._within(path))
        raise InvalidFile("sheet")

    def date_styles(self) -> list[bool]:
        path = self._part("styles", USUAL_STYLES)
        if path not in self._archive:
            return []
        styles = _Styles(self._archive.pieces(path), self._limits)
        self._read(styles)
        return styles.are_dates

    def texts(self) -> Texts:
        path = self._part("sharedStrings", USUAL_TEXTS)
        has_texts = path in self._archive
        pieces = self._archive.pieces(path) if has_texts else iter([b"<sst/>"])
        return Texts(pieces, self._limits, self._deadline)

    def _path(self) -> str:
        if LINKS_OF_ARCHIVE not in self._archive:
            raise InvalidFile("archive")
        links = self._links_of(LINKS_OF_ARCHIVE).values()
        path = next((target for target, kind in links if kind == "officeDocument"), "")
        path = normpath(path.lstrip("/"))
        if path not in self._archive or not path.casefold().endswith(".xml"):
            raise InvalidFile("archive")
        if "xl/" not in path.casefold() and "workbook" not in path.casefold():
            raise InvalidFile("document")
        return path

    def _links_of(self, path: str) -> dict[str, tuple[str, str]]:
        links = _Links(self._archive.pieces(path), self._limits)
        self._read(links)
        return links.targets

    def _part(self, kind: str, usual: str) -> str:
        return next(
            (self._within(target) for target, said in self._links.values() if said == kind), usual
        )

    def _within(self, path: str) -> str:
        return normpath(path.lstrip("/") if path.startswith("/") else join(self._folder, path))

    def _read(self, stream: XmlStream) -> None:
        while stream.pump():
            self._deadline.check()
            if stream.size > LONGEST_LIST:
                raise InvalidFile("xml")


def is_date_format(code: str) -> bool:
    """Tell whether a number's format shows a day.

    >>> is_date_format('dd/mm/yyyy'), is_date_format('0.00" d"'), is_date_format('[Red]0'), is_date_format('h:mm')
    (True, False, False, False)
    """
    if len(code) > 255 or code.casefold() == "general":
        return False
    letters = set(NO_LETTERS.sub("", code.split(";", maxsplit=1)[0]).casefold())
    return bool(letters & set("dy")) or ("m" in letters and not letters & set("hs"))


def unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which workbooks write as numbers.

    >>> unescaped("a_x000D_b_x005F_x")
    'a\\rb_x'
    """
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
