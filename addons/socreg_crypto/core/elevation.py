"""Who may hold opened values: those who may see, and code that says why it must.

A constraint or a computation works on values that its user may not see. It says so by a name:
`elevation("check a number")`. The name goes to the log of openings. Nothing else opens for somebody
who may not see: neither `sudo()` nor a key in the context, which callers choose themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_reason: ContextVar[str | None] = ContextVar("socreg_elevation", default=None)
_showing: ContextVar[bool] = ContextVar("socreg_showing", default=False)
_machinery: ContextVar[bool] = ContextVar("socreg_machinery", default=False)


@contextmanager
def elevation(reason: str) -> Iterator[None]:
    """Work on opened values within; the outermost reason is the one that is logged.

    :param reason: what for, in a few words: it stands in the log of openings
    """
    token = _reason.set(_reason.get() or reason)
    try:
        yield
    finally:
        _reason.reset(token)


def elevated(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function work on opened values; below the ORM's own decorators."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with elevation(reason):
                return function(*args, **kwargs)

        return run

    return decorate


def reason_of_elevation() -> str | None:
    """Return why this code works on opened values, or None: it does so only for who may see."""
    return _reason.get()


@contextmanager
def showing() -> Iterator[None]:
    """Show within, for what cannot be opened, that it cannot, instead of failing.

    For the doors: one damaged cell must not hide a whole page. Code that decides goes without.
    """
    token = _showing.set(True)
    try:
        yield
    finally:
        _showing.reset(token)


def is_showing() -> bool:
    """Tell whether values are taken out to be shown."""
    return _showing.get()


@contextmanager
def machinery() -> Iterator[None]:
    """Use random ids, wrapped keys and indexes within: what seals and finds does, callers do not.

    No domain, order or name of a field that a caller chose comes to be used within.
    """
    token = _machinery.set(True)
    try:
        yield
    finally:
        _machinery.reset(token)


def is_machinery() -> bool:
    """Tell whether what seals and finds is at work."""
    return _machinery.get()
