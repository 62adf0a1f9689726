"""Whether the registry's rows are what their events make them."""

from functools import partial

from odoo.tools import SQL

from .archive import ALL_EVENTS
from .lanes import Part

# PostgreSQL's functions take 100 arguments.
PIECE = 50
JSON = ("json", "jsonb")
ZONED = "timestamp with time zone"
MEMORY = "256MB"


class StateChecks:
    """Folds each record's events in the database, and compares what comes out with its row."""

    def __init__(self, scope):
        self._scope = scope

    def parts(self, cr):
        """Return the parts of the check: each of the tables that are logged."""
        cr.execute(
            "SELECT model, relation, columns, owner_column, field FROM socreg_history.watched"
            " ORDER BY model"
        )
        return [Part(partial(self._check, *watched)) for watched in cr.fetchall()]

    def _check(self, model, relation, columns, owner, field, cr, report):
        """Compare a table with the log."""
        pairs = [tuple(column.split(" ", 1)) for column in columns]
        if not self._has_columns(cr, relation, columns):
            report.fault("watched", f"{relation} has not the columns that are logged")
            return
        if field:
            logged = SQL(
                "SELECT record_id, body -> %s <> '[]' AS is_there, body FROM (%s) AS f",
                field,
                self._folded(model),
            )
            rows, names = _links(relation, pairs[0][0], owner, field), [field]
        else:
            logged = SQL(
                "SELECT record_id, last_op <> 'd' AS is_there, %s AS body FROM (%s) AS f",
                _in_one_zone(pairs),
                self._folded(model),
            )
            rows, names = _rows(relation, pairs), [name for name, _kind in pairs]
        for record, *differing in self._compare(cr, logged, rows, names):
            report.fault("state", f"{model} {record}: {_words(*differing)}")

    def _has_columns(self, cr, relation, columns):
        cr.execute(
            "SELECT array_agg(attname || ' ' || format_type(atttypid, NULL)) @> %s::text[]"
            " FROM pg_attribute WHERE attrelid = to_regclass(%s) AND NOT attisdropped",
            [columns, f'public."{relation}"'],
        )
        return cr.fetchone()[0]

    def _compare(self, cr, logged, rows, names):
        """Compare the rows of a model with the log; return what differs.

        :param logged: a statement of `record_id`, `body`, and whether it `is_there`
        :param rows: a statement of their `record_id` and `body`
        :param names: what of a body is compared
        """
        differing = SQL(
            "SELECT k FROM unnest(%s::text[]) AS k"
            " WHERE coalesce(n.body -> k, 'null') <> coalesce(r.body -> k, 'null')",
            names,
        )
        cr.execute(
            SQL(
                """
                SELECT coalesce(n.record_id, r.record_id), coalesce(n.is_there, false),
                    r.record_id IS NOT NULL, ARRAY(%s)
                FROM (%s) AS n FULL JOIN (%s) AS r USING (record_id)
                WHERE %s AND CASE
                    WHEN r.record_id IS NULL THEN n.is_there IS NOT FALSE
                    WHEN n.record_id IS NULL OR n.is_there IS NOT TRUE THEN true
                    WHEN n.body = r.body THEN false
                    ELSE EXISTS (%s)
                END
                """,
                differing,
                logged,
                rows,
                SQL("true") if self._scope.is_whole else SQL("n.record_id IS NOT NULL"),
                differing,
            )
        )
        return cr.fetchall()

    def _folded(self, model):
        """Return the statement that makes records of their events."""
        records = SQL("true")
        if not self._scope.is_whole:
            records = SQL(
                "record_id IN (SELECT e.record_id FROM socreg_history.event AS e"
                " WHERE e.model = %s AND %s UNION SELECT b.record_id FROM socreg_history.base AS b"
                " WHERE b.model = %s AND %s)",
                model,
                self._scope.where(),
                model,
                self._scope.where_base(),
            )
        return SQL(
            """
            SELECT record_id, (array_agg(op ORDER BY ver DESC))[1] AS last_op,
                pg_temp.socreg_fold(body ORDER BY ver) FILTER (WHERE ver >= began) AS body
            FROM (
                SELECT record_id, ver, op, body, coalesce(max(ver) FILTER (WHERE op IN ('c', 'r'))
                    OVER (PARTITION BY record_id), 0) AS began
                FROM %s AS e WHERE model = %s AND op <> 's' AND %s
            ) AS since GROUP BY record_id
            """,
            ALL_EVENTS,
            model,
            records,
        )


def prepare(cr):
    """Make a cursor ready for the statements that fold and sort."""
    # Sorted in memory where it fits.
    cr.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
    cr.execute("SET LOCAL timezone TO 'UTC'")
    cr.execute(
        "CREATE OR REPLACE AGGREGATE pg_temp.socreg_fold (jsonb)"
        " (sfunc = jsonb_concat, stype = jsonb)"
    )


def _words(is_logged, has_row, columns):
    if not has_row:
        return "the row is gone, and no event deleted it"
    if not is_logged:
        return "the row has no events, or they deleted it"
    return f"the row is not what its events say: {', '.join(columns)}"


def _in_one_zone(pairs):
    """Return what a body is with moments written as this session writes them."""
    moments = [
        SQL(
            "CASE WHEN body ->> %(name)s IS NULL THEN '{}'"
            " ELSE jsonb_build_object(%(name)s::text, (body ->> %(name)s)::timestamptz) END",
            name=name,
        )
        for name, kind in pairs
        if kind == ZONED
    ]
    return SQL(" || ").join([SQL("body"), *moments])


def _rows(relation, pairs):
    """Return the statement of a table's rows as the log's JSON, without what is empty."""
    plain = [_pair(name, kind) for name, kind in pairs if kind not in JSON]
    parts = [
        SQL("jsonb_strip_nulls(jsonb_build_object(%s))", SQL(", ").join(plain[at : at + PIECE]))
        for at in range(0, len(plain), PIECE)
    ]
    # What is null within a JSON column is a value of its own.
    parts += [
        SQL(
            "CASE WHEN %s IS NULL THEN '{}' ELSE jsonb_build_object(%s) END",
            SQL.identifier(name),
            _pair(name, kind),
        )
        for name, kind in pairs
        if kind in JSON
    ]
    body = SQL(" || ").join([SQL("'{}'::jsonb"), *parts])
    return SQL("SELECT id::bigint AS record_id, %s AS body FROM public.%s", body, _table(relation))


def _pair(name, kind):
    column = SQL.identifier(name)
    if kind == "bytea":
        column = SQL("translate(encode(%s, 'base64'), E'\\n', '')", column)
    return SQL("%s::text, %s", name, column)


def _links(relation, other, owner, field):
    """Return the statement of a many2many's lists, by owner."""
    return SQL(
        "SELECT %(owner)s::bigint AS record_id,"
        " jsonb_build_object(%(field)s::text, jsonb_agg(%(other)s ORDER BY %(other)s)) AS body"
        " FROM public.%(table)s GROUP BY %(owner)s",
        owner=SQL.identifier(owner),
        field=field,
        other=SQL.identifier(other),
        table=_table(relation),
    )


def _table(relation):
    return SQL.identifier(relation)
