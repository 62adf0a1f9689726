"""What comes in by a door, and what became of it."""

from dataclasses import dataclass, field
from typing import Any

from .entry import Entry, Fault

NEW, CHANGED, SAME = "new", "changed", "same"
PENDING, SKIPPED, REFUSED = "pending", "skipped", "refused"
INVALID, REPEATED = "invalid", "repeated"
RESULTS = (NEW, CHANGED, SAME, PENDING, SKIPPED, REFUSED, INVALID, REPEATED)
TAKEN = (NEW, CHANGED, SAME)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry as a source delivers it.

    :ivar key: by which the source names this delivery; the same key again is the same delivery.
        Empty where the source names none, as a file does
    :ivar line: where in a file it stood
    :ivar batch: the file or bulk delivery that it came with: a record, or None
    :ivar thread: what the source calls the thing that this is a revision of; only the newest
        revision of a thread counts, in whatever order they come
    :ivar revision: which revision of the thread this is
    :ivar evidence: files that show it, by name: they are sealed with what is kept of the delivery
    """

    key: str
    entry: Entry
    line: int = 0
    batch: Any = None
    thread: str = ""
    revision: int = 0
    evidence: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery.

    :ivar result: one of `RESULTS`
    :ivar registrant_id: whom it is of; None where nobody is registered by it
    :ivar words: what the registry said when it refused to write; shown to who delivers, not kept
    """

    result: str
    registrant_id: int | None = None
    faults: tuple[Fault, ...] = ()
    submission_id: int | None = None
    candidate_ids: tuple[int, ...] = ()
    words: str = ""


@dataclass(slots=True)
class Joining:
    """A membership that is said, as far as it is understood.

    :ivar path: where it was said: `memberships.0`
    :ivar key: the group's key in its batch, where that is how it was named
    :ivar group_id: the group, once it is known
    """

    path: str
    key: str = ""
    group_id: int | None = None
    role_ids: tuple[int, ...] = ()
    start_date: Any = None


@dataclass(slots=True)
class Case:
    """A delivery on its way through intake: each step adds what it finds out.

    :ivar values: of the registrant's fields, as the ORM takes them
    :ivar identifiers: values of the identifiers that are said, without whose they are
    :ivar changes: what would change on a known registrant; None before that is compared
    :ivar base: what stands in the fields that would change, as JSON
    :ivar known_id: whom earlier revisions of its thread were of
    :ivar first: the delivery of the same call that has the same key
    """

    delivery: Delivery
    faults: list[Fault] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    identifiers: list[dict[str, Any]] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    registrant_id: int | None = None
    candidate_ids: tuple[int, ...] = ()
    submission_id: int | None = None
    changes: "Changes | None" = None
    base: dict[str, Any] = field(default_factory=dict)
    known_id: int | None = None
    first: "Case | None" = None
    result: str = ""
    words: str = ""

    @property
    def entry(self) -> Entry:
        return self.delivery.entry

    def fault(self, path: str, key: str) -> None:
        """Note that something said is not taken."""
        self.faults.append(Fault(path, key))

    def paths(self) -> list[str]:
        """Return where in the entry something is said that is not so yet."""
        names = list(self.changes.values if self.changes else self.entry.values)
        for name, said in (("identifiers", self.identifiers), ("phones", self.phones)):
            left = getattr(self.changes, name) if self.changes else said
            names += [f"{name}.{place}" for place, one in enumerate(said) if one in left]
        joinings = self.changes.joinings if self.changes else self.joinings
        return names + [one.path for one in joinings]

    def outcome(self) -> Outcome:
        """Return what became of it so far."""
        return Outcome(
            self.result,
            self.registrant_id,
            tuple(self.faults),
            self.submission_id,
            self.candidate_ids,
            self.words,
        )


@dataclass(slots=True)
class Changes:
    """What a delivery adds to somebody who is known.

    :ivar values: of the fields that would change
    """

    values: dict[str, Any] = field(default_factory=dict)
    identifiers: list[dict[str, Any]] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.values or self.identifiers or self.phones or self.joinings)
