"""Values that nobody else has, and every spelling in which they could lie about in plain."""

import base64
import binascii
import json
import random
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import quote

from anyascii import anyascii

SCRIPTS = {
    "latin": "abcdefghiklmnoprstuvxyz",
    "vietnamese": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшэюя",
    "arabic": "بتثجحخدذرزسشصضطظعغفقكلمنه",
    "khmer": "កខគឃងចឆជឈញដឋឌឍណតថទធន",
    "han": "安柏琛黛恩芬桂涵嘉凯岚敏宁欧佩琪蓉姗婷雯熙雅卓",
}
LETTERS = 9
SHORTEST_FOLDED = 8
FIRST_DAY, DAYS = date(1897, 1, 1), 1_400


@dataclass
class Canaries:
    """What one run sows, by its name: `door: kind`.

    Drawn anew each time, as a cluster's log and write-ahead log outlive the databases in it.
    """

    sown: dict[str, list[bytes]] = field(default_factory=dict)
    draw: random.Random = field(default_factory=random.SystemRandom)

    def word(self, name: str, script: str = "latin") -> str:
        """Return a word of a script."""
        word = "".join(self.draw.choices(SCRIPTS[script], k=LETTERS)).capitalize()
        self.sown[name] = list(spellings(word))
        return word

    def digits(self, name: str, prefix: str, count: int) -> str:
        """Return a number that begins so; the prefix may be written otherwise."""
        digits = "".join(self.draw.choices("123456789", k=count))
        self.sown[name] = list(spellings(digits))
        return prefix + digits

    def day(self, name: str) -> date:
        """Return a date that few are born on and no record has."""
        day = FIRST_DAY + timedelta(self.draw.randrange(DAYS))
        forms = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y")
        self.sown[name] = [needle for form in forms for needle in spellings(day.strftime(form))]
        return day

    def number(self, name: str, most: int) -> float:
        """Return a coordinate; its text and its eight bytes are looked for."""
        whole = self.draw.randrange(10, most)
        number = float(f"{whole}.{self.draw.randrange(111_111, 999_999) // 10 * 10 + 7}")
        packed = [struct.pack(order + "d", number) for order in "<>"]
        self.sown[name] = [n for n in (*spellings(str(number)), *packed) if b"\n" not in n]
        return number

    def answer(self, name: str, field: str, code: str) -> str:
        """Return a code that others have, too: it is looked for beside the name of its field."""
        forms = (
            f"{field}={code}",
            f"{field} = '{code}'",
            f"{field}', '=', '{code}'",
            f'{field}", "=", "{code}"',
            *(f"{q}{field}{q}:{gap}{q}{code}{q}" for q in "'\"" for gap in ("", " ")),
        )
        self.sown[name] = [form.encode() for form in forms]
        return code

    def photo(self, name: str) -> str:
        """Return a white pixel with a word in its comment, in base64."""
        word = self.word(name).encode()
        header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
        chunks = [
            (b"IHDR", header),
            (b"tEXt", b"Comment\0" + word),
            (b"IDAT", zlib.compress(b"\0\xff\xff\xff")),
            (b"IEND", b""),
        ]
        png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)
        return base64.b64encode(png).decode()

    def by_needle(self) -> dict[bytes, str]:
        """Return the name of what was sown by each of its spellings."""
        return {needle: name for name, needles in self.sown.items() for needle in needles}


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", binascii.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def spellings(text: str) -> Iterator[bytes]:
    """Yield a text as bytes in every encoding, as it is and as an index of names folds it."""
    for form in _forms(text):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            content = form.encode(encoding)
            yield from filter(lambda needle: b"\n" not in needle, (content, *_wrapped(content)))
        yield json.dumps(form)[1:-1].encode()
        yield quote(form).encode()


def _forms(text: str) -> set[str]:
    decomposed = unicodedata.normalize("NFD", text)
    folded = anyascii(text)
    forms = {text, text.casefold(), text.upper(), decomposed, decomposed.casefold()}
    if len(folded) >= SHORTEST_FOLDED:
        forms |= {folded, folded.casefold(), folded.upper()}
    return forms


def _wrapped(content: bytes) -> Iterator[bytes]:
    yield content.hex().encode()
    yield content.hex().upper().encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + content)
        # What the bytes before and after share a character with is left out.
        first, last = -(-before * 8 // 6), (before + len(content)) * 8 // 6
        yield encoded[first:last]
