"""Which export personal data is opened for: the log of openings says so.

A key in the context would not do: callers choose it themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_export: ContextVar[int | None] = ContextVar("socreg_exporting", default=None)


@contextmanager
def exporting(export_id: int) -> Iterator[None]:
    """Open within for an export."""
    token = _export.set(export_id)
    try:
        yield
    finally:
        _export.reset(token)


def current_export() -> int | None:
    """Return the id of the export that data is opened for, or None."""
    return _export.get()
