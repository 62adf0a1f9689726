"""What of the log is looked at: all of it, what came since a moment, or what one subject's is."""

from dataclasses import dataclass

from odoo.tools import SQL

MOST_RANGES = 8
RANGE = 50_000


@dataclass(frozen=True)
class Scope:
    """What of the log is looked at.

    :ivar position: transaction and number of the event after which it begins
    :ivar subject: model and id of the one whose events are meant
    """

    position: tuple[int, int] | None = None
    subject: tuple[str, int] | None = None

    @property
    def is_whole(self):
        """Tell whether all is looked at."""
        return not (self.position or self.subject)

    def where(self):
        """Return the condition on events `e`."""
        if self.position:
            return SQL("(e.xid, e.seq) > (%s, %s)", *self.position)
        if self.subject:
            model, subject = self.subject
            return SQL(
                "(e.subject_id = %s OR e.left_subject_id = %s) AND e.model IN (SELECT w.model"
                " FROM socreg_history.watched AS w WHERE w.subject_model = %s)",
                subject,
                subject,
                model,
            )
        return SQL("true")

    def ranges(self, cr):
        """Return conditions on events `e` and their acts `a`; each event of the log meets one.

        Each is a part of the work that may be done beside the others.
        """
        if self.subject:
            return [(SQL("true"), SQL("true"))]
        # Columns that must have a value may have been let go of.
        ranges = [(SQL("e.xid IS NULL OR e.seq IS NULL"), SQL("true"))]
        positions = _positions(cr)
        for after, until in zip([None, *positions], [*positions, None], strict=True):
            events, acts = [SQL("e.xid IS NOT NULL AND e.seq IS NOT NULL")], [SQL("true")]
            if after:
                events.append(SQL("(e.xid, e.seq) > (%s, %s)", *after))
                acts.append(SQL("a.xid >= %s", after[0]))
            if until:
                events.append(SQL("(e.xid, e.seq) <= (%s, %s)", *until))
                acts.append(SQL("a.xid <= %s", until[0]))
            ranges.append((SQL(" AND ").join(events), SQL(" AND ").join(acts)))
        return ranges

    def where_base(self):
        """Return the condition on what archived months made of records, `b`."""
        if self.position:
            return SQL("false")
        if self.subject:
            model, subject = self.subject
            return SQL(
                "b.subject_id = %s AND b.model IN (SELECT w.model FROM socreg_history.watched AS w"
                " WHERE w.subject_model = %s)",
                subject,
                model,
            )
        return SQL("true")


def _positions(cr):
    """Return positions of events that divide the log into ranges of about one size."""
    cr.execute("SELECT min(seq), max(seq) FROM socreg_history.event")
    low, high = cr.fetchone()
    if low is None:
        return []
    count = min((high - low) // RANGE, MOST_RANGES - 1)
    places = [low + (high - low) * number // (count + 1) for number in range(1, count + 1)]
    cr.execute(
        "SELECT DISTINCT e.xid, e.seq FROM unnest(%s::bigint[]) AS place, LATERAL ("
        " SELECT xid, seq FROM socreg_history.event WHERE seq >= place AND xid IS NOT NULL"
        " ORDER BY seq LIMIT 1) AS e ORDER BY 1, 2",
        [places],
    )
    return cr.fetchall()
