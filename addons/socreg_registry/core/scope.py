"""Where somebody may do something: everywhere, or in some areas with all that lies in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """What a user's roles of today give them.

    :ivar is_everywhere: registrants without an area, too
    :ivar area_ids: the areas that were given; what lies below them is within

    >>> Scope(area_ids=frozenset([7])).holds("1/7/40/")
    True
    >>> Scope(area_ids=frozenset([7])).holds("1/77/")
    False
    >>> Scope(is_everywhere=True).holds(None)
    True
    """

    is_everywhere: bool = False
    area_ids: frozenset[int] = frozenset()

    def holds(self, path: str | None) -> bool:
        """Tell whether an area lies within, by its path of ids from the root down to itself."""
        if self.is_everywhere:
            return True
        return any(int(part) in self.area_ids for part in (path or "").split("/") if part)


EVERYWHERE = Scope(is_everywhere=True)
NOWHERE = Scope()
