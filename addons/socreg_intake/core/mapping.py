"""Which column says what: targets that a registry offers, and what was chosen among them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .entry import GROUP, INDIVIDUAL, KINDS
from .errors import InvalidValue
from .spelling_dates import ORDERS

KINDS_OF_TARGETS = (
    *("name", "text", "word", "email", "uid", "integer", "decimal", "boolean"),
    *("date", "birthdate", "age", "choice", "choices", "identifier", "phone", "key", "role"),
)
MEMBER = re.compile(r"members\.(\d{1,3})\.(.+)", re.ASCII)
OF_GROUP = "group."
OF_HOUSEHOLD = "household."


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a column may say of a person or a group.

    :ivar path: `given_name`, `identifiers.<type>.value`, `phones.0`, `household.role` ...
    :ivar labels: what it is called, in any number of languages
    :ivar kind: one of `KINDS_OF_TARGETS`
    :ivar choices: labels by code
    :ivar words: the field whose usual words its codes have, if not the one that the path ends with
    :ivar pattern: of an identifier's type; and `checksum`
    """

    path: str
    labels: Sequence[str] = ()
    kind: str = "text"
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: str = ""
    pattern: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """What a registry offers to columns.

    :ivar person: of a person: its fields, identifiers, phones and what `household.` says
    :ivar group: of a group: its fields, identifiers, phones and its `key`
    :ivar head_roles: codes of the roles that make a head
    """

    person: Sequence[Target]
    group: Sequence[Target] = ()
    head_roles: frozenset[str] = frozenset()

    def of(self, subject: str, members: int = 0) -> Iterator[Target]:
        """Yield what rows of a kind may say.

        :param subject: `individual`, or `group`: a row is a household with its members
        :param members: how many members a row has room for
        """
        if subject == INDIVIDUAL:
            yield from self.person
            for target in self.group:
                if target.path not in ("key", "uid"):
                    yield replace(target, path=OF_GROUP + target.path)
            return
        yield from self.group
        for number in range(1, members + 1):
            for target in self.person:
                if target.path != "household.key":
                    yield replace(target, path=f"members.{number}.{target.path}")

    def find(self, subject: str, path: str) -> Target | None:
        """Return the target at a path of a row of this kind, if there is one."""
        member = MEMBER.fullmatch(path) if subject == GROUP else None
        if member:
            return _named(self.person, member[2])
        if subject == GROUP:
            return _named(self.group, path)
        if path.startswith(OF_GROUP):
            return _named(self.group, path[len(OF_GROUP) :])
        return _named(self.person, path)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What one column says.

    :ivar order: of the parts of its dates: `dmy`, `mdy`, `ymd`, or empty
    :ivar words: codes by what the column's cells say, where they say it in their own way
    """

    path: str
    order: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"path": self.path}
        said |= {"order": self.order} if self.order else {}
        return said | ({"words": dict(self.words)} if self.words else {})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column says what in a kind of file.

    :ivar subject: what a row is: `individual`, or `group`
    :ivar columns: by heading
    :ivar region: country of phone numbers without a prefix: ISO 3166-1 alpha-2
    :ivar is_blank_empty: an empty cell empties its field, instead of saying nothing
    :ivar makes_households: a person's row speaks of the household that it names, too
    """

    subject: str = INDIVIDUAL
    columns: Mapping[str, ColumnMap] = field(default_factory=dict)
    region: str = ""
    is_blank_empty: bool = False
    makes_households: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return what `json` can write and `from_json` reads back to an equal mapping."""
        return {
            "v": 1,
            "subject": self.subject,
            "columns": {heading: column.to_json() for heading, column in self.columns.items()},
            "region": self.region,
            "is_blank_empty": self.is_blank_empty,
            "makes_households": self.makes_households,
        }

    @classmethod
    def from_json(cls, said: Any) -> "ColumnMapping":
        """:raises InvalidValue: `mapping`: this was no mapping's `to_json`"""
        try:
            return cls(
                _one_of(said["subject"], KINDS),
                {str(heading): _column(column) for heading, column in said["columns"].items()},
                str(said["region"]),
                said["is_blank_empty"] is True,
                said["makes_households"] is True,
            )
        except (KeyError, TypeError, AttributeError):
            raise InvalidValue("mapping") from None


def _named(targets: Iterable[Target], path: str) -> Target | None:
    return next((target for target in targets if target.path == path), None)


def _column(said: Any) -> ColumnMap:
    words = {str(word): str(code) for word, code in said.get("words", {}).items()}
    return ColumnMap(str(said["path"]), _one_of(said.get("order", ""), ("", *ORDERS)), words)


def _one_of(said: Any, allowed: Sequence[str]) -> str:
    if said not in allowed:
        raise InvalidValue("mapping")
    return str(said)
