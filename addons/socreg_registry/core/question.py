"""What a register asks: its questions, and which answers they take."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .errors import InvalidValue

STATISTICAL = "statistical"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 40
LONGEST_TEXT = 2_000
SEPARATOR = "|"
YES = ("yes", "true", "1")
NO = ("no", "false", "0")


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a register.

    :ivar options: what may be chosen: label by code
    :ivar retired: codes that are read and kept, and not chosen any more
    :ivar lowest: the smallest number that is taken, if any; `highest` the largest
    """

    name: str
    kind: str
    data_class: str = STATISTICAL
    is_required: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer is not taken: the key of a sentence. It tells no value."""

    name: str
    key: str


def is_empty(value: Any) -> bool:
    """Tell whether this says nothing; zero is a number.

    >>> is_empty(0), is_empty(""), is_empty(False)
    (False, True, True)
    """
    return value is None or value is False or (not isinstance(value, (int, float)) and not value)


def clean(
    questions: Iterable[Question], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the answers in the form they are kept in, and what is wrong with others.

    An answer that says nothing becomes None. What is asked for and not there is not missed here.
    """
    by_name = {question.name: question for question in questions}
    kept: dict[str, Any] = {}
    faults = []
    for name, value in answers.items():
        try:
            kept[name] = clean_one(by_name.get(name), value)
        except InvalidValue as refusal:
            faults.append(Fault(name, str(refusal)))
    return kept, faults


def clean_one(question: Question | None, value: Any) -> Any:
    """Return one answer in the form it is kept in.

    :raises InvalidValue: with the key of a sentence
    """
    if question is None:
        raise InvalidValue("unknown")
    if question.kind == "yes_no":
        return None if value is None or value == "" else _yes_no(question, value)
    return None if is_empty(value) else CLEANERS[question.kind](question, value)


def missing(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Fault]:
    """Return what a register requires and nobody answered."""
    return [
        Fault(question.name, "required")
        for question in questions
        if question.is_required
        and question.kind != "yes_no"
        and is_empty(answers.get(question.name))
    ]


def from_text(question: Question, text: str) -> Any:
    """Return the answer that a cell of a file holds; `clean_one` then judges it."""
    text = text.strip()
    if not text:
        return None
    reader = READERS.get(question.kind)
    return reader(question, text) if reader else text


def to_text(question: Question, value: Any) -> str | int | float:
    """Return what a cell of a file says of an answer."""
    if question.kind == "yes_no":
        return "" if value is None else "yes" if value else "no"
    if is_empty(value):
        return ""
    if question.kind == "choices":
        return SEPARATOR.join(value)
    return value if isinstance(value, (int, float)) else str(value)


def in_words(question: Question, value: Any, yes: str = "yes", no: str = "no") -> str:
    """Return an answer as people say it, options by their labels."""
    if question.kind == "yes_no":
        return yes if value else no
    if question.kind == "choice":
        return question.options.get(value, str(value))
    if question.kind == "choices":
        return ", ".join(question.options.get(code, code) for code in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(_question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidValue("text")
    text = value.strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidValue("too_long")
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise InvalidValue("text")
    return text


def _integer(question: Question, value: Any) -> int:
    number = _decimal(question, value)
    if number != int(number):
        raise InvalidValue("integer")
    return int(number)


def _decimal(question: Question, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidValue("integer" if question.kind == "integer" else "decimal")
    too_low = question.lowest is not None and value < question.lowest
    if too_low or (question.highest is not None and value > question.highest):
        raise InvalidValue("range")
    return value


def _yes_no(_question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue("yes_no")
    return value


def _date(_question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise InvalidValue("date") from None


def _choice(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.options:
        raise InvalidValue("choice")
    return value


def _choices(question: Question, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise InvalidValue("choice")
    return list(dict.fromkeys(_choice(question, code) for code in value))


def _read_number(question: Question, text: str) -> float | int:
    try:
        return int(text) if question.kind == "integer" else float(text)
    except ValueError:
        raise InvalidValue(question.kind) from None


def _read_yes_no(_question: Question, text: str) -> bool:
    if text.casefold() not in (*YES, *NO):
        raise InvalidValue("yes_no")
    return text.casefold() in YES


def _read_choice(question: Question, text: str) -> str:
    if text in question.options:
        return text
    said = text.casefold()
    return next(
        (code for code, label in question.options.items() if label.casefold() == said), text
    )


def _read_choices(question: Question, text: str) -> list[str]:
    parts = (part.strip() for part in text.split(SEPARATOR))
    return [_read_choice(question, part) for part in parts if part]


CLEANERS: dict[str, Callable[[Question, Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
}
READERS: dict[str, Callable[[Question, str], Any]] = {
    "integer": _read_number,
    "decimal": _read_number,
    "yes_no": _read_yes_no,
    "choice": _read_choice,
    "choices": _read_choices,
}
