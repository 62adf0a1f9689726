"""In whose name a transaction changes things: what the log says beside the user.

A key in the context would not do: callers choose it themselves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})

_said: ContextVar[Mapping[str, str]] = ContextVar("socreg_acting", default=NOTHING)


@contextmanager
def acting(
    *, source: str = "", client: str = "", purpose: str = "", version: str = ""
) -> Iterator[None]:
    """Have what is written within say where it came from; begin it before the first write.

    A transaction says it once: what is said first stands for all that it changes.

    :param source: the channel that the data came by
    :param client: the partner system that sent it
    :param purpose: what it was written for
    :param version: the name of the version that this makes ("Census 2026")
    """
    given = {"source": source, "client": client, "purpose": purpose, "version": version}
    token = _said.set({**_said.get(), **{key: text for key, text in given.items() if text}})
    try:
        yield
    finally:
        _said.reset(token)


def said() -> Mapping[str, str]:
    """Return what `acting` was told, without what it was not."""
    return _said.get()
