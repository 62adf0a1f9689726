"""What one delivery says of one registrant, whatever door it came through."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .errors import InvalidValue

INDIVIDUAL = "individual"
GROUP = "group"
KINDS = (INDIVIDUAL, GROUP)
VERSION = 1
DATE = "date"
PLAIN = (str, bool, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something said is not taken: where it was said, and the key of a sentence. No value.

    :ivar path: such as `birthdate`, `identifiers.0.value`, `phones.1`; empty for the whole entry
    """

    path: str
    key: str

    def to_json(self) -> list[str]:
        return [self.path, self.key]

    @classmethod
    def from_json(cls, said: Any) -> "Fault":
        """:raises InvalidValue: this was no fault's `to_json`"""
        if not isinstance(said, list) or len(said) != 2:
            raise InvalidValue("fault")
        return cls(_text(said[0]), _text(said[1]))


@dataclass(frozen=True, slots=True)
class IdentifierSaid:
    """A number that others gave to the registrant, in its normal form.

    :ivar type: the code of its type
    """

    type: str
    value: str
    issued_on: date | None = None
    expires_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        said = {"type": self.type, "value": self.value}
        return said | _dates(issued_on=self.issued_on, expires_on=self.expires_on)

    @classmethod
    def from_json(cls, said: Any) -> "IdentifierSaid":
        """:raises InvalidValue: this was no identifier's `to_json`"""
        known = _only(said, "type", "value", "issued_on", "expires_on")
        return cls(
            _text(known.get("type")),
            _text(known.get("value")),
            _date(known.get("issued_on")),
            _date(known.get("expires_on")),
        )


@dataclass(frozen=True, slots=True)
class MembershipSaid:
    """A group that the registrant is a member of, named in one of three ways.

    :ivar group: the group's key in the same batch
    :ivar uid: the group's public number
    :ivar identifier: a number that others gave to the group
    :ivar roles: codes of roles
    """

    group: str = ""
    roles: tuple[str, ...] = ()
    is_head: bool = False
    start_date: date | None = None
    uid: str = ""
    identifier: IdentifierSaid | None = None

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            name: value for name in ("group", "uid") if (value := getattr(self, name))
        }
        said |= {"roles": list(self.roles)} if self.roles else {}
        said |= {"is_head": True} if self.is_head else {}
        said |= {"identifier": self.identifier.to_json()} if self.identifier else {}
        return said | _dates(start_date=self.start_date)

    @classmethod
    def from_json(cls, said: Any) -> "MembershipSaid":
        """:raises InvalidValue: this was no membership's `to_json`"""
        known = _only(said, "group", "roles", "is_head", "start_date", "uid", "identifier")
        identifier = known.get("identifier")
        return cls(
            _text(known.get("group", "")),
            _texts(known.get("roles", [])),
            _bool(known.get("is_head", False)),
            _date(known.get("start_date")),
            _text(known.get("uid", "")),
            None if identifier is None else IdentifierSaid.from_json(identifier),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What one delivery says of one registrant.

    :ivar kind: `individual` or `group`
    :ivar values: by the registrant's field: text, numbers, booleans and dates; codes for what is
        linked (`area_id` by P-code), tuples of codes for many. None empties the field; a field
        that is absent was not spoken of
    :ivar uid: the public number, where who delivers knows it
    :ivar phones: in E.164
    :ivar key: of a group in its batch (`HH-17`), as the rows of its people name it
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    uid: str = ""
    identifiers: tuple[IdentifierSaid, ...] = ()
    phones: tuple[str, ...] = ()
    memberships: tuple[MembershipSaid, ...] = ()
    key: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what `json` can write, and `from_json` reads back to an equal entry.

        >>> Entry("individual", {"birthdate": date(2001, 3, 4)}, phones=("+84912345678",)).to_json()
        {'v': 1, 'kind': 'individual', 'values': {'birthdate': {'date': '2001-03-04'}}, 'phones': ['+84912345678']}
        """
        said: dict[str, Any] = {"v": VERSION, "kind": self.kind}
        said["values"] = {name: _said(value) for name, value in self.values.items()}
        said |= {name: value for name in ("uid", "key") if (value := getattr(self, name))}
        if self.identifiers:
            said["identifiers"] = [identifier.to_json() for identifier in self.identifiers]
        if self.phones:
            said["phones"] = list(self.phones)
        if self.memberships:
            said["memberships"] = [membership.to_json() for membership in self.memberships]
        return said

    @classmethod
    def from_json(cls, said: Any) -> "Entry":
        """Read what `to_json` made.

        :raises InvalidValue: `version`, or `entry`: this was made by nobody's `to_json`
        """
        names = ("v", "kind", "values", "uid", "identifiers", "phones", "memberships", "key")
        known = _only(said, *names)
        if known.get("v") != VERSION or isinstance(known["v"], bool):
            raise InvalidValue("version")
        if known.get("kind") not in KINDS or not isinstance(known.get("values", {}), dict):
            raise InvalidValue("entry")
        return cls(
            known["kind"],
            {_text(name): _value(value) for name, value in known.get("values", {}).items()},
            _text(known.get("uid", "")),
            tuple(map(IdentifierSaid.from_json, _list(known.get("identifiers", [])))),
            _texts(known.get("phones", [])),
            tuple(map(MembershipSaid.from_json, _list(known.get("memberships", [])))),
            _text(known.get("key", "")),
        )


def _said(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return {DATE: value.isoformat()}
    if isinstance(value, tuple):
        return [_said(part) for part in value]
    if isinstance(value, PLAIN) and not (isinstance(value, float) and not math.isfinite(value)):
        return value
    raise InvalidValue("entry")


def _value(said: Any) -> Any:
    if isinstance(said, dict):
        return _date(_only(said, DATE).get(DATE), is_needed=True)
    if isinstance(said, list):
        return tuple(_scalar(part) for part in said)
    return _scalar(said)


def _scalar(said: Any) -> Any:
    if isinstance(said, dict):
        return _date(_only(said, DATE).get(DATE), is_needed=True)
    if isinstance(said, list):
        raise InvalidValue("entry")
    return said


def _only(said: Any, *names: str) -> dict[str, Any]:
    if not isinstance(said, dict) or said.keys() - set(names):
        raise InvalidValue("entry")
    return said


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise InvalidValue("entry")
    return said


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise InvalidValue("entry")
    return said


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(said)))


def _bool(said: Any) -> bool:
    if not isinstance(said, bool):
        raise InvalidValue("entry")
    return said


def _dates(**dates: date | None) -> dict[str, str]:
    return {name: day.isoformat() for name, day in dates.items() if day}


def _date(said: Any, is_needed: bool = False) -> date | None:
    if said is None and not is_needed:
        return None
    try:
        return date.fromisoformat(_text(said))
    except ValueError:
        raise InvalidValue("entry") from None
