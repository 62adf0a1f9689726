from collections import defaultdict

from odoo import api, models

from odoo.addons.socreg_crypto.core.elevation import machinery
from odoo.addons.socreg_history.core.acting import acting

from ..core.delivery import (
    CHANGED,
    INVALID,
    NEW,
    PENDING,
    REFUSED,
    SAME,
    SKIPPED,
    Case,
)
from .socreg_source import REVIEW


class SocregIntake(models.AbstractModel):
    """The corridor through which all data comes, whatever the door; it knows no file and no HTTP.

    A door makes a `core.delivery.Delivery` of each thing that it was told and calls `_take`.
    """

    _name = "socreg.intake"
    _description = "Intake"

    @api.model
    def _take(self, source, deliveries, is_dry_run=False, foreseen=None):
        """Check, match, decide and apply what a source delivers; one bad delivery spoils no other.

        It runs as the caller, by their rights and in their areas, in the caller's transaction. A
        delivery whose key was taken before changes nothing and gets the first answer (`repeated`,
        with what it was then); the same key with another body is `refused`.

        Call it with pieces of about a thousand, each in a transaction of its own: what the log
        says of source and version holds for a transaction, and is said by the first write.

        :param source: a `socreg.source`
        :param deliveries: a list of `Delivery`
        :param is_dry_run: write nothing, and say what would happen
        :param foreseen: for the pieces of one dry run, a set that is given to each of them: it
            holds what the pieces before would have registered
        :returns: a list of `Outcome`, in the same order; of a dry run, `new` has no registrant
        """
        cases = [Case(delivery) for delivery in deliveries]
        foreseen = set() if foreseen is None else foreseen
        with acting(source=source.code, version=source.version_name or ""):
            fresh = cases if is_dry_run else self._receive(source, cases)
            self._checks(source, [case for case in fresh if not case.result])
            self._take_turns(source, fresh, is_dry_run, foreseen)
            if not is_dry_run:
                self._keep(source, fresh)
                self._repeat_in_call(cases)
        return [case.outcome() for case in cases]

    @api.model
    def _take_turns(self, source, cases, is_dry_run, foreseen):
        threads = {}
        for turn in self._turns([case for case in cases if not case.result]):
            for case in turn:
                case.known_id = case.known_id or threads.get(case.delivery.thread)
            self._take_turn(source, turn, is_dry_run, foreseen)
            threads |= {c.delivery.thread: c.registrant_id for c in turn if c.delivery.thread}

    @api.model
    def _take_turn(self, source, cases, is_dry_run, foreseen):
        """Match, decide and apply deliveries of whom no two speak of the same registrant."""
        self._matches(source, cases, foreseen)
        for case in cases:
            if not case.result:
                self._decide(source, case)
        self._compares(source, [case for case in cases if case.result == CHANGED])
        if is_dry_run:
            self._foresee(source, [case for case in cases if case.result == NEW], foreseen)
            return
        self._apply(source, [case for case in cases if case.result in (NEW, CHANGED)])

    @api.model
    def _turns(self, cases):
        """Yield the cases so that who is spoken of twice is known when it happens again."""
        while cases:
            named, turn, later = set(), [], []
            for case in cases:
                names = self._names_of(case)
                (later if names & named else turn).append(case)
                named |= names
            yield turn
            cases = later

    @api.model
    def _names_of(self, case):
        """Return the numbers by which a delivery names its registrant."""
        entry = case.entry
        names = {("identifier", said.type, said.value) for said in entry.identifiers}
        names |= {("uid", entry.uid)} if entry.uid else set()
        names |= {("key", entry.key)} if entry.key else set()
        return names | ({("thread", case.delivery.thread)} if case.delivery.thread else set())

    @api.model
    def _decide(self, source, case):
        """Say by the source's policies what is to become of a delivery that was matched."""
        if case.registrant_id:
            case.result = {
                "update": CHANGED,
                "review": CHANGED,
                "skip": SKIPPED,
                "refuse": REFUSED,
            }[source.when_known]
        elif case.candidate_ids and source.when_possible != "create":
            case.result = PENDING if source.when_possible == "review" else REFUSED
        else:
            self._check_new(source, case)
            case.result = INVALID if case.faults else NEW
            if case.result == NEW and source.decision == REVIEW and self._waits(source, case):
                case.result = PENDING
        if case.result == REFUSED:
            case.fault("", "known" if case.registrant_id else "perhaps_known")

    @api.model
    def _waits(self, source, case):
        """Tell whether a delivery of this source waits for somebody who reviews it."""
        area = self.env["socreg.area"].browse(self._area_id_of(case))
        return source._is_reviewed(area.sudo().parent_path)

    @api.model
    def _area_id_of(self, case):
        """Return the area of whom a delivery speaks: where they are, or would be."""
        if case.registrant_id:
            # The caller sees them: matching left out whom they may not see.
            return self.env["socreg.registrant"].browse(case.registrant_id).sudo().area_id.id
        return case.values.get("area_id")

    @api.model
    def _compares(self, source, cases):
        """Find out what would change on those who are known, and whether that is reviewed."""
        self._changes(cases)
        for case in cases:
            if not case.changes:
                case.result = SAME
            elif source.when_known == "review" or self._waits(source, case):
                case.result = PENDING

    @api.model
    def _foresee(self, source, cases, foreseen):
        """Remember in a dry run who would be registered, for the pieces that follow."""
        for case in cases:
            foreseen |= {hash(name) for name in self._names_of(case)}

    @api.model
    def _by_index(self, records, name, values, within=()):
        """Return the records that hold values of a sealed field, by value, with one query.

        It goes by the field's exact index alone: nothing is opened.

        :param records: the model to search in
        :param within: a domain on plain fields
        """
        field, wanted = records._fields[name], {}
        for value in values:
            for column, digest in records._index_columns(field, value).items():
                if digest:
                    wanted[column, digest] = value
        digests = defaultdict(list)
        for column, digest in wanted:
            digests[column].append(digest)
        leaves = [(column, "in", found) for column, found in digests.items()]
        found = {}
        with machinery():
            domain = [*within, *["|"] * (len(leaves) - 1), *leaves]
            rows = records.search(domain, order="id") if leaves else records.browse()
            for record in rows:
                for column in digests:
                    value = wanted.get((column, record[column]))
                    if value is not None:
                        found[value] = found.get(value, records.browse()) | record
        return found
