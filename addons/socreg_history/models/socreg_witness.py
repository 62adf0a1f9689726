import base64
import logging
from dataclasses import replace
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from odoo import api, fields, models
from odoo.tools import config

from ..core.checkpoint import BadNote, verify_checkpoint
from ..core.witness import Entry, FileWitness, WitnessFailure

_logger = logging.getLogger(__name__)

FILE_OPTION = "socreg_witness_file"
PIECE = 1_000


class SocregWitness(models.Model):
    """What the witness outside the database was told, and whether it can be reached."""

    _name = "socreg.witness"
    _description = "Witness"

    origin = fields.Char(string="Log", required=True, readonly=True)
    size = fields.Integer(string="Events", readonly=True, help="How many events it knows proven.")
    told_at = fields.Datetime(readonly=True)
    failure = fields.Char(readonly=True)
    failed_since = fields.Datetime(readonly=True)

    _sql_constraints = [("origin_unique", "UNIQUE (origin)", "This log has its witness already.")]

    @api.model
    def _keeper(self):
        """Return the witness: a file beside the data directory, unless odoo.conf names another."""
        told = config.get(FILE_OPTION)
        return FileWitness(Path(told) if told else Path(config["data_dir"] + ".witness"))

    @api.model
    def _tell(self):
        """Tell the witness every signed root that it lacks, in order; return how many it was told.

        Where it knows better than the database, it is told nothing until an administrator answers.
        Where it cannot be reached, sealing goes on, and the next call tells it.
        """
        state = self._state()
        try:
            told = state._tell_lacking(self._keeper())
        except WitnessFailure as error:
            state._fail(error)
            return 0
        if told:
            _logger.info("the witness was told %d roots, the last of %d events", told, state.size)
        return told

    @api.model
    def _state(self):
        origin = self.env["socreg.tree.head"]._log_name()
        return self.search([("origin", "=", origin)]) or self.create({"origin": origin})

    def _fail(self, error):
        _logger.warning("the witness is told nothing: %s", error)
        if self.failure != str(error):
            self.failure = str(error)
        self.failed_since = self.failed_since or fields.Datetime.now()

    def _tell_lacking(self, keeper):
        last = keeper.last(self.origin)
        alarm = self._contradiction(last)
        if alarm and not alarm.answer:
            _logger.error("proof: %s; an administrator must answer", alarm.display_name)
            return 0
        known, told = self._start(last, alarm), 0
        while entries := self._entries_above(known):
            if alarm and not told:
                entries[0] = replace(entries[0], answer=alarm.answer)
            torn = keeper.append(entries, last)
            if torn:
                _logger.warning("the witness had a line of %d bytes that a crash cut off", torn)
            last, known, told = entries[-1], entries[-1].checkpoint().size, told + len(entries)
        self._succeed(known)
        return told

    def _start(self, last, alarm):
        """Return the size above which roots are told."""
        if not last:
            return 0
        if not alarm:
            return last.checkpoint().size
        # It goes on from the newest: what it knows of older ones stays as it is.
        self.env.cr.execute(
            "SELECT coalesce(max(size) - 1, 0) FROM socreg_history.tree_head"
            " WHERE starts_with(note, %s)",
            [f"{self.origin}\n"],
        )
        return self.env.cr.fetchone()[0]

    def _succeed(self, size):
        # Whoever told it and was killed did not say so here.
        if size != self.size:
            self.write({"size": size, "told_at": fields.Datetime.now()})
        if self.failure:
            self.write({"failure": False, "failed_since": False})

    def _contradiction(self, last):
        """Return the alarm of what the witness knows and the database does not."""
        own = self.env["socreg.tree.head"]._position().size
        raise_ = self.env["socreg.proof.alarm"]._raise
        if not last:
            if self.size:
                return raise_("lost", f"{self.origin} {self.size}", 0, own)
            return self.env["socreg.proof.alarm"]
        point, digest = last.checkpoint(), sha256(last.note.encode()).hexdigest()
        if kind := self._kind_of(point, last.note, own):
            return raise_(kind, digest, point.size, own)
        return self.env["socreg.proof.alarm"]

    def _kind_of(self, point, note, own):
        if point.size > own:
            return "ahead"
        self.env.cr.execute(
            "SELECT root FROM socreg_history.tree_head WHERE size = %s", [point.size]
        )
        row = self.env.cr.fetchone()
        if not row or bytes(row[0]) != point.root:
            return "differs"
        return None if self._signer_of(note) else "false"

    def _entries_above(self, size):
        """Return the next entries for roots of more events, each checked before it is told."""
        self.env.cr.execute(
            "SELECT size, note FROM socreg_history.tree_head"
            " WHERE size > %s AND starts_with(note, %s) ORDER BY size LIMIT %s",
            [size, f"{self.origin}\n", PIECE],
        )
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        entries = []
        for own, note in self.env.cr.fetchall():
            signer = self._signer_of(note)
            if not signer:
                raise WitnessFailure(f"the root of {own} events is not signed by a key of ours")
            entries.append(Entry(now, note, signer))
        return entries

    def _signer_of(self, note):
        """Return the public key that signed a note, in base64; None: no key of this registry."""
        # No user may read keys: these are public.
        keys = self.env["socreg.key"].sudo().search([("purpose", "=", "proof")])
        publics = [base64.b64decode(key.public_key) for key in keys]
        try:
            return base64.b64encode(verify_checkpoint(note, publics)[1]).decode()
        except BadNote:
            return None
