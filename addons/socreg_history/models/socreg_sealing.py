import logging
import time
from dataclasses import dataclass, field

from odoo import SUPERUSER_ID, _, api, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.memo import transaction_memo

from ..core.lag import Watch

_logger = logging.getLogger(__name__)

LIMIT = "socreg_history.max_seal_lag"
DEFAULT_LIMIT = 3600
ALARM = 60
# How long a process believes what it found.
SECONDS = 10
MOST_COUNTED = 100_000


@dataclass
class Known:
    """What this process knows of one database's lag."""

    watch: Watch = field(default_factory=Watch)
    lag: float = 0.0
    until: float = 0.0
    said: float = float("-inf")


_known: dict[str, Known] = {}


class SocregSealing(models.AbstractModel):
    """How far the proof is behind the log; where it is too far, nothing is taken in."""

    _name = "socreg.sealing"
    _description = "Sealing of the Log"

    @api.model
    def _check_intake(self):
        """Refuse what would be proven too late; asked once a transaction, before its first write.

        Software that works in nobody's name goes on: it mends what stands still.

        :raises UserError: the oldest event that is not sealed is older than is allowed
        """
        memo = transaction_memo(self.env.cr, "socreg.intake", dict)
        if "is_open" in memo or self.env.uid == SUPERUSER_ID or not self.env.registry.ready:
            return
        lag, limit = self._lag_known(), self._limit()
        if limit and lag > limit:
            raise UserError(
                _(
                    "The registry takes nothing in now: its log is proven up to %(minutes)s"
                    " minutes ago only. An administrator finds why with odoo socreg_seal.",
                    minutes=int(lag // 60),
                )
            )
        memo["is_open"] = True

    @api.model
    def _limit(self):
        """Return how many seconds the proof may be behind; 0: any number."""
        # No user may read parameters: this one is a limit for all.
        told = self.env["ir.config_parameter"].sudo().get_param(LIMIT)
        return int(told) if (told or "").isdecimal() else DEFAULT_LIMIT

    @api.model
    def _lag_known(self):
        """Return how many seconds the proof is behind, as of a few seconds ago."""
        known = _known.setdefault(self.env.cr.dbname, Known())
        if time.monotonic() >= known.until:
            self._look()
        return known.lag

    @api.model
    def _look(self):
        """Find how far the proof is behind, and say so where it is far."""
        known = _known.setdefault(self.env.cr.dbname, Known())
        known.lag = self._lag(known.watch)
        now = time.monotonic()
        known.until = now + SECONDS
        if known.lag > ALARM and now - known.said >= ALARM:
            known.said = now
            _logger.warning(
                "the proof is %d s behind: %s events are not sealed", known.lag, self._count()[0]
            )

    @api.model
    def _lag(self, watch):
        """Return how many seconds ago the oldest event that is not sealed came into the log."""
        now = time.monotonic()
        # Unlike a snapshot, a sequence says how far the log is at this moment.
        self.env.cr.execute("SELECT last_value FROM socreg_history.event_seq")
        watch.see(now, self.env.cr.fetchone()[0] + 1)
        oldest = self._oldest()
        return watch.age(oldest[1], oldest[2], now) if oldest else 0.0

    @api.model
    def _oldest(self):
        """Return transaction, number and age by the database's clock of the first unsealed event."""
        sealed = self.env["socreg.tree.head"]._position()
        self.env.cr.execute(
            "SELECT xid, seq, extract(epoch FROM clock_timestamp() - at)::float"
            " FROM socreg_history.event WHERE (xid, seq) > (%s, %s) ORDER BY xid, seq LIMIT 1",
            [sealed.xid, sealed.seq],
        )
        return self.env.cr.fetchone()

    @api.model
    def _count(self):
        """Return how many events are not sealed, and whether there may be more than was counted."""
        sealed = self.env["socreg.tree.head"]._position()
        self.env.cr.execute(
            "SELECT count(*) FROM (SELECT FROM socreg_history.event"
            " WHERE (xid, seq) > (%s, %s) ORDER BY xid, seq LIMIT %s) AS unsealed",
            [sealed.xid, sealed.seq, MOST_COUNTED + 1],
        )
        found = self.env.cr.fetchone()[0]
        return min(found, MOST_COUNTED), found > MOST_COUNTED

    @api.model
    def _status(self):
        """Return the state of the proof as plain data, `problems` among it in words."""
        heads = self.env["socreg.tree.head"]
        sealed, oldest = heads._position(), self._oldest()
        count, is_more = self._count()
        is_held = bool(oldest) and oldest[0] >= heads._horizon()
        status = {
            "log": heads._log_name(),
            "sealed": sealed.size,
            "sealed_at": self._iso(heads.sudo().search([], limit=1).sealed_at),
            "unsealed": count,
            "unsealed_more": is_more,
            "lag": round(self._lag(_known.setdefault(self.env.cr.dbname, Known()).watch)),
            "limit": self._limit(),
            "held_by": self._holder() if is_held else None,
            "witness": self._witness(),
            "alarms": self._alarms(),
        }
        return status | {"problems": list(self._problems(status))}

    @api.model
    def _holder(self):
        """Return the oldest transaction that writes: nothing after it can be sealed."""
        self.env.cr.execute(
            """
            SELECT database, process, seconds FROM (
                SELECT datname AS database, pid AS process, age(backend_xid) AS age,
                    extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds
                FROM pg_stat_activity
                WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                UNION ALL
                SELECT database, NULL, age(transaction),
                    extract(epoch FROM clock_timestamp() - prepared)::int
                FROM pg_prepared_xacts
            ) AS held ORDER BY age DESC LIMIT 1
            """
        )
        row = self.env.cr.fetchone()
        # Those of other roles show themselves to the cluster's administrator only.
        database, process, seconds = row or (None, None, None)
        return {"database": database, "process": process, "seconds": seconds}

    @api.model
    def _witness(self):
        # The state of a witness is nobody's secret.
        state = self.env["socreg.witness"].sudo()
        state = state.search([("origin", "=", self.env["socreg.tree.head"]._log_name())])
        return {
            "size": state.size,
            "told_at": self._iso(state.told_at),
            "failure": state.failure or None,
            "failed_since": self._iso(state.failed_since),
        }

    @api.model
    def _alarms(self):
        # The same.
        alarms = self.env["socreg.proof.alarm"].sudo().search([("answer", "=", False)])
        return [
            {
                "kind": alarm.kind,
                "words": alarm.display_name,
                "since": self._iso(alarm.raised_at),
                "witness_size": alarm.witness_size,
                "own_size": alarm.own_size,
            }
            for alarm in alarms
        ]

    @api.model
    def _problems(self, status):
        for alarm in status["alarms"]:
            yield alarm["words"]
        if status["witness"]["failure"]:
            yield status["witness"]["failure"]
        if status["lag"] > ALARM:
            yield _("the proof is %(lag)s seconds behind", lag=status["lag"])
        if status["limit"] and status["lag"] > status["limit"]:
            yield _("nothing is taken in until it catches up")

    @api.model
    def _iso(self, moment):
        return moment.isoformat() if moment else None
