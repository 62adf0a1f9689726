import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timezone

import psycopg2

from odoo import SUPERUSER_ID, api, models

from odoo.addons.socreg_crypto.core.errors import SealingError

from ..core.checkpoint import BadNote, Checkpoint, parse_checkpoint, sign_checkpoint
from ..core.merkle import Frontier, leaf_hash, split

_logger = logging.getLogger(__name__)

# So many events are proven by a root of their own: what a crash undoes is done anew.
PIECE = 10_000
# sha256("socreg_history sealer") begins with it: one sealer in a database.
LOCK = 0x36098E44


class Unsealable(Exception):
    """The tree cannot go on from what stands in the database."""


@dataclass(frozen=True)
class Position:
    """Up to where the log is sealed."""

    size: int = 0
    xid: int = 0
    seq: int = 0
    root: bytes = b""
    frontier: bytes = b""
    note: str = ""

    def tree(self):
        """Return the tree that goes on from here.

        :raises Unsealable: what was stored contradicts itself
        """
        try:
            tree = Frontier.from_bytes(self.size, self.frontier)
            # Many sizes have trees of as many parts: which one it is stands in what was signed.
            signed = parse_checkpoint(self.note).size if self.size else 0
        except (ValueError, BadNote) as error:
            raise Unsealable(str(error)) from None
        if self.size != signed:
            raise Unsealable(f"{signed} events were signed, and not {self.size}")
        if self.size and tree.root() != self.root:
            raise Unsealable(f"the root of {self.size} events is not that of its tree")
        return tree


class SocregTreeHead(models.Model):
    """Sealing: what stands in the log for good goes into the tree, in the order of its positions."""

    _inherit = "socreg.tree.head"

    @api.model
    def _seal(self):
        """Seal all that can be sealed, tell the witness, and look after the lag.

        It works in transactions of its own, piece by piece: whoever kills it loses nothing.

        :return: how many events were sealed; none where another process is at it
        """
        with self.env.registry.cursor() as cr:
            heads = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            with heads._alone() as is_alone:
                return heads._seal_all(cr.commit) if is_alone else 0

    @contextmanager
    def _alone(self):
        """Tell whether this process is the sealer, and stay it within."""
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = cr.fetchone()[0]
        # The next transaction sees all that the sealer before did.
        cr.commit()  # pylint: disable=invalid-commit
        try:
            yield is_alone
        finally:
            # A connection that broke holds no lock.
            with suppress(psycopg2.Error):
                cr.rollback()
                if is_alone:
                    cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    @api.model
    def _seal_all(self, commit):
        """Seal piece by piece, then tell the witness what it lacks.

        :param commit: makes what was done last
        """
        sealed = 0
        try:
            while done := self._seal_piece_or_nothing():
                commit()
                sealed += done
        except (Unsealable, SealingError) as error:
            _logger.error("the log is not sealed: %s", error)
        self.env["socreg.witness"]._tell()
        commit()
        self.env["socreg.sealing"]._look()
        return sealed

    @api.model
    def _seal_piece_or_nothing(self):
        # Leaves without their root would never be gone on with.
        with self.env.cr.savepoint():
            return self._seal_piece()

    @api.model
    def _seal_piece(self):
        """Seal the next events, in this transaction; return how many.

        :raises Unsealable: the tree cannot go on
        """
        sealed = self._position()
        horizon = self._horizon()
        if horizon <= sealed.xid:
            raise Unsealable("this database was restored: start Odoo before it is sealed")
        hashes, xid, seq = self._next_events(sealed, horizon)
        if not hashes:
            return 0
        leaves = [leaf_hash(event) for event in split(hashes)]
        tree = sealed.tree()
        tree.extend(leaves)
        self._insert_leaves(sealed.size, leaves)
        self._insert_head(tree, xid, seq)
        return len(leaves)

    @api.model
    def _position(self):
        """Return up to where the log is sealed."""
        self.env.cr.execute(
            "SELECT size, xid, seq, root, frontier, note FROM socreg_history.tree_head"
            " ORDER BY size DESC LIMIT 1"
        )
        row = self.env.cr.fetchone()
        return Position(*row[:3], bytes(row[3]), bytes(row[4]), row[5]) if row else Position()

    @api.model
    def _horizon(self):
        """Return the transaction below which nothing is in flight any more."""
        self.env.cr.execute("SELECT socreg_history.horizon()")
        return self.env.cr.fetchone()[0]

    @api.model
    def _next_events(self, sealed, horizon):
        """Return the hashes of the next events, one after the other, and the last one's position."""
        self.env.cr.execute(
            """
            WITH piece AS MATERIALIZED (
                SELECT xid, seq, hash FROM socreg_history.event
                WHERE (xid, seq) > (%s, %s) AND xid < %s ORDER BY xid, seq LIMIT %s
            )
            SELECT string_agg(hash, '' ORDER BY xid, seq), max(xid),
                (SELECT seq FROM piece ORDER BY xid DESC, seq DESC LIMIT 1)
            FROM piece
            """,
            [sealed.xid, sealed.seq, horizon, PIECE],
        )
        hashes, xid, seq = self.env.cr.fetchone()
        return bytes(hashes or b""), xid, seq

    @api.model
    def _insert_leaves(self, start, leaves):
        self.env.cr.execute(
            "INSERT INTO socreg_history.leaves (start, hashes) VALUES (%s, %s)",
            [start, b"".join(leaves)],
        )

    @api.model
    def _insert_head(self, tree, xid, seq):
        self.env.cr.execute("SELECT now()")
        now = self.env.cr.fetchone()[0]
        at = now.astimezone(timezone.utc)
        point = Checkpoint(self._log_name(), tree.size, tree.root(), at)
        # No user may read keys: the log is signed whoever changed it.
        seeds = self.env["socreg.key"].sudo()._signing_seeds()
        self.env.cr.execute(
            "INSERT INTO socreg_history.tree_head (size, root, at, xid, seq, frontier, note)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                tree.size,
                point.root,
                now,
                xid,
                seq,
                tree.to_bytes(),
                sign_checkpoint(point, seeds),
            ],
        )
