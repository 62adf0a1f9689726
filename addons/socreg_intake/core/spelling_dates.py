"""Dates as people and programs write them; whose order is not known is asked, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .errors import InvalidValue
from .folding import fold, plain_digits
from .words import IN_DATES, MONTHS, MONTHS_OLD, YEARS

DMY, MDY, YMD = "dmy", "mdy", "ymd"
ORDERS = (DMY, MDY, YMD)
FIRST_YEAR, LAST_YEAR = 1850, 2150
OLDEST = 130
# No day is longer in any words.
LONGEST = 80
SERIALS_FROM = date(1899, 12, 30)
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
WITH_TIME = re.compile(r"[T ,]+\d{1,2}[:.hH]\d\d.*$", re.ASCII)
TRIPLE = re.compile(r"(\d{1,4})\s*([-/.,\\ ])\s*(\d{1,2})\s*\2\s*(\d{1,4})", re.ASCII)
PAIR = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,4})", re.ASCII)
TOKENS = re.compile(r"\d+|[^\W\d_]+")
NAMED = {name.replace("_", " "): month for month, names in MONTHS.items() for name in names.split()}
# Of a column's dates that tell their order, how many of a hundred must tell the same.
AGREE = 95


class Day(NamedTuple):
    """A day; an estimated one stands for its month or its year."""

    day: date
    is_estimated: bool = False


@dataclass(slots=True)
class Evidence:
    """What a column's dates tell of the order in which they are written."""

    dmy: int = 0
    mdy: int = 0
    ymd: int = 0
    unclear: int = 0

    def add(self, text: str) -> None:
        """Take note of a cell; one that tells nothing counts for nothing."""
        order = order_told(text)
        if order:
            setattr(self, order, getattr(self, order) + 1)

    @property
    def order(self) -> str:
        """The order, or nothing: the column does not tell it, or contradicts itself."""
        counts = {DMY: self.dmy, MDY: self.mdy, YMD: self.ymd}
        best = max(counts, key=counts.__getitem__)
        return best if counts[best] and counts[best] * 100 >= sum(counts.values()) * AGREE else ""

    @property
    def is_question(self) -> bool:
        """Whether there are dates whose order somebody has to tell."""
        return not self.order and bool(self.unclear or self.dmy or self.mdy)


def evidence_of(texts: Iterable[str]) -> Evidence:
    """Return what a column's cells tell of the order of their dates.

    >>> evidence_of(["01/02/2003", "25/12/2003"]).order, evidence_of(["01/02/2003"]).order
    ('dmy', '')
    """
    evidence = Evidence()
    for text in texts:
        evidence.add(text)
    return evidence


def order_told(text: str) -> str:
    """Return `dmy`, `mdy` or `ymd` where only this order gives a day; else `unclear` or nothing."""
    if len(text) > LONGEST:
        return ""
    found = TRIPLE.fullmatch(_without_time(plain_digits(text.strip())))
    if not found:
        return ""
    first, second, third = found[1], found[3], found[4]
    if len(first) > 2 or len(third) == 3:
        return ""
    fits = [order for order in ORDERS if _fits(order, int(first), int(second), third)]
    if len(fits) != 1:
        return "unclear" if len(fits) > 1 and first != second else ""
    return fits[0]


def read_day(text: str, order: str = "", this_year: int = LAST_YEAR) -> Day:
    """Return the day that a text tells.

    :param order: of day, month and year, where all are numbers and the year is not first
    :param this_year: years of two digits are of the hundred years before it ends
    :raises InvalidValue: `date`: this is no day; `date_order`: it may be two days

    >>> read_day("4 mars 2001").day, read_day("1985"), read_day("04/03/2001", "dmy").day
    (datetime.date(2001, 3, 4), Day(day=datetime.date(1985, 1, 1), is_estimated=True), datetime.date(2001, 3, 4))
    """
    found = ISO.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if len(text) > LONGEST:
        raise InvalidValue("date")
    said = _without_time(plain_digits(text.strip()))
    if any(sign.isalpha() for sign in said):
        return _in_words(said, this_year)
    triple = TRIPLE.fullmatch(said)
    if triple:
        return _of_three(triple[1], triple[3], triple[4], order, this_year)
    pair = PAIR.fullmatch(said)
    if pair:
        return _of_month(pair[1], pair[2])
    return _of_digits(said)


def read_age(text: str, today: date) -> Day:
    """Return a birth date in the middle of what an age leaves open.

    :raises InvalidValue: `age`

    >>> read_age("25 ans", date(2026, 11, 22)).day
    datetime.date(2001, 5, 23)
    """
    tokens = TOKENS.findall(fold(text.partition(".")[0])) if len(text) <= LONGEST else []
    if (
        "-" in text
        or not tokens
        or not tokens[0].isdecimal()
        or len(tokens[0]) > 4
        or len(tokens) > 3
    ):
        raise InvalidValue("age")
    age, words = int(tokens[0]), set(tokens[1:])
    if words and words <= MONTHS_OLD and age <= OLDEST * 12:
        return Day(today - timedelta(days=round((age + 0.5) * 30.44)), is_estimated=True)
    if not words <= YEARS or age > OLDEST:
        raise InvalidValue("age")
    return Day(today - timedelta(days=round((age + 0.5) * 365.25)), is_estimated=True)


def _without_time(text: str) -> str:
    return WITH_TIME.sub("", text) if ":" in text or "h" in text.lower() else text


def _fits(order: str, first: int, second: int, third: str) -> bool:
    if order == YMD:
        return len(third) <= 2 and first <= 99 and 1 <= second <= 12 and 1 <= int(third) <= 31
    day, month = (first, second) if order == DMY else (second, first)
    return 1 <= day <= 31 and 1 <= month <= 12 and len(third) in (2, 4)


def _of_three(first: str, second: str, third: str, order: str, this_year: int) -> Day:
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (1, 2, 4):
        raise InvalidValue("date")
    a, b, c = int(first), int(second), int(third)
    if len(third) == 4 and not (a and b):
        return _day(c, b if order != MDY and not a else a * (order == MDY), 0)
    order = order or _only_order(first, second, third)
    if order == YMD and len(third) <= 2:
        return _day(_year(first, this_year), b, c)
    if len(third) == 1:
        raise InvalidValue("date")
    day, month = (b, a) if order == MDY else (a, b)
    return _day(_year(third, this_year), month, day)


def _only_order(first: str, second: str, third: str) -> str:
    """Return the one order that gives a day, or any of several that give the same."""
    a, b = int(first), int(second)
    fits = [order for order in ORDERS if _fits(order, a, b, third)]
    if not fits:
        raise InvalidValue("date")
    if len(third) == 4 and a == b:
        return DMY
    if len(fits) > 1:
        raise InvalidValue("date_order")
    return fits[0]


def _of_month(first: str, second: str) -> Day:
    if len(first) == 4 and len(second) <= 2:
        return _day(int(first), int(second), 0)
    if len(second) == 4 and len(first) <= 2:
        return _day(int(second), int(first), 0)
    raise InvalidValue("date")


def _of_digits(text: str) -> Day:
    """Read a year, a day without separators, or the days that a spreadsheet counts."""
    whole, _point, rest = text.partition(".")
    if not (whole.isdecimal() and (not rest or rest.isdecimal())):
        raise InvalidValue("date")
    if len(whole) == 4 and not rest.strip("0"):
        return _day(int(whole), 0, 0)
    if len(whole) == 5:
        return Day(SERIALS_FROM + timedelta(int(whole)))
    if len(whole) == 8 and not rest:
        return _of_eight(whole)
    raise InvalidValue("date")


def _of_eight(text: str) -> Day:
    if 1 <= int(text[4:6]) <= 12 and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    return _of_three(text[:2], text[2:4], text[4:], "", LAST_YEAR)


def _in_words(text: str, this_year: int) -> Day:
    tokens = TOKENS.findall(fold(text))
    numbers = [token for token in tokens if token.isdecimal()]
    words = [word for word in tokens if not word.isdecimal() and word not in IN_DATES]
    month = NAMED.get(" ".join(words))
    if month is None or not 1 <= len(numbers) <= 2:
        raise InvalidValue("date")
    if len(numbers) == 1:
        if len(numbers[0]) != 4:
            raise InvalidValue("date")
        return _day(int(numbers[0]), month, 0)
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2 or len(year) not in (2, 4):
        raise InvalidValue("date")
    return _day(_year(year, this_year), month, int(day))


def _year(text: str, this_year: int) -> int:
    if len(text) == 4:
        return int(text)
    year = this_year - this_year % 100 + int(text)
    return year if year <= this_year else year - 100


def _day(year: int, month: int, day: int) -> Day:
    """Return a day; month and day may be zero where they are not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValue("date")
    try:
        return Day(date(year, month or 1, day or 1), is_estimated=not (month and day))
    except ValueError:
        raise InvalidValue("date") from None
