"""Which writing is the corridor's own: it has been checked, and reviewed where that is asked.

A key in the context would not do: callers choose it themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_passing: ContextVar[bool] = ContextVar("socreg_passing", default=False)


@contextmanager
def passing() -> Iterator[None]:
    """Write within what has come through the corridor: nothing of it is proposed once more."""
    token = _passing.set(True)
    try:
        yield
    finally:
        _passing.reset(token)


def is_passing() -> bool:
    """Tell whether what is written has come through the corridor."""
    return _passing.get()
