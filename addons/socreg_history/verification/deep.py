"""Whether every sealed cell in the log still opens; what it holds is told to nobody."""

import base64
from contextlib import closing

from odoo.tools import SQL

from odoo.addons.socreg_crypto.core.envelope import column_of, row_of, try_open
from odoo.addons.socreg_crypto.models.socreg_data_key import PURPOSE_OF

from .archive import ALL_EVENTS

PIECE = 2_000


class DeepChecks:
    """Opens the cells of events with the keys of whom they spoke of at that time."""

    def __init__(self, env, report, scope):
        self._env, self._report, self._scope = env, report, scope

    def run(self):
        """Open all that is in scope; count what opens, and what was erased."""
        self._env.cr.execute(
            "SELECT model, subject_model, columns FROM socreg_history.watched WHERE field IS NULL"
        )
        for model, subject_model, columns in self._env.cr.fetchall():
            logged = {column.split(" ")[0] for column in columns if column.endswith(" bytea")}
            for field in self._sealed(model):
                if field.name in logged:
                    self._open_all(field, subject_model)

    def _sealed(self, model):
        records = self._env.get(model)
        return records._sealed_fields() if hasattr(records, "_sealed_fields") else ()

    def _open_all(self, field, subject_model):
        cipher_of = self._env["socreg.data.key"]._ciphers_of(field.data_class, remembering=False)
        column = column_of(field.model_name, field.name)
        with closing(self._env.cr._cnx.cursor("socreg_verify_deep")) as rows:
            rows.itersize = PIECE
            statement = self._cells(field, subject_model)
            rows.execute(statement.code, statement.params)
            for record, ver, rid, owner, wrapped, cell in rows:
                if not wrapped:
                    self._report.count("sealed cells of erased people")
                    continue
                cipher = cipher_of(owner, bytes(wrapped).hex())
                sealed = base64.b64decode(cell)
                if (
                    cipher
                    and rid
                    and try_open(cipher.decrypt, sealed, column, row_of(rid)) is not None
                ):
                    self._report.count("sealed cells that open")
                else:
                    words = (
                        f"{field.model_name} {record}: version {ver} of {field.name} does not open"
                    )
                    self._report.fault("seal", words)

    def _cells(self, field, subject_model):
        """Return the statement of a field's cells, with the ids and keys that they are bound to."""
        return SQL(
            """
            SELECT e.record_id, e.ver, own.rid, owner.rid, k.%s, e.body ->> %s
            FROM %s AS e
            LEFT JOIN (%s) AS own ON own.record_id = e.record_id
            LEFT JOIN (%s) AS owner ON owner.record_id = e.subject_id
            LEFT JOIN socreg_data_key AS k ON k.rid = owner.rid
            WHERE e.model = %s AND jsonb_typeof(e.body -> %s) = 'string'
            """,
            SQL.identifier(PURPOSE_OF[field.data_class]),
            field.name,
            self._events(),
            _rids(field.model_name),
            _rids(subject_model),
            field.model_name,
            field.name,
        )

    def _events(self):
        """Return the events in scope, and what archived months made of records."""
        return SQL(
            "(SELECT e.model, e.record_id, e.ver, e.subject_id, e.body"
            " FROM socreg_history.event AS e WHERE %s UNION ALL"
            " SELECT b.model, b.record_id, b.ver, b.subject_id, b.body"
            " FROM socreg_history.base AS b WHERE %s)",
            self._scope.where(),
            self._scope.where_base(),
        )


def _rids(model):
    """Return the statement of the random ids of a model's records: they never change."""
    return SQL(
        "SELECT record_id, min(body ->> 'rid') AS rid FROM %s AS e"
        " WHERE model = %s AND body ? 'rid' GROUP BY 1",
        ALL_EVENTS,
        model,
    )
