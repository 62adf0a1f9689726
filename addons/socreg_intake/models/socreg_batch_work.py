import logging
import time
import traceback
from dataclasses import dataclass, field

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

from .socreg_batch import AT_WORK, CHECKED, CHECKING, DRAFT, PAUSED, REGISTRAR, UNDOING

_logger = logging.getLogger(__name__)

CHANNEL = "root.socreg_intake"
# How long a job works before the next one goes on: its own transaction is open all that time, and
# what reads the log of changes waits for it. A check remembers what it saw, and is not cut so soon.
SECONDS = 60
SECONDS_OF_CHECK = 400
TRIES = 20
PAUSE = 0.2
LOCK = 0x50C1


@dataclass
class Memory:
    """What makes the work quicker while it goes on; without it, it goes on as well.

    :ivar foreseen: whom the pieces that were checked would register; None: to be found out
    :ivar reader: what makes entries of rows
    """

    foreseen: set | None = None
    reader: object = None
    tries: int = field(default=0)


class SocregBatch(models.Model):
    """How the work on a batch goes on: by a job, and by a scheduled action where none runs.

    Each step is a transaction, and all that is remembered stands in the database with what the
    step did: whoever is killed, the next one goes on from the last step. Two never work on one
    batch: a step takes a lock, and the row of its piece.
    """

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    def _call(self):
        """Have the work begin: a job if a runner runs, else within a minute."""
        for batch in self:
            batch.with_delay(channel=CHANNEL, description=batch.number)._work()

    @api.model
    def _work_off(self):
        """Go on with whatever waits and nobody works on: the scheduled action."""
        # Each works in the name of who brought it.
        for batch in self.sudo().search([("state", "in", AT_WORK)], order="id"):
            batch._work(is_called_on=False)

    def _work(self, is_called_on=True):
        """Go on with the batch, step by step, until it is done, stopped, or the time is up.

        :param is_called_on: have another job go on then
        """
        self.ensure_one()
        start, memory = time.monotonic(), Memory()
        while self._step_alone(memory):
            limit = SECONDS if memory.foreseen is None else SECONDS_OF_CHECK
            if time.monotonic() - start > limit:
                return self._call_on() if is_called_on else None
        return None

    def _call_on(self):
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._call()

    def _step_alone(self, memory):
        """Take a step in a transaction of its own; return whether there may be another."""
        try:
            with self.env.registry.cursor() as cr:
                goes_on = self.with_env(self.env(cr=cr))._step(memory)
            memory.tries = 0
            return goes_on
        except OperationalError as error:
            if error.pgcode not in PG_CONCURRENCY_ERRORS_TO_RETRY or memory.tries >= TRIES:
                raise
            # What was foreseen in a step that is undone was not foreseen.
            memory.foreseen, memory.reader, memory.tries = None, None, memory.tries + 1
            time.sleep(PAUSE)
            return True
        except UserError:
            # Nothing is taken in now: it goes on by itself. Or the mapping does not fit any more.
            return self._wait()
        # A mistake of ours must not be tried every minute for ever, nor tell what it held.
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            name, place = type(error).__name__, f"{where.filename}:{where.lineno}"
            _logger.error("import %s stopped: %s at %s", self.id, name, place)
            return self._stop("error")

    def _wait(self):
        """Leave the work until the registry takes something in, or until the columns are mended."""
        with self.env.registry.cursor() as cr:
            batch = self.with_env(self.env(cr=cr))
            try:
                batch.with_user(batch.sudo().user_id).env["socreg.sealing"]._check_intake()
            except UserError:
                batch._become(batch.sudo().state, trouble="behind")
                return False
        return self._stop("wrong")

    def _stop(self, trouble):
        """Leave the work until somebody resumes it."""
        with self.env.registry.cursor() as cr:
            batch = self.with_env(self.env(cr=cr)).sudo()
            state = {CHECKING: DRAFT, UNDOING: UNDOING}.get(batch.state, PAUSED)
            batch._become(PAUSED if state == UNDOING else state, trouble=trouble)
        return False

    def _step(self, memory):
        """Take a step within the present transaction; return whether there may be another."""
        if not self._lock():
            return False
        self.invalidate_recordset()
        batch = self.sudo()
        if batch.state not in AT_WORK:
            return False
        if not batch.user_id.active or not batch.user_id.has_group(REGISTRAR):
            batch._become(DRAFT if batch.state == CHECKING else PAUSED, trouble="user")
            return False
        own = self.with_user(batch.user_id).with_context(lang=batch.user_id.lang)
        return own._steps()[batch.state](memory)

    def _lock(self):
        """Take the batch for this transaction; return whether nobody else has it."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, self.id])
        return self.env.cr.fetchone()[0]

    def _next_piece(self, domain, order="sequence"):
        """Return the next piece, and its row, which whoever else was at it has given back."""
        # Pieces are read and written by this code alone.
        pieces = self.env["socreg.batch.piece"].sudo()
        piece = pieces.search([("batch_id", "=", self.id), *domain], order=order, limit=1)
        if piece:
            # Fails where another transaction has written it since this one began.
            self.env.cr.execute(
                "SELECT id FROM socreg_batch_piece WHERE id = %s FOR UPDATE", [piece.id]
            )
        return piece

    @api.model
    def batch_check(self, number):
        """Find out what would happen, without writing any of it."""
        batch = self._of(number)
        batch._expect(DRAFT, CHECKED)
        if not batch.sha256:
            raise UserError(batch._file_in_words("empty"))
        batch._reader()
        batch._forget_check()
        batch._become(CHECKING, trouble=False, report=False)
        batch._call()

    def _forget_check(self):
        """Have the file read and checked anew."""
        # Pieces are read and written by this code alone.
        self.sudo().piece_ids.unlink()
