from collections import defaultdict
from datetime import date
from itertools import repeat

from psycopg2.extensions import AsIs, Binary

from odoo import api, models
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tools import SQL

from odoo.addons.socreg_crypto.opening import cached, fill_cache

PIECE = 500
DEFAULT = AsIs("DEFAULT")
TO_MANY = ("one2many", "many2many")
# What Odoo puts into a new row, or remembers of it, in a way of its own.
SPECIAL = ("properties", "html", "many2one_reference")


def unwrapped(cells):
    """Return binary cells as the driver quotes them at once."""
    return [cell.adapted if isinstance(cell, Binary) else cell for cell in cells]


def written(cells):
    """Return dates and times as text: the driver would go through Python for each."""
    texts = {cell: str(cell) for cell in set(cells) if isinstance(cell, date)}
    return [texts.get(cell, cell) for cell in cells]


QUICKER = {"bytea": unwrapped, "date": written, "timestamp": written}


class SocregBulkCreate(models.AbstractModel):
    """Rows that are entered by the thousand.

    Odoo prepares a new row for the ORM's cache value by value, and the columns that are empty, too;
    here it is done a column at a time, for rows that have nothing but columns.
    """

    _name = "socreg.bulk.create"
    _description = "Record Created in Batches"

    @api.model
    def _create(self, data_list):
        rows = [data["stored"] for data in data_list]
        names = sorted({name for row in rows for name in row})
        if not self._stand_in_columns(names) or any(data["inherited"] for data in data_list):
            return super()._create(data_list)
        records = self.browse(self._insert_rows(names, rows))
        for data, record in zip(data_list, records, strict=True):
            data["record"] = record
        records._remember_rows(names, rows)
        with self.env.protecting([(data["protected"], data["record"]) for data in data_list]):
            records.modified(self._fields, create=True)
        records._validate_fields(names)
        records._check_created()
        return records

    def _validate_fields(self, field_names, excluded_names=()):
        """Look at no rule where nothing was given: Odoo asks for every new row by itself."""
        return super()._validate_fields(field_names, excluded_names) if field_names else None

    @api.model
    def _stand_in_columns(self, names):
        """Tell whether rows of these fields are complete with what stands in columns."""
        plain = map(self._stands_in_a_column, map(self._fields.get, names))
        return bool(names) and not self._parent_store and all(plain)

    @api.model
    def _stands_in_a_column(self, field):
        if not field.column_type or field.type in SPECIAL:
            return False
        if field.translate or field.company_dependent:
            return False
        return not any(callable(inverse.domain) for inverse in self.pool.field_inverses[field])

    @api.model
    def _insert_rows(self, names, rows):
        """Insert rows of columns, and return their ids."""
        insert = SQL(
            "INSERT INTO %s (%s)",
            SQL.identifier(self._table),
            SQL(", ").join(map(SQL.identifier, names)),
        )
        columns = [self._column_of_new(self._fields[name], rows) for name in names]
        made, ids = list(zip(*columns, strict=True)), []
        line = f"({', '.join(['%s'] * len(names))})"
        for start in range(0, len(made), PIECE):
            piece = made[start : start + PIECE]
            values = SQL(", ".join([line] * len(piece)), *(cell for row in piece for cell in row))
            self.env.cr.execute(SQL("%s VALUES %s RETURNING id", insert, values))
            ids += [id_ for (id_,) in self.env.cr.fetchall()]
        return ids

    @api.model
    def _column_of_new(self, field, rows):
        # Odoo 19 has a conversion of its own for new rows.
        convert = getattr(field, "convert_to_column_insert", field.convert_to_column)
        name = field.name
        column = [convert(row[name], self, row) if name in row else DEFAULT for row in rows]
        quicker = QUICKER.get(field.column_type[0])
        return quicker(column) if quicker else column

    def _remember_rows(self, names, rows):
        """Put new rows into the ORM's cache, as they were given, and among what leads to them."""
        whole = self.with_context(bin_size=False)
        for name in names:
            field, nobody = self._fields[name], whole.browse()
            convert = field.convert_to_cache
            column = [convert(row[name], nobody) if name in row else None for row in rows]
            fill_cache(field, whole, column)
            if field.type == "many2one":
                self._join_inverses(field, column)
        for field in self._unnamed(names):
            fill_cache(field, whole, repeat(() if field.type in TO_MANY else None))

    @api.model
    def _unnamed(self, names):
        """Return the stored fields that new rows leave empty."""
        known = {*names, *LOG_ACCESS_COLUMNS, "id"}
        return [field for name, field in self._fields.items() if field.store and name not in known]

    def _join_inverses(self, field, targets):
        """Have the cached lines of those whom new rows name hold these rows, too."""
        for inverse in self.pool.field_inverses[field]:
            lines = cached(inverse, self.env)
            known = {target for target in targets if target and target in lines}
            if not known:
                continue
            domain = inverse.domain if isinstance(inverse.domain, (list, tuple)) else []
            within = set(self.filtered_domain(domain)._ids if domain else self._ids)
            joining = defaultdict(list)
            for id_, target in zip(self._ids, targets, strict=True):
                if target in known and id_ in within:
                    joining[target].append(id_)
            for target, ids in joining.items():
                lines[target] = (*lines[target], *ids)

    def _check_created(self):
        """Refuse new rows that the rules of access do not allow."""
        # Odoo 17 has another name for it.
        check = getattr(self, "check_access", None) or self.check_access_rule
        check("create")
