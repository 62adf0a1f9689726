"""Whether the log agrees with itself: acts, the chain of each record's events, and heads."""

from functools import partial

from odoo.tools import SQL

from .lanes import Part

ACT_HASH = SQL(
    "sha256(convert_to(concat_ws(E'\\n', 'socreg act 1', a.xid::text,"
    " (extract(epoch FROM a.at) * 1000000)::bigint::text, a.actor::text), 'UTF8'))"
)
# What an act adds to the hash of each of its events is made once (OFFSET 0 keeps the planner from
# making it for each): an event bears its act's moment.
ACTS = (
    "SELECT xid, at, E'\\n' || (extract(epoch FROM at) * 1000000)::bigint || E'\\n'"
    " || encode(hash, 'hex') || E'\\n' AS said FROM socreg_history.act AS a WHERE %s OFFSET 0"
)
EVENT_HASH = SQL(
    "sha256(e.prev || convert_to(concat(E'socreg event 1\\n', e.seq, E'\\n', e.model, E'\\n',"
    " e.record_id, E'\\n', e.ver, E'\\n', e.op, E'\\n', e.subject_id, E'\\n', e.party_id, E'\\n',"
    " e.left_subject_id, E'\\n', e.left_party_id, a.said, e.body), 'UTF8'))"
)
# What is null is hashed as empty text: where it may be.
NEEDED = SQL("e.seq, e.model, e.record_id, e.ver, e.op, e.prev, e.hash, a.said")


class LogChecks:
    """Checks acts, chains and heads, by statements over all that is in scope."""

    def __init__(self, scope):
        self._scope = scope

    def parts(self, cr):
        """Return the parts of the check."""
        hashes = [partial(self._check_hashes, *each) for each in self._scope.ranges(cr)]
        lone = [Part(self._check_lone_acts)] if self._scope.is_whole else []
        return [
            Part(self._count),
            Part(self._check_acts),
            *(Part(each, weight=1) for each in hashes),
            Part(self._check_links, weight=2),
            *lone,
        ]

    def _count(self, cr, report):
        cr.execute(
            SQL("SELECT count(*) FROM socreg_history.event AS e WHERE %s", self._scope.where())
        )
        report.count("events", cr.fetchone()[0])

    def _check_acts(self, cr, report):
        scope = SQL("true")
        if not self._scope.is_whole:
            scope = SQL(
                "a.xid IN (SELECT e.xid FROM socreg_history.event AS e WHERE %s)",
                self._scope.where(),
            )
        cr.execute(
            SQL(
                "SELECT a.xid FROM socreg_history.act AS a"
                " WHERE a.hash IS DISTINCT FROM %s AND %s ORDER BY 1",
                ACT_HASH,
                scope,
            )
        )
        for (xid,) in cr.fetchall():
            report.fault("act", f"the act of transaction {xid} was changed")

    def _check_hashes(self, events, acts, cr, report):
        cr.execute(
            SQL(
                """
                SELECT e.model, e.record_id, e.ver, a.xid IS NOT NULL
                FROM socreg_history.event AS e LEFT JOIN (%s) AS a USING (xid)
                WHERE (num_nulls(%s) > 0 OR (e.hash, e.at) IS DISTINCT FROM (%s, a.at))
                    AND (%s) AND %s
                """,
                SQL(ACTS, acts),
                NEEDED,
                EVENT_HASH,
                events,
                self._scope.where(),
            )
        )
        for model, record, ver, has_act in cr.fetchall():
            if not has_act:
                report.fault("act", f"{model} {record}: version {ver} has no act")
            report.fault("chain", f"{model} {record}: version {ver} was changed")

    def _check_links(self, cr, report):
        """Check that each event follows upon the one before, and that heads are the newest."""
        cr.execute(
            SQL(
                """
                SELECT model, record_id, n.ver, coalesce(n.ver_before, 0), n.is_linked, h.ver
                FROM (
                    SELECT e.model, e.record_id, e.ver, e.hash, e.subject_id,
                        lag(e.ver) OVER w AS ver_before, lead(e.ver) OVER w IS NULL AS is_newest,
                        e.prev IS NULL OR e.ver = coalesce(lag(e.ver) OVER w, %s) + 1
                            AND e.prev = coalesce(lag(e.hash) OVER w, %s) AS is_linked
                    FROM (
                        SELECT e.model, e.record_id, e.ver, e.seq, e.hash, e.subject_id, e.prev
                        FROM socreg_history.event AS e WHERE %s
                        -- What left the log goes before.
                        UNION ALL SELECT b.model, b.record_id, b.ver, b.seq, b.hash, b.subject_id,
                            NULL FROM socreg_history.base AS b WHERE %s
                    ) AS e
                    WINDOW w AS (
                        PARTITION BY e.record_id, e.model COLLATE "C" ORDER BY e.ver, e.seq
                    )
                ) AS n FULL JOIN socreg_history.head AS h USING (model, record_id)
                WHERE CASE WHEN n.ver IS NULL THEN %s
                    ELSE NOT n.is_linked OR n.is_newest AND %s
                        AND (n.ver, n.hash) IS DISTINCT FROM (h.ver, h.hash) END
                """,
                *self._beginning(),
                self._scope.where(),
                self._scope.where_base(),
                self._scope.is_whole,
                self._is_still_there(),
            )
        )
        for model, record, ver, before, is_linked, head in cr.fetchall():
            if ver is None:
                report.fault("head", f"{model} {record}: its head has no events")
            elif is_linked:
                told = f"says version {head}" if head else "is missing"
                words = f"{model} {record}: the newest event is version {ver}, the head {told}"
                report.fault("head", words)
            else:
                words = f"{model} {record}: version {ver} does not follow upon {before}"
                report.fault("chain", words)

    def _beginning(self):
        """Return version and hash before the first event: any, where only a part is looked at."""
        if self._scope.is_whole:
            return SQL("0"), SQL("''")
        return SQL("e.ver - 1"), SQL("e.prev")

    def _is_still_there(self):
        # What moved to another subject has its newest events there.
        if self._scope.subject:
            return SQL("n.subject_id = %s", self._scope.subject[1])
        return SQL("true")

    def _check_lone_acts(self, cr, report):
        cr.execute(
            "SELECT a.xid FROM socreg_history.act AS a"
            " WHERE NOT EXISTS (SELECT FROM socreg_history.event AS e WHERE e.xid = a.xid)"
        )
        for (xid,) in cr.fetchall():
            report.fault("act", f"the act of transaction {xid} has no event")
