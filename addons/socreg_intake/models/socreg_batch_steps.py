from itertools import islice

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core.delivery import NEW, Case, Delivery
from ..core.errors import InvalidFile
from ..core.tally import Report, Tally
from .socreg_batch import (
    AT_WORK,
    CANCELLED,
    CHECKED,
    CHECKING,
    DONE,
    DRAFT,
    PAUSED,
    QUEUED,
    RUNNING,
    UNDOING,
)
from .socreg_batch_piece import PIECE

TAKEN_IN = [("is_done", "=", True)]


class SocregBatch(models.Model):
    """The steps of the work: the file is cut into pieces, each is checked, and then taken in."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    def _steps(self):
        """Return what is done in each state in which somebody works on the batch.

        An overrider adds to what `super()` returns. A step returns whether there may be another.
        """
        return {
            CHECKING: self._step_of_check,
            QUEUED: self._step_of_run,
            RUNNING: self._step_of_run,
        }

    def _step_of_check(self, memory):
        if not self.sudo().piece_ids.search([("batch_id", "=", self.id)], limit=1):
            return self._cut()
        piece = self._next_piece([("is_checked", "=", False)])
        if not piece:
            self._become(CHECKED, report=self._added_up([]))
            return False
        if memory.foreseen is None:
            memory.foreseen = self._foreseen(memory)
        reads, deliveries = self._read_piece(piece, memory)
        outcomes = self._intake()._take(self.source_id, deliveries, True, memory.foreseen)
        piece._keep_tally(self._tally(reads, outcomes), is_checked=True, touched=False)
        return True

    def _cut(self):
        """Cut the file into pieces, whose rows the run takes as the check saw them."""
        pieces, total = self.env["socreg.batch.piece"].sudo(), 0
        try:
            rows = self._sheet().rows
            while found := list(islice(rows, PIECE)):
                pieces.create(self._piece_vals(total // PIECE, found))
                self.env.flush_all()
                pieces.invalidate_model(["content"])
                total += len(found)
        except InvalidFile as refusal:
            self._become(DRAFT, trouble=str(refusal))
            return False
        self._become(CHECKING, rows=total)
        return bool(total)

    def _piece_vals(self, sequence, rows):
        return {
            "batch_id": self.id,
            "sequence": sequence,
            "rows": len(rows),
            "first_line": rows[0].line,
            "last_line": rows[-1].line,
            "content": [[row.line, self._shown_cells(row.cells), row.fault] for row in rows],
        }

    def _intake(self):
        return self.env["socreg.intake"]

    def _read_piece(self, piece, memory):
        """Return a piece's rows as they were read, and what they deliver."""
        if memory.reader is None:
            memory.reader = self._reader()
        root = self._root()
        reads = [memory.reader.read(row) for row in piece._rows()]
        deliveries = [
            Delivery("", entry, read.line, root)
            for read in reads
            if not read.faults
            for entry in read.entries
        ]
        return reads, deliveries

    @api.model
    def _tally(self, reads, outcomes):
        """Return what became of rows: each has as many outcomes as it had entries."""
        tally, following = Tally(), iter(outcomes)
        for read in reads:
            if read.faults:
                tally.add_faults(read.line, read.faults)
            else:
                tally.add(read.line, list(islice(following, len(read.entries))))
        return tally

    def _foreseen(self, memory):
        """Return whom the pieces that were checked before would register.

        Only a check that was interrupted asks for them; who turns out the same was known.
        """
        intake, foreseen = self._intake(), set()
        for piece in self.sudo().piece_ids.filtered("is_checked")._one_by_one():
            _reads, deliveries = self._read_piece(piece, memory)
            failed = {line for line, _result, _faults in piece.faults or []}
            cases = [Case(one) for one in deliveries if one.line not in failed]
            intake._foresee(self.source_id, cases, foreseen)
        return foreseen

    def _step_of_run(self, memory):
        piece = self._next_piece([("is_done", "=", False)])
        if not piece:
            self._become(DONE, report=self._added_up(TAKEN_IN), ended_at=fields.Datetime.now())
            return False
        # Asked before the rows, each of which would be refused.
        self.env["socreg.sealing"]._check_intake()
        reads, deliveries = self._read_piece(piece, memory)
        outcomes = self._intake()._take(self.source_id, deliveries)
        piece._keep_tally(self._tally(reads, outcomes), is_done=True, xids=[self._xid()])
        if self.state == QUEUED:
            self._become(RUNNING)
        return True

    def _xid(self):
        self.env.cr.execute("SELECT pg_current_xact_id()::text")
        return self.env.cr.fetchone()[0]

    def _added_up(self, domain):
        """Return what became of the rows of these pieces."""
        report, pieces = Report(), self.env["socreg.batch.piece"].sudo()
        found = pieces.search([("batch_id", "=", self.id), *domain], order="sequence")
        for piece in found._one_by_one():
            report.add(piece.counts or {}, piece.samples or {}, piece.faults or [])
        return report.to_json()

    @api.model
    def batch_run(self, number):
        """Take the file in, as it was checked."""
        batch = self._of(number)
        batch._expect(CHECKED)
        if not set(batch.report["counts"]) & {NEW, "changed", "pending"}:
            raise UserError(_("Nothing in the file would change anything."))
        batch._become(QUEUED, trouble=False, started_at=fields.Datetime.now(), report=False)
        batch._call()

    @api.model
    def batch_pause(self, number):
        """Stop after the piece at hand, to go on later."""
        batch = self._of(number)
        batch._expect(QUEUED, RUNNING)
        batch._become(PAUSED)

    @api.model
    def batch_resume(self, number):
        """Go on after a pause."""
        batch = self._of(number)
        batch._expect(PAUSED)
        is_undone = any(batch.sudo().piece_ids.mapped("is_undone"))
        batch._become(UNDOING if is_undone else RUNNING, trouble=False)
        batch._call()

    @api.model
    def batch_cancel(self, number):
        """Give up: what was taken in stays, and can be undone."""
        batch = self._of(number)
        batch._expect(DRAFT, CHECKED, PAUSED, *AT_WORK)
        if batch.state == CHECKING:
            return batch._become(DRAFT)
        return batch._become(
            CANCELLED,
            report=batch._added_up(TAKEN_IN),
            ended_at=fields.Datetime.now(),
            trouble=False,
        )
