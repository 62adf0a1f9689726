"""How the cells of one column become values: made once for a file, and quick on repeated cells."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from . import spelling
from .errors import InvalidValue
from .folding import fold
from .mapping import ColumnMap, Target
from .spelling import Codes, IdentifierForm, says_nothing
from .spelling_dates import Day, read_age, read_day
from .spelling_phones import read_phones

Converter = Callable[[str], Any]
REMEMBERED = 32_768
BETWEEN_CODES = "|;,"
# As long as anything is with which people say that there is nothing to say.
LONGEST_NOTHING = 14
LONGEST_LIST = 1_000


def converter(target: Target, column: ColumnMap, region: str, today: date) -> Converter:
    """Return what makes a value of a cell that is not empty; None where the cell says nothing.

    The converter raises InvalidValue with the key of a sentence.
    """
    return MAKERS[target.kind](target, column, region, today)


def _tidy(read: Callable[[str], str]) -> Converter:
    def convert(cell: str) -> str | None:
        return read(cell) or None

    return convert


def _name(*_about: Any) -> Converter:
    return lru_cache(REMEMBERED)(_tidy(spelling.name))


def _word(*_about: Any) -> Converter:
    return _tidy(spelling.word)


def _text(*_about: Any) -> Converter:
    def convert(cell: str) -> str | None:
        return spelling.free_text(cell) if cell.strip() else None

    return convert


def _uid(*_about: Any) -> Converter:
    return _tidy(spelling.public_number)


def _number(target: Target, *_about: Any) -> Converter:
    read = spelling.integer if target.kind == "integer" else spelling.decimal
    return lru_cache(REMEMBERED)(_or_nothing(read))


def _boolean(*_about: Any) -> Converter:
    return lru_cache(1_024)(_or_nothing(spelling.boolean))


def _date(target: Target, column: ColumnMap, _region: str, today: date) -> Converter:
    read = partial(read_day, order=column.order, this_year=today.year)

    def whole(cell: str) -> date:
        said = read(cell)
        if said.is_estimated:
            raise InvalidValue("date")
        return said.day

    def born(cell: str) -> Day:
        said = read(cell)
        if said.day > today:
            raise InvalidValue("future")
        return said

    convert: Converter = born if target.kind == "birthdate" else whole
    return lru_cache(REMEMBERED)(_or_nothing(convert))


def _age(_target: Target, _column: ColumnMap, _region: str, today: date) -> Converter:
    return lru_cache(1_024)(_or_nothing(partial(read_age, today=today)))


def _choice(target: Target, column: ColumnMap, *_about: Any) -> Converter:
    codes = Codes.of(target.choices, target.words or target.path.rpartition(".")[2])
    own = {fold(said): code for said, code in column.words.items()}

    def read(cell: str) -> str:
        return (own.get(fold(cell)) if own else None) or codes.code_of(cell)

    def several(cell: str) -> tuple[str, ...]:
        if len(cell) > LONGEST_LIST:
            raise InvalidValue("choice")
        separator = next((sign for sign in BETWEEN_CODES if sign in cell), BETWEEN_CODES[0])
        parts = [part for part in cell.split(separator) if part.strip()]
        return tuple(dict.fromkeys(map(read, parts)))

    convert: Converter = several if target.kind == "choices" else read
    return lru_cache(REMEMBERED)(_or_nothing(convert))


def _identifier(target: Target, *_about: Any) -> Converter:
    read = IdentifierForm(target.pattern, target.checksum).normal_of

    def convert(cell: str) -> str | None:
        if len(cell) <= LONGEST_NOTHING and not any(map(str.isdigit, cell)) and says_nothing(cell):
            return None
        return read(cell)

    return convert


def _phone(_target: Target, _column: ColumnMap, region: str, _today: date) -> Converter:
    return _or_nothing(partial(read_phones, region=region or None))


def _or_nothing(read: Converter) -> Converter:
    """Let a cell that cannot be read say nothing, where it says that there is nothing."""

    def convert(cell: str) -> Any:
        try:
            return read(cell)
        except InvalidValue:
            if says_nothing(cell):
                return None
            raise

    return convert


MAKERS: dict[str, Callable[..., Converter]] = {
    "name": _name,
    "text": _text,
    "word": _word,
    "email": _word,
    "key": _word,
    "uid": _uid,
    "integer": _number,
    "decimal": _number,
    "boolean": _boolean,
    "date": _date,
    "birthdate": _date,
    "age": _age,
    "choice": _choice,
    "choices": _choice,
    "role": _choice,
    "identifier": _identifier,
    "phone": _phone,
}
