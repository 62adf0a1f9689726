"""Rows of a file and a mapping become entries, with everything that is wrong at once."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from .converting import Converter, converter
from .entry import GROUP, INDIVIDUAL, Entry, Fault, MembershipSaid
from .errors import InvalidValue
from .mapping import MEMBER, OF_GROUP, ColumnMapping, Target, Targets
from .said import Put, Said, putter
from .sheet import Row

# Households of which a file spoke lately: its rows tell the same of them again and again.
REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class RowRead:
    """What a row says. Where there are faults, the entries hold what could be read all the same.

    :ivar entries: a household before its people
    """

    line: int
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


class _Column(NamedTuple):
    """One column's way: from the cell to what was said of a registrant."""

    place: int
    scope: int
    path: str
    name: str
    convert: Converter
    put: Put | None


class RowReader:
    """Reads the rows of one file by one mapping, which is worked out once."""

    def __init__(
        self, targets: Targets, mapping: ColumnMapping, headings: Sequence[str], today: date
    ) -> None:
        """Work the mapping out for a file with these headings.

        :raises InvalidValue: `column`: a column is not in the file; `path`: nobody speaks of
            what a column shall say; `twice`: two columns say the same
        """
        self._mapping = mapping
        self._heads = targets.head_roles
        self._scopes: list[str] = []
        self._columns = [
            self._column(targets, heading, headings, today) for heading in mapping.columns
        ]
        paths = [column.path for column in self._columns]
        if len(set(paths)) != len(paths):
            raise InvalidValue("twice")
        self._own, self._group = self._scope(""), self._scope(OF_GROUP)
        self._columns.sort(key=lambda column: column.place)
        self._households: OrderedDict[str, Entry] = OrderedDict()
        is_person = mapping.subject == INDIVIDUAL
        self._entries: Callable[..., list[Entry]] = (
            self._of_person if is_person else self._of_household
        )

    def read(self, row: Row) -> RowRead:  # pylint: disable=method-required-super
        """Return what a row says, and all that is wrong with it."""
        if row.fault:
            return RowRead(row.line, (), (Fault("", row.fault),))
        faults: list[Fault] = []
        said = self._said(row.cells, faults)
        entries = self._entries(row.line, said, faults)
        return RowRead(row.line, tuple(entries), tuple(faults))

    def _said(self, cells: Sequence[Any], faults: list[Fault]) -> dict[int, Said]:
        said: dict[int, Said] = {}
        for index, scope, path, name, convert, put in self._columns:
            cell = cells[index]
            if not cell:
                continue
            try:
                value = convert(cell if cell.__class__ is str else cell.isoformat())
            except InvalidValue as refusal:
                faults.append(Fault(path, str(refusal)))
                # What was said wrongly was said all the same: nobody is missing for it.
                said.setdefault(scope, Said())
                continue
            if value is None:
                continue
            one = said.get(scope)
            if one is None:
                one = said[scope] = Said()
            if put is None:
                one.values[name] = value
            else:
                put(one, value)
        if self._mapping.is_blank_empty:
            self._empty(cells, said)
        return said

    def _empty(self, cells: Sequence[Any], said: dict[int, Said]) -> None:
        for column in self._columns:
            if column.put is None and not cells[column.place] and column.scope in said:
                said[column.scope].values[column.name] = None

    def _of_person(self, line: int, said: dict[int, Said], faults: list[Fault]) -> list[Entry]:
        person = said.get(self._own)
        if person is None:
            return [*self._only_group(said, faults)]
        if not person.has_who and not faults:
            faults.append(Fault("", "nobody"))
        membership = self._membership(person, "household.", faults)
        group = self._household(person, said.get(self._group), faults)
        entry = person.entry(INDIVIDUAL, "", faults, (membership,) if membership else ())
        return [*group, entry]

    def _only_group(self, said: dict[int, Said], faults: list[Fault]) -> list[Entry]:
        if said and not faults:
            faults.append(Fault("", "nobody"))
        return []

    def _household(self, person: Said, group: Said | None, faults: list[Fault]) -> list[Entry]:
        """Return the household that a person's row speaks of, unless it did just the same."""
        place = person.household
        key = place.key if place else ""
        if not key:
            if group and not (place and (place.uid or place.identifiers)):
                faults.append(Fault("household.key", "missing"))
            return []
        if not group and not self._mapping.makes_households:
            return []
        entry = (group or Said()).entry(GROUP, OF_GROUP, faults, key=key)
        return [entry] if self._is_news(entry, faults) else []

    def _is_news(self, entry: Entry, faults: list[Fault]) -> bool:
        known = self._households.get(entry.key)
        if known == entry:
            self._households.move_to_end(entry.key)
            return False
        if known:
            faults += [
                Fault(OF_GROUP + name, "differs")
                for name, value in entry.values.items()
                if value is not None and known.values.get(name, value) not in (value, None)
            ]
        if not faults:
            self._households[entry.key] = entry
            if len(self._households) > REMEMBERED:
                self._households.popitem(last=False)
        return True

    def _of_household(self, line: int, said: dict[int, Said], faults: list[Fault]) -> list[Entry]:
        group = said.get(self._own) or Said()
        key = group.key or f"line-{line}"
        entries = [group.entry(GROUP, "", faults, key=key)]
        for scope, path in enumerate(self._scopes):
            member = said.get(scope)
            if path in ("", OF_GROUP) or member is None or (member.is_hollow and not faults):
                continue
            if not member.has_who and not faults:
                faults.append(Fault(path.rstrip("."), "nobody"))
            membership = self._membership(member, path, faults, key)
            entries.append(
                member.entry(INDIVIDUAL, path, faults, (membership,) if membership else ())
            )
        heads = sum(membership.is_head for e in entries for membership in e.memberships)
        if heads > 1:
            faults.append(Fault("", "heads"))
        return entries

    def _membership(
        self, person: Said, path: str, faults: list[Fault], key: str = ""
    ) -> MembershipSaid | None:
        place = person.household
        identifier = None
        uid = ""
        if place:
            identifier = place.identifier(path, faults) if place.identifiers else None
            key, uid = key or place.key, place.uid
        if not (key or uid or identifier):
            if person.role or person.is_head:
                faults.append(Fault("household.key", "missing"))
            return None
        is_head = person.is_head or not self._heads.isdisjoint(person.role)
        return MembershipSaid(key, person.role, is_head, person.start_date, uid, identifier)

    def _column(
        self, targets: Targets, heading: str, headings: Sequence[str], today: date
    ) -> _Column:
        column = self._mapping.columns[heading]
        target = targets.find(self._mapping.subject, column.path)
        if target is None:
            raise InvalidValue("path")
        if heading not in headings:
            raise InvalidValue("column")
        convert = converter(target, column, self._mapping.region, today)
        scope = self._scope(_scope_of(column.path, self._mapping.subject, target))
        put = putter(target.path, target.kind)
        return _Column(headings.index(heading), scope, column.path, target.path, convert, put)

    def _scope(self, path: str) -> int:
        if path not in self._scopes:
            self._scopes.append(path)
        return self._scopes.index(path)


def _scope_of(path: str, subject: str, target: Target) -> str:
    """Return the part of a path that tells which of a row's registrants it speaks of."""
    if subject == INDIVIDUAL:
        return OF_GROUP if path.startswith(OF_GROUP) else ""
    return path[: -len(target.path)] if MEMBER.fullmatch(path) else ""
