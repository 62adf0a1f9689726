"""What a search by name knows of the search it is part of.

A common name fits a hundred thousand people, and its first are enough for a page of a list. A
search that would take the first for all is refused; a list that the web client shows says that
there are more.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_search = ContextVar("socreg_search", default=None)
_listing = ContextVar("socreg_listing", default=None)


@dataclass
class Listing:
    """The searches behind one list: the page and its count ask for the same."""

    is_cut: bool = False
    found: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """One search of a model.

    :param room: how many records are asked for, or None: all
    :param within: the part of its domain that is no search by name
    """

    room: int | None = None
    within: tuple = ()

    def remembered(self, text, find):
        """Return what was found by a name, once for all searches of a list."""
        listed = _listing.get()
        if listed is None:
            return find()
        asked = text, str(self.within)
        if asked not in listed.found:
            listed.found[asked] = find()
        return listed.found[asked]

    def may_be_cut(self, count):
        """Tell whether the first found do: so many were asked for, or the list says that it is cut."""
        listed = _listing.get()
        if listed is not None:
            listed.is_cut = True
        return listed is not None or (self.room is not None and count >= self.room)


@contextmanager
def searching(search):
    """Look for names within, as part of this search."""
    token = _search.set(search)
    try:
        yield
    finally:
        _search.reset(token)


@contextmanager
def listing():
    """Load a list within; yield what is known of it."""
    listed = _listing.get() or Listing()
    token = _listing.set(listed)
    try:
        yield listed
    finally:
        _listing.reset(token)


def current_search():
    """Return the search that a search by name is part of; within another condition, of none."""
    return _search.get() or Search()


def is_listing():
    """Tell whether a list of the web client is loaded."""
    return _listing.get() is not None
