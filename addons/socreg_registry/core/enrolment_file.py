"""Files of enrolments: one row an enrolment, one column a field of the register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .errors import InvalidValue
from .question import Fault, Question, clean_one, from_text, missing
from .table import Row, Table

PUBLIC_NUMBER = "public_number"
IDENTIFIER = "identifier"
ENROLLED_ON = "enrolled_on"
LEFT_ON = "left_on"
DATES = (ENROLLED_ON, LEFT_ON)
OWN = (PUBLIC_NUMBER, IDENTIFIER, *DATES)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says of one registrant.

    :ivar key: the heading of the number that tells who it is
    """

    line: int
    key: str
    number: str
    dates: dict[str, date] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row: sentences' keys by heading, no values."""

    line: int
    faults: tuple[Fault, ...]


def unknown_headings(table: Table, questions: Iterable[Question]) -> list[str]:
    """Return headings that are no field of the register."""
    known = {*OWN, *(question.name for question in questions)}
    return [heading for heading in table.headings if heading not in known]


def check_headings(table: Table, questions: Iterable[Question]) -> None:
    """Refuse a file that cannot be one of this register.

    :raises InvalidValue: `no_key`: no column says who it is; `unknown_headings`
    """
    if not {PUBLIC_NUMBER, IDENTIFIER}.intersection(table.headings):
        raise InvalidValue("no_key")
    if unknown_headings(table, questions):
        raise InvalidValue("unknown_headings")


def entries(table: Table, questions: Sequence[Question]) -> tuple[list[Entry], list[RowFault]]:
    """Read every row; one that cannot be read becomes a fault and stops no other."""
    by_name = {question.name: question for question in questions}
    read, faults = [], []
    seen: set[tuple[str, str]] = set()
    for row in table.rows:
        entry, wrong = _entry(row, by_name)
        if entry and (entry.key, entry.number) in seen:
            wrong = [Fault(entry.key, "twice")]
        if wrong or entry is None:
            faults.append(RowFault(row.line, tuple(wrong)))
        else:
            seen.add((entry.key, entry.number))
            read.append(entry)
    return read, faults


def required_of_new(questions: Iterable[Question], entry: Entry) -> tuple[Fault, ...]:
    """Return what somebody who was not enrolled before must answer, and this row does not."""
    return tuple(missing(questions, entry.answers))


def _entry(row: Row, by_name: Mapping[str, Question]) -> tuple[Entry | None, list[Fault]]:
    if row.is_too_long:
        return None, [Fault("", "too_many_cells")]
    key = next((k for k in (PUBLIC_NUMBER, IDENTIFIER) if row.cells.get(k)), None)
    if key is None:
        return None, [Fault(PUBLIC_NUMBER, "nobody")]
    answers: dict[str, Any] = {}
    dates: dict[str, date] = {}
    wrong = []
    for heading, text in row.cells.items():
        try:
            if heading in DATES and text:
                dates[heading] = _date(text)
            elif heading in by_name and text:
                question = by_name[heading]
                answers[heading] = clean_one(question, from_text(question, text))
        except InvalidValue as refusal:
            wrong.append(Fault(heading, str(refusal)))
    return Entry(row.line, key, row.cells[key], dates, answers), wrong


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue("date") from None
