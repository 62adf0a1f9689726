"""XML from strangers: pushed through in pieces, without documents' types, entities or depth."""

from collections.abc import Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from .errors import InvalidFile
from .limits import MEGA, Limits

# How far a single name, attribute or comment may reach.
LONGEST_TOKEN = MEGA


class XmlStream:
    """A file of XML that tells its elements as it is pumped through.

    Whoever reads one kind of file overrides `_opens` and `_closes`. Names come without prefixes.
    Text gathers in `_texts` until somebody clears it.
    """

    def __init__(self, pieces: Iterator[bytes], limits: Limits) -> None:
        self._pieces = pieces
        self._limits = limits
        self._fed = 0
        self._depth = 0
        self._texts: list[str] = []
        self.is_over = False
        self._parser = self._make_parser()

    @property
    def size(self) -> int:
        """How many bytes were read."""
        return self._fed

    def pump(self) -> bool:
        """Read a piece; tell whether there was one.

        :raises InvalidFile: `doctype`, `depth`, `xml`, `cell`
        """
        if self.is_over:
            return False
        piece = next(self._pieces, b"")
        try:
            self._parser.Parse(piece, not piece)
        except (expat.ExpatError, UnicodeError, LookupError):
            raise InvalidFile("xml") from None
        self._fed += len(piece)
        self.is_over = not piece
        if self._fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise InvalidFile("xml")
        if sum(map(len, self._texts)) > self._limits.cell * 2:
            raise InvalidFile("cell")
        return bool(piece)

    def _opens(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element; for whoever overrides it."""

    def _closes(self, name: str) -> None:
        """Take note of an element's end; for whoever overrides it."""

    def _heard(self) -> str:
        """Return the text that gathered, and clear it."""
        texts = self._texts
        text = texts[0] if len(texts) == 1 else "".join(texts)
        texts.clear()
        return text

    def _make_parser(self) -> Any:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.CharacterDataHandler = self._texts.append
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.StartElementHandler = self._starts_root
        parser.EndElementHandler = self._ends
        return parser

    def _starts_root(self, name: str, attributes: dict[str, str]) -> None:
        prefix = name[: name.rfind(":") + 1]
        if not prefix:
            self._parser.StartElementHandler = self._starts
            return self._starts(name, attributes)
        cut = len(prefix)
        self._parser.StartElementHandler = lambda n, a: self._starts(n[cut:], a)
        self._parser.EndElementHandler = lambda n: self._ends(n[cut:])
        return self._starts(name[cut:], attributes)

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise InvalidFile("depth")
        self._opens(name, attributes)

    def _ends(self, name: str) -> None:
        self._depth -= 1
        self._closes(name)


def _refuse(*_said: Any) -> NoReturn:
    raise InvalidFile("doctype")
