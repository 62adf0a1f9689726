"""Reading search domains in Odoo's prefix notation."""

from collections.abc import Sequence
from typing import Any

ARITY = {"&": 2, "|": 2, "!": 1}

Domain = list[Any]


def conjuncts(domain: Sequence[Any]) -> list[Domain]:
    """Return the domains that must all hold for a domain to hold.

    >>> a, b, c = ("a", "=", 1), ("b", "=", 1), ("c", "=", 1)
    >>> conjuncts([a, "|", b, c]) == [[a], ["|", b, c]]
    True
    >>> conjuncts(["&", a, "&", b, "!", c]) == [[a], [b], ["!", c]]
    True
    """
    items, found = list(domain), []
    while items:
        if items[0] == "&":
            items.pop(0)
            continue
        size = _size(items)
        found.append(items[:size])
        items = items[size:]
    return found


def leaves(domain: Sequence[Any]) -> list[Any]:
    """Return the conditions of a domain without what joins them."""
    return [item for item in domain if not isinstance(item, str)]


def _size(items: Sequence[Any]) -> int:
    """Return how many items the first operand takes."""
    wanted = 1
    for place, item in enumerate(items, 1):
        wanted += (ARITY[item] if isinstance(item, str) else 0) - 1
        if not wanted:
            return place
    # Odoo itself says what is wrong with a domain that ends too early.
    return len(items)
