import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import blind
from ..core.elevation import elevation, machinery

_logger = logging.getLogger(__name__)

REINDEXING = "reindexing"
# Rows that are written stay locked until their piece is committed: others wait for that long.
PIECE = 200


class SocregSealed(models.AbstractModel):
    """What gives rows their index values under a new index key."""

    _inherit = "socreg.sealed"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _stale_condition(self, version):
        """Return the SQL that is true of rows that lack values under an index key.

        None for a model that has no index. Override to add indexes of another kind, joined by OR.

        :param version: the key's version; values under it stand in slot `version % 2`
        """
        indexed = self._indexed_fields()
        if not indexed:
            return None
        return SQL(" OR ").join(self._stale_field(field, version) for field in indexed)

    @api.model
    def _stale_field(self, field, version):
        index = SQL.identifier(field.index_names()[version % 2])
        return SQL(
            "(%(value)s IS NOT NULL AND (%(index)s IS NULL OR NOT"
            " (starts_with(%(index)s, %(version)s) OR starts_with(%(index)s, %(erased)s))))",
            value=SQL.identifier(field.name),
            index=index,
            version=f"{version:02x}",
            erased=blind.ERASED,
        )

    @api.model
    def _indexed_models(self):
        """Return the models that keep an index."""
        mixin = self.env.registry["socreg.sealed"]
        found = [model for model in self.env.values() if isinstance(model, mixin) and model._auto]
        return [m for m in found if m._table and not m._abstract and m._stale_condition(1)]

    @api.model
    def _count_stale(self, version):
        """Return how many rows of all models lack values under an index key."""
        self.env.flush_all()
        return sum(model._count_stale_rows(version) for model in self._indexed_models())

    @api.model
    def _count_stale_rows(self, version):
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM %s WHERE %s",
                SQL.identifier(self._table),
                self._stale_condition(version),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _reindex(self, version, piece=PIECE):
        """Give rows of all models their values under an index key; yield how many, after each piece.

        Rows that somebody works on are passed over and taken by the next call; what is done is
        done, so a call that is cut off is simply made again. The caller commits each piece. Rows
        that do not open are left and logged by their ids.
        """
        for model in self._indexed_models():
            last = 0
            while ids := model._stale_ids(version, last, piece):
                yield model.browse(ids)._reindex_rows()
                last = ids[-1]

    @api.model
    def _stale_ids(self, version, last, piece):
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id > %s AND (%s)"
                " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                last,
                self._stale_condition(version),
                piece,
            )
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    def _reindex_rows(self):
        """Write the index values of these records anew; return of how many that was possible."""
        self.invalidate_recordset()
        done = sum(record._reindex_row() for record in self)
        self.flush_recordset()
        return done

    def _reindex_row(self):
        try:
            with elevation(REINDEXING):
                vals = self._reindex_vals()
        except UserError as error:
            _logger.error("%s %s is not indexed: %s", self._name, self.id, error)
            return False
        self._write_unguarded(vals)
        return True

    def _reindex_vals(self):
        """Return all index columns of this record anew. Override to add those of another kind."""
        return self._index_vals({field.name: self[field.name] for field in self._indexed_fields()})

    @machinery()
    def _index_pairs(self):
        """Return what each index tells of this record: pairs of index value and plain value."""
        self.ensure_one()
        newest = max(version for version, _key in self.env["socreg.key"]._index_rings())
        pairs = {}
        for field in self._indexed_fields():
            value, index = self[field.name], self[field.index_names()[newest % 2]]
            pairs[field.name] = [(index, field.normal_form(value))] if value and index else []
        return pairs
