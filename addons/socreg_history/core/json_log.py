"""The system log for programs: one JSON object a line, which says where and how long, and no values."""

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from pythonjsonlogger.json import JsonFormatter

Context = Callable[[], Mapping[str, Any]]
# What a caller may add to a record with `extra`.
MEASURED = ("method", "path", "status", "duration_ms")


class SystemLogFormatter(JsonFormatter):
    """Writes records as JSON, each with what is known of the request it belongs to.

    The texts of exceptions are left out: they may quote what somebody typed. Their kinds stay, and
    where they were raised.

    :param context: returns database, user and request at that moment, where there are any
    """

    def __init__(self, context: Context) -> None:
        super().__init__("%(message)s", json_ensure_ascii=False)
        self._ask = context

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill the object of a line."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        log_data.update(
            time=moment.isoformat(timespec="milliseconds"),
            level=record.levelname.lower(),
            logger=record.name,
            process=record.process,
            message=_message(record),
            **self._ask(),
        )
        measured = {name: getattr(record, name) for name in MEASURED if hasattr(record, name)}
        log_data.update(measured)
        if record.exc_info and record.exc_info[0]:
            log_data.update(error=record.exc_info[0].__name__, at=_places(record))


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    kept = record.args
    if isinstance(kept, tuple):
        record.args = tuple(_kind(value) for value in kept)
    try:
        return record.getMessage()
    finally:
        record.args = kept


def _kind(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value


def _places(record: logging.LogRecord) -> list[str]:
    frames = traceback.extract_tb(record.exc_info[2] if record.exc_info else None)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
