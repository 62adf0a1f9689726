import json

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.tools import SQL, mute_logger

from ..core.delivery import (
    CHANGED,
    INVALID,
    NEW,
    PENDING,
    REFUSED,
    REPEATED,
    SAME,
    SKIPPED,
)
from ..core.entry import Fault
from . import socreg_submission as submission
from .socreg_source import KEPT_ALL, KEPT_OPEN

STATE_OF = {
    NEW: submission.APPLIED,
    CHANGED: submission.APPLIED,
    SAME: submission.APPLIED,
    PENDING: submission.PENDING,
    INVALID: submission.INVALID,
    SKIPPED: submission.REJECTED,
    REFUSED: submission.REJECTED,
}
PROGRAMS = ("program", "odk", "portal")
AGAIN = "DO $$ BEGIN RAISE EXCEPTION 'delivered at this moment' USING ERRCODE = '40001'; END $$"


class SocregIntake(models.AbstractModel):
    """What is kept of deliveries, and how those that come again are known."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive(self, source, cases):
        """Note the deliveries that have a key before anything else; return those that are new.

        A key that another transaction is at just now lets the database turn this one away, to be
        begun anew (40001): it finds the first answer then.
        """
        fresh = self._not_repeated(source, cases)
        self._set_aside_older(source, fresh)
        keyed = [case for case in fresh if source.kept != KEPT_OPEN and self._is_named(case)]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._keep_rows(source, keyed)
        except IntegrityError:
            self.env.cr.execute(AGAIN)
        return fresh

    @api.model
    def _is_named(self, case):
        return bool(case.delivery.key or case.delivery.thread)

    @api.model
    def _not_repeated(self, source, cases):
        """Give deliveries that were taken before their first answer; return the others."""
        known = self._kept_by("key", source, {c.delivery.key for c in cases if c.delivery.key})
        first, fresh = {}, []
        for case in cases:
            key = case.delivery.key
            before = first.setdefault(key, case) if key else case
            if key in known:
                self._repeat_kept(case, known[key][:1])
            elif before is not case:
                case.first = before
            else:
                fresh.append(case)
        return fresh

    @api.model
    def _kept_by(self, name, source, values):
        """Return the source's submissions by their key or thread, with one query."""
        # Who delivers by a source is answered for it, whoever delivered before.
        records = self.env["socreg.submission"].sudo()
        return self._by_index(records, name, values, [("source_id", "=", source.id)])

    @api.model
    def _repeat_kept(self, case, kept):
        if not kept._says(case.entry.to_json()):
            case.result = REFUSED
            return case.fault("", "other_body")
        case.result, case.submission_id = REPEATED, kept.id
        case.registrant_id = kept.registrant_id.id or None
        case.candidate_ids = tuple(kept.candidate_ids.ids)
        case.faults = [Fault.from_json(fault) for fault in kept.faults or []]
        return None

    @api.model
    def _repeat_in_call(self, cases):
        """Answer what came twice in one call as its first was answered."""
        for case in cases:
            if not case.first:
                continue
            if case.first.entry.to_json() != case.entry.to_json():
                case.result = REFUSED
                case.fault("", "other_body")
                continue
            case.result, case.faults = REPEATED, case.first.faults
            case.registrant_id = case.first.registrant_id
            case.candidate_ids = case.first.candidate_ids
            case.submission_id = case.first.submission_id

    @api.model
    def _set_aside_older(self, source, cases):
        """Leave out revisions older than one that came before; the newest makes older ones void."""
        threads = {case.delivery.thread for case in cases if case.delivery.thread}
        known = self._kept_by("thread", source, threads)
        newest = {name: max(kept.mapped("revision")) for name, kept in known.items()}
        for case in cases:
            name, revision = case.delivery.thread, case.delivery.revision
            if not name:
                continue
            case.known_id = known[name].registrant_id[:1].id if name in known else None
            if revision < newest.get(name, revision):
                case.result = SKIPPED
                case.fault("", "older")
            newest[name] = max(revision, newest.get(name, revision))
        waiting = [kept.filtered(lambda it: it.state in submission.OPEN) for kept in known.values()]
        self.env["socreg.submission"].sudo().concat(*waiting).filtered(
            lambda it: any(
                it in known[c.delivery.thread] and c.delivery.revision > it.revision
                for c in cases
                if c.delivery.thread in known
            )
        ).write({"state": submission.SUPERSEDED})

    @api.model
    def _keep_rows(self, source, cases):
        """Make submissions of deliveries: what they say, as received."""
        kept = self.env["socreg.submission"]
        # Nobody makes one by hand.
        rows = kept.sudo().create(
            [
                {
                    "source_id": source.id,
                    "user_id": self.env.uid,
                    "line": case.delivery.line,
                    "key": case.delivery.key or False,
                    "thread": case.delivery.thread or False,
                    "revision": case.delivery.revision,
                    **self._row_vals(case),
                    **kept._sealed_vals(self._said_of(case)),
                }
                for case in cases
            ]
        )
        for case, row in zip(cases, rows, strict=True):
            case.submission_id = row.id
        rows.flush_recordset()
        self._keep_evidence(cases)

    @api.model
    def _keep_evidence(self, cases):
        """Hang files on submissions, where they are sealed."""
        # Nobody writes a submission by hand, so nobody could hang a file on it.
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": "socreg.submission",
                    "res_id": case.submission_id,
                }
                for case in cases
                for name, content in case.delivery.evidence
            ]
        )

    @api.model
    def _said_of(self, case):
        """Return what a submission keeps of what was said, and of what stood there."""
        said = case.entry.to_json()
        return {**said, "base": case.base} if case.base else said

    @api.model
    def _row_vals(self, case):
        """Return what a submission is told of its delivery beside what it says.

        An overrider adds to what `super()` returns.
        """
        return {}

    @api.model
    def _keep(self, source, cases):
        """Keep a submission of what is to be reviewed, and of what the source wants kept."""
        late = [case for case in cases if not case.submission_id and self._stays(source, case)]
        early = [case for case in cases if case.submission_id and case.result == PENDING]
        self._keep_rows(source, late)
        self._finish_rows([case for case in cases if case.submission_id])
        rows = self.env["socreg.submission"].sudo()
        for case in early:
            if case.base:
                rows.browse(case.submission_id).write(rows._sealed_vals(self._said_of(case)))
        self._propose_rows([c for c in cases if c.submission_id and c.result == PENDING])

    @api.model
    def _stays(self, source, case):
        """Tell whether a delivery without a key leaves a submission."""
        if case.result == PENDING or source.kept == KEPT_ALL or case.delivery.evidence:
            return True
        is_told = source.kept != KEPT_OPEN and source.channel in PROGRAMS
        return is_told and case.result == INVALID

    @api.model
    def _finish_rows(self, cases):
        """Write what became of deliveries, with one statement."""
        if not cases:
            return
        rows = self.env["socreg.submission"].browse(case.submission_id for case in cases)
        rows._sign_history()
        lines = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s::int, %s::int, %s::jsonb)",
                case.submission_id,
                self._state_of(case),
                case.result,
                case.registrant_id,
                self._area_id_of(case) or None,
                json.dumps([fault.to_json() for fault in case.faults]) if case.faults else None,
            )
            for case in cases
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE socreg_submission AS s SET state = v.state, result = v.result,"
                " registrant_id = v.registrant, area_id = v.area, faults = v.faults"
                " FROM (VALUES %s) AS v (id, state, result, registrant, area, faults)"
                " WHERE s.id = v.id",
                lines,
            )
        )
        rows.invalidate_recordset(["state", "result", "registrant_id", "area_id", "faults"])

    @api.model
    def _state_of(self, case):
        is_older = any(fault.key == "older" for fault in case.faults)
        return submission.SUPERSEDED if is_older else STATE_OF[case.result]

    @api.model
    def _propose_rows(self, cases):
        """Tell who reviews each change that is proposed, and who is perhaps the same."""
        # Nobody makes one by hand.
        self.env["socreg.submission.change"].sudo().create(
            [
                {"submission_id": case.submission_id, "path": path}
                for case in cases
                for path in case.paths()
            ]
        )
        rows = self.env["socreg.submission"].sudo()
        for case in cases:
            if case.candidate_ids:
                rows.browse(case.submission_id).candidate_ids = [(6, 0, list(case.candidate_ids))]
