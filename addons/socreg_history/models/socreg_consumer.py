from contextlib import contextmanager

import psycopg2

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..core.position import BEGINNING, Position

STARTS = [
    ("beginning", "The Beginning"),
    ("now", "Now"),
    ("moment", "A Moment"),
]
LIMIT = 1_000
MOST_COUNTED = 100_000
# What only reading moves.
OWN = frozenset(("position", "read_at", "failed_at", "failure"))


class SocregConsumer(models.Model):
    """Somebody who reads every event, in the order of the log, from where they stopped.

    Workers of one consumer take turns: a piece that one reads is read by no other meanwhile. An
    event may come twice, where a worker was killed before it had said that it was done; none is
    left out. Events of one record come in the order in which they happened.
    """

    _name = "socreg.consumer"
    _description = "Reader of Events"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    start = fields.Selection(
        STARTS, required=True, default="now", help="Which events it read first, or reads again."
    )
    start_at = fields.Datetime(string="Starts with")
    position = fields.Char(
        readonly=True, required=True, copy=False, help="Transaction and number of its last event."
    )
    read_at = fields.Datetime(string="Read Last", readonly=True, copy=False)
    failed_at = fields.Datetime(string="Failed", readonly=True, copy=False)
    failure = fields.Char(readonly=True, copy=False, help="What kind of error it was.")
    behind = fields.Integer(compute="_compute_lag", help="How many events it has not read.")
    oldest_at = fields.Datetime(
        string="Oldest Unread", compute="_compute_lag", help="When the first of them happened."
    )
    lag = fields.Integer(string="Seconds Behind", compute="_compute_lag")
    reason = fields.Char(compute="_compute_reason", help="Why it is behind.")

    _sql_constraints = [
        ("name_unique", "UNIQUE (name)", "There is a reader of this name."),
        (
            "position_is_one",
            "CHECK (translate(position, '0123456789', '') = '.')",
            "A position is the numbers of a transaction and of an event.",
        ),
        (
            "moment_is_said",
            "CHECK (start <> 'moment' OR start_at IS NOT NULL)",
            "Say from which moment on it reads.",
        ),
    ]

    def _compute_lag(self):
        found = self._lags()
        for consumer in self:
            behind, oldest_at, lag = found.get(consumer.id, (0, None, 0))
            consumer.behind, consumer.oldest_at, consumer.lag = behind, oldest_at, lag

    @api.depends("failed_at", "failure", "read_at")
    def _compute_reason(self):
        held = any(self.mapped("behind")) and self._seconds_held()
        for consumer in self:
            consumer.reason = consumer._reason(held)

    @api.model_create_multi
    def create(self, vals_list):
        starts = [self._start_of({**self.default_get(["start"]), **vals}) for vals in vals_list]
        return super().create(
            [
                {key: value for key, value in vals.items() if key not in OWN} | {"position": start}
                for vals, start in zip(vals_list, starts, strict=True)
            ]
        )

    def write(self, vals):
        if not self.env.su and OWN.intersection(vals):
            raise AccessError(_("Only reading moves a reader's position."))
        done = super().write(vals)
        if not {"start", "start_at"}.isdisjoint(vals):
            self._go_to_start()
        return done

    def action_start_again(self):
        """Read again from where each starts: what happened since comes once more."""
        for consumer in self:
            consumer.write({"start": consumer.start})

    @contextmanager
    def _piece(self, limit=LIMIT):
        """Give an environment and the next events; once the block ends well, they are read.

        What is written in that environment is committed with the new position: it happens once.
        What is done elsewhere may be done again, by who goes on after a worker was killed.
        There are no events where all are read, or another worker is at it.

        :param limit: how many events at most
        """
        self.ensure_one()
        try:
            with self.env.registry.cursor() as cr:
                worker = self.with_env(self.env(cr=cr))
                events = worker._take_or_wait(limit)
                yield worker.env, events
                if events:
                    worker._done(events[-1].position)
        except Exception as error:
            self._tell_failure(error)
            raise

    def _consume(self, handle, limit=LIMIT):
        """Hand over what is not read yet, piece by piece; return how many events.

        :param handle: takes an environment and the events of a piece, see `_piece`
        """
        count = 0
        while True:
            with self._piece(limit) as (env, events):
                if events:
                    handle(env, events)
            count += len(events)
            if len(events) < limit:
                return count

    def _take(self, limit=LIMIT):
        """Return the next events; until this transaction ends, no other worker gets any.

        :return: see `core.wire.Event`; none where all are read, or another worker is at it
        """
        self.ensure_one()
        position = self._locked_position()
        return self.env["socreg.history"]._events_after(position, limit) if position else []

    def _take_or_wait(self, limit):
        """Do as `_take` in a transaction of its own, where another worker may just have ended."""
        try:
            return self._take(limit)
        except psycopg2.errors.SerializationFailure:
            self.env.cr.rollback()
            return []

    def _done(self, position):
        """Remember that everything up to a position is read.

        :raises ValueError: the position lies before the one that was reached
        """
        self.ensure_one()
        if position < Position.parse(self.position):
            raise ValueError("a reader goes forward only")
        # Reading moves the position, whoever reads.
        self.sudo().write(
            {
                "position": str(position),
                "read_at": fields.Datetime.now(),
                "failed_at": False,
                "failure": False,
            }
        )

    def _locked_position(self):
        """Return the position, held by this transaction; None while another worker holds it."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT position FROM socreg_consumer WHERE id = %s FOR UPDATE SKIP LOCKED", [self.id]
        )
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["position"])
        return Position.parse(row[0]) if row else None

    def _tell_failure(self, error):
        """Keep what kind of error ended a piece; its text may hold what was read."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                "UPDATE socreg_consumer SET failed_at = now() AT TIME ZONE 'UTC', failure = %s"
                " WHERE id = %s",
                [type(error).__name__, self.id],
            )

    @api.model
    def _start_of(self, vals):
        """Return the position before the first event that a reader gets."""
        history = self.env["socreg.history"]
        if vals["start"] == "beginning":
            return str(BEGINNING)
        if vals["start"] == "now":
            return str(Position(history._horizon(), 0))
        if not vals.get("start_at"):
            raise ValidationError(_("Say from which moment on it reads."))
        return str(Position(history._first_transaction(vals["start_at"]), 0))

    def _go_to_start(self):
        for consumer in self:
            start = consumer._start_of({"start": consumer.start, "start_at": consumer.start_at})
            # Its position is the reader's own: who may change the start has set it back.
            consumer.sudo().write({"position": start, "failed_at": False, "failure": False})

    def _lags(self):
        """Return how many events each has not read, when the oldest happened, and how long ago."""
        starts = {
            consumer.id: Position.parse(consumer.position) for consumer in self if consumer.position
        }
        return self.env["socreg.history"]._count_after(starts, MOST_COUNTED)

    def _reason(self, held):
        self.ensure_one()
        if self.failed_at:
            return _("It failed with %(kind)s.", kind=self.failure)
        if not self.behind:
            return False
        if held > self.lag / 2:
            return _(
                "A transaction that has been open for %(seconds)s s holds it back.", seconds=held
            )
        if not self.read_at:
            return _("Nobody has read for it yet.")
        return _("It reads more slowly than is written, or nobody reads for it.")

    @api.model
    def _seconds_held(self):
        """Return for how long the oldest open transaction that writes has been holding readers back."""
        self.env.cr.execute(
            "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::int"
            " FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return self.env.cr.fetchone()[0]
