from collections import defaultdict

from odoo import api, models

from ..core.fold import after
from ..core.position import Position
from ..core.wire import Event, envelope, headers

SELECT = """
    SELECT e.xid, e.seq, e.at, e.model, e.record_id, e.ver, e.op, w.subject_model, e.subject_id,
        e.party_id, e.left_subject_id, e.left_party_id, e.body, a.actor
    FROM socreg_history.event AS e JOIN socreg_history.act AS a USING (xid)
        LEFT JOIN socreg_history.watched AS w USING (model)
"""
NEXT = (
    SELECT
    + """
    WHERE (e.xid, e.seq) > (%s, %s) AND e.xid < (SELECT socreg_history.horizon())
    ORDER BY e.xid, e.seq LIMIT %s
"""
)
# The log is indexed by subject: of what moved, the subjects that it left are looked through too.
SUBJECTS = """
    WITH RECURSIVE subject AS (
        SELECT unnest(%(subjects)s::bigint[]) AS id
        UNION
        SELECT e.left_subject_id FROM subject AS s JOIN socreg_history.event AS e
            ON e.subject_id = s.id AND e.left_subject_id IS NOT NULL
        WHERE e.model = %(model)s AND e.record_id = ANY (%(ids)s)
    )
"""
OF_RECORDS = (
    SUBJECTS
    + SELECT
    + """
    WHERE e.model = %(model)s AND e.record_id = ANY (%(ids)s)
        AND e.subject_id IN (TABLE subject)
    ORDER BY e.record_id, e.ver
"""
)


class SocregHistory(models.AbstractModel):
    """The log as its readers meet it: in its order, and only what nothing can overtake any more."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _horizon(self):
        """Return the transaction below which nothing is in flight any more."""
        return self._value("SELECT socreg_history.horizon()")

    @api.model
    def _events_after(self, position, limit):
        """Return the events after a position, in the order of the log.

        :param limit: how many at most
        """
        self.env.cr.execute(NEXT, [position.xid, position.seq, limit])
        return [_event(row) for row in self.env.cr.fetchall()]

    @api.model
    def _first_transaction(self, moment):
        """Return the lowest transaction that changed something since a moment, else the horizon."""
        first = self._value(
            "WITH since AS MATERIALIZED"
            " (SELECT xid FROM socreg_history.act WHERE at >= %s::timestamp AT TIME ZONE 'UTC')"
            " SELECT min(xid) FROM since",
            moment,
        )
        return first or self._horizon()

    @api.model
    def _count_after(self, positions, most):
        """Return how many events there are after each position, and since when, and its age in s.

        :param positions: by any key
        :param most: where counting ends
        """
        names = list(positions)
        self.env.cr.execute(
            """
            SELECT p.n, counted.number, oldest.at AT TIME ZONE 'UTC',
                coalesce(extract(epoch FROM clock_timestamp() - oldest.at), 0)::int
            FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS p (xid, seq, n)
            CROSS JOIN LATERAL (
                SELECT count(*) AS number FROM (
                    SELECT FROM socreg_history.event AS e
                    WHERE (e.xid, e.seq) > (p.xid, p.seq) ORDER BY e.xid, e.seq LIMIT %s
                ) AS unread
            ) AS counted
            LEFT JOIN LATERAL (
                SELECT e.at FROM socreg_history.event AS e
                WHERE (e.xid, e.seq) > (p.xid, p.seq) ORDER BY e.xid, e.seq LIMIT 1
            ) AS oldest ON true
            """,
            [
                [positions[name].xid for name in names],
                [positions[name].seq for name in names],
                most,
            ],
        )
        return {names[n - 1]: (number, at, age) for n, number, at, age in self.env.cr.fetchall()}

    @api.model
    def _messages(self, events, is_whole=False):
        """Return events as they travel: of each its key's headers, and its envelope.

        :param is_whole: whether each carries its record before and after it, read from the log
        """
        # Only the name of this log is read: it is public.
        origin = f"socreg/{self.env['ir.config_parameter'].sudo().get_param('database.uuid')}"
        before = self._bodies_before(events) if is_whole else {}
        return [
            (headers(event, origin), envelope(event, origin, before.get(event.position)))
            for event in events
        ]

    @api.model
    def _bodies_before(self, events):
        """Return by position the columns of each event's record before it."""
        wanted = {event.position for event in events}
        bodies, states = {}, {}
        for model in {event.model for event in events}:
            ids = [event.record_id for event in events if event.model == model]
            states |= self._bases(model, ids)
        for event in self._earlier_and(events):
            record = event.model, event.record_id
            if event.position in wanted and record in states:
                bodies[event.position] = states[record]
            states[record] = after(states.get(record), event.op, event.body)
        return bodies

    @api.model
    def _bases(self, model, ids):
        """Return by record the columns that archived months left it with."""
        self.env.cr.execute(
            "SELECT record_id, body FROM socreg_history.base"
            " WHERE model = %s AND record_id = ANY (%s) AND op <> 'd'",
            [model, ids],
        )
        return {(model, record_id): body for record_id, body in self.env.cr.fetchall()}

    @api.model
    def _earlier_and(self, events):
        """Yield all events of the records of these, each record's in order."""
        by_model = defaultdict(list)
        for event in events:
            by_model[event.model].append(event)
        for model, some in by_model.items():
            subjects = {id_ for event in some for id_ in (event.subject_id, event.left_subject_id)}
            self.env.cr.execute(
                OF_RECORDS,
                {
                    "model": model,
                    "ids": list({event.record_id for event in some}),
                    "subjects": list(subjects - {None}),
                },
            )
            yield from map(_event, self.env.cr.fetchall())


def _event(row):
    xid, seq, at, *rest = row
    return Event(Position(xid, seq), at, *rest)
