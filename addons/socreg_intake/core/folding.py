"""One spelling of words to compare by: without case, accents, points and what Arabic adds."""

import re
import unicodedata
from functools import lru_cache

# Other digits are read as ours wherever numbers are.
DIGITS = {ord(other[n]): str(n) for other in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n in range(10)}
SAME = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "ؤ": "و", "ئ": "ي"}
)
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ı": "i", "ł": "l"})
NO_WORD = re.compile(r"[\W_]+")


# Longer texts are not remembered: they fill memory, and hardly ever come again.
LONGEST_REMEMBERED = 60


def fold(text: str) -> str:
    """Return the words of a text as they are compared.

    >>> fold("  Né(e) LE: "), fold("الإسم"), fold("Nat._ID-no.")
    ('ne e le', 'الاسم', 'nat id no')
    """
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(SAME).translate(DIGITS))
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return NO_WORD.sub(" ", text.casefold().translate(LETTERS)).strip()


_remembered = lru_cache(65_536)(_fold)


def plain_digits(text: str) -> str:
    """Return a text with our digits for those of other scripts.

    >>> plain_digits("٢٠٠١-٠٣")
    '2001-03'
    """
    return text if text.isascii() else text.translate(DIGITS)
