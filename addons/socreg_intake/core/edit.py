"""What somebody wanted to save in a form, kept until it is approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .errors import InvalidValue

CREATE, WRITE, UNLINK = "create", "write", "unlink"
OPERATIONS = (CREATE, WRITE, UNLINK)
UPDATE, DELETE, FORGET, LINK, CLEAR, SET = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Edit:
    """One operation of the ORM on one record.

    :ivar id: of the record; 0 of one that is to be created
    :ivar values: as the ORM takes them
    """

    model: str
    operation: str
    id: int
    values: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return what `json` can write, with the values apart: they are sealed by their class.

        >>> Edit("m", "write", 7, {"d": date(2001, 3, 4)}).to_json()
        {'v': 1, 'edit': ['m', 'write', 7], 'values': {'d': '2001-03-04'}}
        """
        return {
            "v": 1,
            "edit": [self.model, self.operation, self.id],
            "values": {name: plain(value) for name, value in self.values.items()},
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Edit":
        """:raises InvalidValue: this was no edit's `to_json`"""
        try:
            model, operation, id_ = said["edit"]
        except (KeyError, TypeError, ValueError):
            raise InvalidValue("edit") from None
        if said.get("v") != 1 or operation not in OPERATIONS:
            raise InvalidValue("edit")
        return cls(model, operation, id_, said.get("values") or {})


def plain(value: Any) -> Any:
    """Return a value as JSON has it, in a spelling that the ORM takes, too.

    :raises InvalidValue: it is nothing that a form sends
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, bytes):
        return value.decode("ascii")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    raise InvalidValue("edit")


def lines_touched(commands: Any) -> dict[int, list[str]]:
    """Return which lines a list of commands changes or takes away, and in which fields.

    >>> lines_touched([[1, 7, {"number": "x"}], [2, 8, 0], [0, "virtual", {}]])
    {7: ['number'], 8: []}
    """
    if not isinstance(commands, (list, tuple)):
        return {}
    touched: dict[int, list[str]] = {}
    for command in commands:
        if not isinstance(command, (list, tuple)) or len(command) < 2:
            continue
        if command[0] == UPDATE:
            touched.setdefault(command[1], []).extend(command[2])
        elif command[0] in (DELETE, FORGET):
            touched.setdefault(command[1], [])
    return touched
