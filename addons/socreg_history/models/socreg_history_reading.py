from collections import defaultdict

from odoo import _, api, models, tools
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ..core.fold import LINK, Event, always, by_record, fold, gaps, join

COLUMNS = SQL(
    "seq, xid, at, model, record_id, ver, op,"
    " subject_id, party_id, left_subject_id, left_party_id, body"
)
MOST_MOVES = 20


class SocregHistory(models.AbstractModel):
    """What subjects were, and all that hung on them, at any moment."""

    _inherit = "socreg.history"

    @api.model
    def _states(self, subject_model, subject_id, within=always):
        """Return what a subject was and what hung on it: states by (model, record's id).

        What speaks of it as the other party is among them. Nobody's rights are asked: the caller does.

        :param within: a cut of `core.fold`: what counts
        """
        return self._states_of(self._events_of(subject_model, subject_id), subject_id, within)

    @api.model
    def _states_of(self, records, subject_id, within=always):
        """Return the states of records that hung on a subject at a cut.

        :param records: what `_events_of` returned
        """
        folded = (fold(events, within) for events in records.values())
        joined = join(state for state in folded if state)
        return {
            key: state
            for key, state in joined.items()
            if subject_id in (state.subject_id, state.party_id)
        }

    @api.model
    def _events_of(self, subject_model, subject_id):
        """Return all events of the records that ever hung on a subject, by (model, record's id)."""
        below, party = self._models_around(subject_model)
        found = self._events_where(
            [
                self._where("subject_id", [subject_id], below),
                self._where("left_subject_id", [subject_id], below),
                self._where("party_id", [subject_id], party),
                self._where("left_party_id", [subject_id], party),
            ]
        )
        records, asked = by_record(found), {subject_id}
        for _move in range(MOST_MOVES):
            elsewhere = self._missing(records, subject_id) - asked
            if not elsewhere:
                break
            asked |= elsewhere
            found += self._events_elsewhere(records, elsewhere, below)
            records = by_record(found)
        return records

    @api.model
    def _missing(self, records, subject_id):
        """Return under whom the events stand that are missing of these records and of their links."""
        linked = self._models_with_links()
        missing = set()
        for (model, _record_id), events in records.items():
            missing |= gaps(events)
            if model in linked:
                whose = {id_ for e in events for id_ in (e.subject_id, e.left_subject_id) if id_}
                missing |= whose - {subject_id}
        return missing

    @api.model
    def _events_elsewhere(self, records, subjects, below):
        """Return the events of records and of their links that hang on other subjects."""
        ids = defaultdict(set)
        for model, record_id in records:
            ids[model.partition(LINK)[0]].add(record_id)
        return self._events_where(
            [
                SQL(
                    "%s AND record_id = ANY(%s)",
                    self._where("subject_id", list(subjects), [model]),
                    list(ids[model.partition(LINK)[0]]),
                )
                for model in below
                if model.partition(LINK)[0] in ids
            ]
        )

    @api.model
    def _where(self, column, subjects, models_):
        return SQL("%s = ANY(%s) AND model = ANY(%s)", SQL.identifier(column), subjects, models_)

    @api.model
    def _events_where(self, conditions):
        parts = [
            SQL("SELECT %s FROM socreg_history.event WHERE %s", COLUMNS, condition)
            for condition in conditions
        ]
        self.env.cr.execute(SQL(" UNION ALL ").join(parts))
        return [Event(*row) for row in self.env.cr.fetchall()]

    @api.model
    @tools.ormcache("subject_model")
    def _models_around(self, subject_model):
        """Return the names of what is logged of a model of subjects: all of it, and what names a party."""
        self.env.cr.execute(
            "SELECT model, party_column IS NOT NULL FROM socreg_history.watched"
            " WHERE subject_model = %s ORDER BY model",
            [subject_model],
        )
        rows = self.env.cr.fetchall()
        return [model for model, _party in rows], [model for model, party in rows if party]

    @api.model
    @tools.ormcache()
    def _models_with_links(self):
        """Return the names of models that have many2manys in the log."""
        self.env.cr.execute(
            "SELECT DISTINCT split_part(model, '/', 1) FROM socreg_history.watched"
            " WHERE field IS NOT NULL"
        )
        return frozenset(model for (model,) in self.env.cr.fetchall())

    @api.model
    def _versions_of(self, subject_model, subject_id, limit=None, before=None, moment=None):
        """Return what happened to a subject, the newest first, one row a transaction.

        :param before: only what came before this transaction
        :param moment: only what had happened by then
        :return: dictionaries of id, xid, at, number and actor
        """
        self.env.cr.execute(
            SQL(
                "SELECT v.id, v.xid, v.at, v.number, a.actor FROM ("
                "SELECT min(seq) AS id, xid, min(at) AS at,"
                " row_number() OVER (ORDER BY xid) AS number FROM (%s) AS e GROUP BY xid) AS v"
                " JOIN socreg_history.act AS a USING (xid)"
                " WHERE (%s::bigint IS NULL OR xid < %s)"
                " AND (%s::timestamptz IS NULL OR v.at <= %s) ORDER BY xid DESC LIMIT %s",
                self._touching(subject_model, [subject_id], SQL("seq, xid, at")),
                before,
                before,
                moment,
                moment,
                limit,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _touching(self, subject_model, subjects, columns):
        """Return the SQL of the events that touched subjects: `whose` and these columns."""
        below, party = self._models_around(subject_model)
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS whose, %s FROM socreg_history.event WHERE %s",
                SQL.identifier(column),
                columns,
                self._where(column, subjects, models_),
            )
            for column, models_ in (
                ("subject_id", below),
                ("left_subject_id", below),
                ("party_id", party),
                ("left_party_id", party),
            )
        )

    @api.model
    def _changes_of(self, subject_model, versions):
        """Return what changed of subjects in some transactions.

        :param versions: pairs of subject and transaction
        :return: rows of (subject, transaction, model, operation, record's id, columns)
        """
        subjects, xids = map(list, zip(*versions, strict=True)) if versions else ([], [])
        columns = SQL("seq, xid, model, op, record_id, body")
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT ON (whose, seq) whose, xid, model, op, record_id,"
                " ARRAY(SELECT jsonb_object_keys(body)) FROM (%s) AS e"
                " JOIN unnest(%s::bigint[], %s::bigint[]) AS v (whose, xid) USING (whose, xid)"
                " ORDER BY whose, seq",
                self._touching(subject_model, subjects, columns),
                subjects,
                xids,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _numbers_of(self, subject_model, versions):
        """Return the how many-th versions of their subjects these are, by subject and transaction."""
        subjects = list({subject for subject, _xid in versions})
        self.env.cr.execute(
            SQL(
                "SELECT whose, xid, row_number() OVER (PARTITION BY whose ORDER BY xid)"
                " FROM (%s) AS e GROUP BY whose, xid",
                self._touching(subject_model, subjects, SQL("xid")),
            )
        )
        return {(whose, xid): number for whose, xid, number in self.env.cr.fetchall()}

    @api.model
    def _transaction_of(self, subject_model, subject_id, version):
        """Return the transaction that made a version of a subject.

        :raises MissingError: it has no such version
        """
        self.env.cr.execute(
            SQL(
                "SELECT min(xid) FROM (%s) AS e WHERE seq = %s",
                self._touching(subject_model, [subject_id], SQL("seq, xid")),
                int(version),
            )
        )
        xid = self.env.cr.fetchone()[0]
        if xid is None:
            raise MissingError(_("There is no such version."))
        return xid

    @api.model
    def _given_names(self, operator, value):
        """Return the names that writers gave to versions, of those that a search means."""
        if operator == "in":
            return list(value)
        if operator == "=":
            return [value]
        # From one name to the next by the index: names are few, and acts are many.
        self.env.cr.execute(
            SQL(
                "WITH RECURSIVE given AS (SELECT (%(first)s ORDER BY 1 LIMIT 1) AS name UNION ALL"
                " SELECT (%(first)s AND actor ->> 'version' > given.name ORDER BY 1 LIMIT 1)"
                " FROM given WHERE given.name IS NOT NULL)"
                " SELECT name FROM given WHERE name %(like)s %(pattern)s",
                first=SQL(
                    "SELECT actor ->> 'version' FROM socreg_history.act WHERE actor ? 'version'"
                ),
                like=SQL("ILIKE" if operator == "ilike" else "LIKE"),
                pattern=f"%{value}%",
            )
        )
        return [name for (name,) in self.env.cr.fetchall()]
