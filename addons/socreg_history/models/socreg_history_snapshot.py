from odoo import api, models
from odoo.tools import SQL

WIDTH = 10


class SocregHistory(models.AbstractModel):
    """What all records of a model were at one moment: for statistics over many people."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _snapshot(self, model, moment, columns, table="socreg_snapshot"):
        """Make a temporary table of what a model's records were; it goes with the transaction.

        Records whose columns were not touched since are as they stand: the others are folded.

        Sealed columns stay sealed. Nobody's rights are asked: the caller does.

        :param columns: names of plain columns, as the model has them today
        :return: the name of the table: `id` and these columns
        :raises UserError: what was known then is in an archive
        """
        self._check_kept(moment)
        self.env.flush_all()
        typed = self._types_of(model, columns)
        self.env.cr.execute(
            SQL(
                "DROP TABLE IF EXISTS %(table)s;"
                " CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS"
                " WITH later AS MATERIALIZED (SELECT record_id, min(ver) AS ver"
                " FROM socreg_history.event WHERE model = %(model)s AND at > %(moment)s"
                " AND (op <> 'u' OR body ?| %(columns)s) GROUP BY 1),"
                " stood AS (%(stood)s)"
                " SELECT id, %(names)s FROM %(relation)s AS t"
                " WHERE NOT EXISTS (SELECT FROM later WHERE later.record_id = t.id)"
                " UNION ALL SELECT record_id::int, %(values)s FROM stood WHERE right(op, 1) <> 'd'",
                table=SQL.identifier(table),
                relation=SQL.identifier(self.env[model]._table),
                model=model,
                moment=moment,
                columns=list(columns),
                stood=self._folded(model, moment, columns),
                names=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(
                    SQL("nullif(substr(%s, %s), '')::%s", SQL.identifier(c), WIDTH + 1, SQL(kind))
                    for c, kind in typed.items()
                ),
            )
        )
        return table

    @api.model
    def _types_of(self, model, columns):
        """Return the types of a model's columns, by name.

        :raises ValueError: one of them is none
        """
        self.env.cr.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = ANY(%s) AND NOT attisdropped",
            [self.env[model]._table, list(columns)],
        )
        found = dict(self.env.cr.fetchall())
        if len(found) < len(columns):
            raise ValueError(f"{model} has no such columns")
        return {column: found[column] for column in columns}

    @api.model
    def _folded(self, model, moment, columns):
        """Return the SQL that folds the events of the records that changed later.

        The last value of a column is the greatest text of version and value; what is not a change
        says the whole row. Where a clock jumped back, what has a later time and an earlier version
        counts, too. What archived months made of a record came before all.
        """
        version = SQL("lpad(ver::text, %s, '0')", WIDTH)
        lasts = SQL(", ").join(
            SQL(
                "max(%s || coalesce(body ->> %s, '') COLLATE \"C\") "
                " FILTER (WHERE op <> 'u' OR body ? %s) AS %s",
                version,
                column,
                column,
                SQL.identifier(column),
            )
            for column in columns
        )
        return SQL(
            'SELECT record_id, max(%(version)s || op COLLATE "C") AS op, %(lasts)s FROM ('
            "SELECT e.record_id, e.ver, e.op, e.body FROM socreg_history.event AS e"
            " JOIN later USING (record_id) WHERE e.model = %(model)s AND e.at <= %(moment)s"
            " UNION ALL SELECT j.record_id, j.ver, j.op, j.body FROM ("
            "SELECT e.record_id, max(e.ver) AS ver FROM socreg_history.event AS e"
            " JOIN later USING (record_id) WHERE e.model = %(model)s AND e.at <= %(moment)s"
            " AND e.ver > later.ver GROUP BY 1) AS jumped"
            " JOIN socreg_history.event AS j ON j.record_id = jumped.record_id AND j.model = %(model)s"
            " AND j.at > %(moment)s AND j.ver < jumped.ver"
            " UNION ALL SELECT b.record_id, b.ver, b.op, b.body FROM socreg_history.base AS b"
            " JOIN later USING (record_id) WHERE b.model = %(model)s) AS e GROUP BY record_id",
            version=version,
            lasts=lasts,
            model=model,
            moment=moment,
        )
