from psycopg2 import IntegrityError

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.socreg_history.core.timeline import timeline

from ..core.delivery import CHANGED, NEW
from ..core.passing import passing
from .socreg_batch import CANCELLED, DONE, UNDOING, UNDONE

REGISTRANT = "socreg.registrant"
WITHDRAWN = "withdrawn"


class SocregBatch(models.Model):
    """A batch is taken back, as far as nothing came after it.

    Whom it registered loses what it brought and is withdrawn: nobody is deleted, and history tells
    both. Whom it changed becomes what they were. Who was touched by others since is left as they
    are, and counted.
    """

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    def _can_undo(self):
        """Tell whether the user may take this back."""
        is_own = self.user_id.id == self.env.uid
        # Pieces are read and written by this code alone.
        pieces = self.env["socreg.batch.piece"].sudo()
        done = [("batch_id", "=", self.id), ("is_done", "=", True), ("is_undone", "=", False)]
        return is_own and self.state in (DONE, CANCELLED) and bool(pieces.search(done, limit=1))

    @api.model
    def batch_undo(self, number):
        """Take back what the file brought, as far as nothing came after it."""
        batch = self._of(number)
        batch._expect(DONE, CANCELLED)
        if not batch._can_undo():
            raise UserError(_("There is nothing to undo."))
        batch._become(UNDOING, trouble=False)
        batch._call()

    def _steps(self):
        return {**super()._steps(), UNDOING: self._step_of_undo}

    def _step_of_undo(self, _memory):
        """Take back the newest piece that was not yet."""
        pending = [("is_done", "=", True), ("is_undone", "=", False)]
        piece = self._next_piece(pending, order="sequence desc")
        if not piece:
            self._become(UNDONE, report={**self.report, "undone": self._undone()})
            return False
        self.env["socreg.sealing"]._check_intake()
        touched, later = piece.touched or {}, self._touched_later(piece)
        left = self._undo_changed(piece, set(touched.get(CHANGED, [])) - later)
        left += self._undo_new([id_ for id_ in touched.get(NEW, []) if id_ not in later])
        kept = later.intersection([*touched.get(NEW, []), *touched.get(CHANGED, [])])
        piece.write(
            {
                "is_undone": True,
                "touched": {**touched, "left": sorted({*left, *kept})},
                "xids": [*piece.xids, self._xid()],
            }
        )
        return True

    def _undone(self):
        """Return how many were taken back, and how many were left."""
        # Pieces are read and written by this code alone.
        told = [piece.touched or {} for piece in self.sudo().piece_ids._one_by_one()]
        left = len({id_ for one in told for id_ in one.get("left", [])})
        whole = len({id_ for one in told for key in (NEW, CHANGED) for id_ in one.get(key, [])})
        return {"done": whole - left, "left": left}

    def _touched_later(self, piece):
        """Return those whom somebody else wrote after the piece, or who others hang on."""
        touched = piece.touched or {}
        ids = [*touched.get(NEW, []), *touched.get(CHANGED, [])]
        # Pieces are read and written by this code alone.
        own = [int(xid) for one in self.sudo().piece_ids for xid in one.xids or []]
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT place.id FROM socreg_history.event AS e"
                " JOIN socreg_history.watched AS w ON w.model = e.model"
                " CROSS JOIN LATERAL (VALUES (e.subject_id), (e.party_id)) AS place (id)"
                " WHERE w.subject_model = %s AND place.id = ANY(%s)"
                " AND (e.subject_id = ANY(%s) OR e.party_id = ANY(%s))"
                " AND e.xid > %s AND e.xid != ALL(%s)",
                REGISTRANT,
                ids,
                ids,
                ids,
                int(piece.xids[0]),
                own,
            )
        )
        return {id_ for (id_,) in self.env.cr.fetchall()}

    def _undo_changed(self, piece, ids):
        """Make registrants what they were before a piece; return those of whom it is refused."""
        people = self.env[REGISTRANT].browse(sorted(ids)).exists()
        xid = int(piece.xids[0])
        return [person.id for person in people if not self._try(self._restore_before, person, xid)]

    @api.model
    def _restore_before(self, person, xid):
        events = self.env["socreg.history"]._events_of(REGISTRANT, person.id)
        versions = timeline((e for found in events.values() for e in found), person.id)
        before = [version for version in versions if version.xid < xid]
        faults = person.history_restore(before[-1].id)
        if faults:
            raise UserError("\n".join(faults))

    def _undo_new(self, ids):
        """Withdraw whom a piece registered, people before groups; return those who are left."""
        people = self.env[REGISTRANT].browse(sorted(ids)).exists()
        if self._try(self._withdraw, people):
            return []
        return [person.id for person in people if not self._try(self._withdraw, person)]

    @api.model
    def _withdraw(self, people):
        """Take from registrants what they came with, and withdraw them."""
        memberships = self.env["socreg.membership"]
        within = ["|", ("member_id", "in", people.ids), ("group_id", "in", people.ids)]
        memberships.search(within).unlink()
        for name in ("socreg.identifier", "socreg.phone"):
            self.env[name].search([("registrant_id", "in", people.ids)]).unlink()
        # What a file calls them leads nowhere now; nobody has access to that but code.
        self.env["socreg.source.key"].sudo().search([("registrant_id", "in", people.ids)]).unlink()
        people._deactivate(
            WITHDRAWN, fields.Date.context_today(self), _("The import that brought it was undone.")
        )

    @api.model
    def _try(self, act, *arguments):
        """Do something whole or not at all; return whether it was done."""
        try:
            with passing(), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                act(*arguments)
                self.env.flush_all()
        except (UserError, IntegrityError):
            self.env.invalidate_all()
            return False
        return True
