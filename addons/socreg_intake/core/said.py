"""What the cells of a row said of one registrant, before it is an entry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .entry import Entry, Fault, IdentifierSaid, MembershipSaid
from .errors import InvalidValue
from .spelling_dates import Day

BIRTHDATE, IS_ESTIMATED = "birthdate", "is_birthdate_estimated"
NAMES = ("given_name", "family_name", "additional_name", "local_name", "group_name")


@dataclass(slots=True)
class Said:
    """What was said of a person or a group; `household` is what was said of its place in one."""

    values: dict[str, Any] = field(default_factory=dict)
    uid: str = ""
    key: str = ""
    age: Day | None = None
    identifiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    household: "Said | None" = None
    role: tuple[str, ...] = ()
    is_head: bool = False
    start_date: date | None = None

    @property
    def is_hollow(self) -> bool:
        """Whether only `no` and zero were said, as forms do where there is nobody."""
        is_named = self.uid or self.key or self.identifiers or self.phones or self.age
        return not (is_named or self.household or any(self.values.values()))

    @property
    def has_who(self) -> bool:
        """Whether there is anything to know the registrant by."""
        return bool(self.uid or self.identifiers or any(map(self.values.get, NAMES)))

    def entry(
        self,
        kind: str,
        path: str,
        faults: list[Fault],
        memberships: tuple[MembershipSaid, ...] = (),
        key: str = "",
    ) -> Entry:
        """Return the entry; what is missing in it becomes a fault below `path`."""
        if self.age and BIRTHDATE not in self.values:
            self.values[BIRTHDATE] = self.age.day
            self.values.setdefault(IS_ESTIMATED, True)
        identifiers = self._identifiers(path, faults) if self.identifiers else ()
        phones = tuple(dict.fromkeys(self.phones)) if self.phones else ()
        return Entry(kind, self.values, self.uid, identifiers, phones, memberships, key)

    def identifier(self, path: str, faults: list[Fault]) -> IdentifierSaid | None:
        """Return the first number that was said."""
        return next(iter(self._identifiers(path, faults)), None)

    def _identifiers(self, path: str, faults: list[Fault]) -> tuple[IdentifierSaid, ...]:
        whole = []
        for type_code, parts in self.identifiers.items():
            if "value" in parts:
                whole.append(IdentifierSaid(type_code, **parts))
            else:
                faults.append(Fault(f"{path}identifiers.{type_code}.value", "missing"))
        return tuple(whole)


Put = Callable[[Said, Any], None]


def putter(path: str, kind: str) -> Put | None:
    """Return what keeps a value said at a path; None for plain fields: they go to `values`.

    :param path: of a registrant: without what tells which of a row's registrants
    :raises InvalidValue: `path`: nobody speaks of it
    """
    first, _dot, rest = path.partition(".")
    if first == "household":
        return _in_household(rest, kind)
    if first == "identifiers":
        return _identifier_part(rest)
    if first == "phones":
        return _put_phones
    if path in ("uid", "key"):
        return _attribute(path)
    if kind in OF_KIND:
        return OF_KIND[kind]
    if rest:
        raise InvalidValue("path")
    return None


def _in_household(path: str, kind: str) -> Put:
    if path in ("role", "is_head", "start_date"):
        return _put_role if path == "role" else _attribute(path)
    put = putter(path, kind)
    if put is None:
        raise InvalidValue("path")

    def put_in_household(said: Said, value: Any) -> None:
        if said.household is None:
            said.household = Said()
        put(said.household, value)

    return put_in_household


def _identifier_part(path: str) -> Put:
    type_code, _dot, part = path.rpartition(".")
    if part not in ("value", "issued_on", "expires_on") or not type_code:
        raise InvalidValue("path")

    def put(said: Said, value: Any) -> None:
        said.identifiers.setdefault(type_code, {})[part] = value

    return put


def _attribute(name: str) -> Put:
    def put(said: Said, value: Any) -> None:
        setattr(said, name, value)

    return put


def _put_phones(said: Said, value: tuple[str, ...]) -> None:
    said.phones.extend(value)


def _put_role(said: Said, value: str) -> None:
    said.role = (value,)


def _put_birthdate(said: Said, value: Day) -> None:
    said.values[BIRTHDATE] = value.day
    if value.is_estimated:
        said.values.setdefault(IS_ESTIMATED, True)


def _put_age(said: Said, value: Day) -> None:
    said.age = value


OF_KIND: dict[str, Put] = {"birthdate": _put_birthdate, "age": _put_age}
