"""Sealing in place what stands in plain columns, for a migration that makes their fields sealed.

Odoo's schema update would cast plain values into the sealed columns. A `pre-` script calls `adopt`
instead: it seals every row, drops the plain columns, and rewrites the table so that nothing plain
stays in its files. All of it is part of the upgrade's transaction: cut off, the old state is left.
"""

import base64
import logging
import os
from dataclasses import dataclass
from uuid import uuid4

import psycopg2
from psycopg2.extras import execute_values

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tools import SQL

from .core import blind
from .core.envelope import NONCE_SIZE, Place
from .core.name_match import prepared
from .core.names import fold, key
from .models.socreg_data_key import PURPOSE_OF

_logger = logging.getLogger(__name__)

PIECE = 2_000
FILES_A_PIECE = 20
TOKENS, BUCKETS = "name_tokens", "name_buckets"
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


@dataclass(frozen=True)
class Column:
    """A column that holds plain values, and the field that seals them from now on.

    :param field: the class of the sealed field
    :param is_file: its values are attachments, and there is no column yet
    """

    name: str
    field: type
    level: blind.Level = blind.Level.NONE
    data_class: str = "identifying"
    is_file: bool = False

    @property
    def sealed(self):
        """The column's name until it takes the plain one's place."""
        return f"{self.name}_sealed"

    def to_bytes(self, value):
        """Return a value of the plain column as the bytes that are sealed."""
        return self.field().to_bytes(value)

    def normal_form(self, value):
        """Return the form of a value that is indexed; None for what is not found."""
        return self.field().normal_form(value) if value else None


@dataclass(frozen=True)
class Plain:
    """A model whose table has only plain columns so far.

    :param columns: all columns that are to be sealed
    :param subject_field: the many2one that leads to the subject, as the model's `_subject_field`
    :param subject: the model it leads to; without both, a record is its own subject
    """

    model: str
    columns: tuple[Column, ...]
    subject_field: str | None = None
    subject: str | None = None


def adopt(env, *plains):
    """Seal what stands in the plain columns of some models.

    :param plains: `Plain` of each, subjects before what hangs on them
    """
    for plain in plains:
        table = _Table(env, plain)
        table.add_columns()
        count = table.seal_rows()
        files = sum(table.seal_files(column) for column in plain.columns if column.is_file)
        table.replace_columns()
        _logger.info("%s: sealed %d rows and %d files", plain.model, count, files)
    env.cr.postcommit.add(lambda: _forget(env.cr.dbname))


class _Table:
    """One table while its columns change."""

    def __init__(self, env, plain):
        self.env, self.plain = env, plain
        self.name = plain.model.replace(".", "_")
        self.columns = [column for column in plain.columns if not column.is_file]
        self.masters = env["socreg.key"]._index_rings()

    def add_columns(self):
        """Make the new columns; nobody reads or writes the table from now on."""
        columns = [("rid", "varchar"), *((column.sealed, "bytea") for column in self.plain.columns)]
        for column in self._of_level(blind.Level.EXACT):
            columns += [(f"{column.name}_index{slot}", "varchar") for slot in (0, 1)]
        if self._of_level(blind.Level.NAME_BUCKET):
            columns += [(TOKENS, "bytea"), (BUCKETS, "int4[]")]
        self.types = dict(columns)
        added = [SQL("ADD COLUMN %s %s", SQL.identifier(name), SQL(kind)) for name, kind in columns]
        # They know the plain columns; the upgrade of the table's addon switches them on again.
        self._alter([SQL("DISABLE TRIGGER USER"), *added])

    def seal_rows(self):
        """Seal all rows, piece by piece; return how many."""
        last = count = 0
        while rows := self._rows(SQL("t.id > %s ORDER BY t.id LIMIT %s", last, PIECE)):
            rows = [(id_, str(uuid4()), *rest) for id_, _rid, *rest in rows]
            if not self.plain.subject:
                rows = self._with_keys(rows)
            self._write(self._sealed_row(row) for row in rows)
            last, count = rows[-1][0], count + len(rows)
        return count

    def seal_files(self, column):
        """Move a field's attachments into its column, a few at a time; return how many."""
        last = count = 0
        owned = [("res_model", "=", self.plain.model), ("res_field", "=", column.name)]
        model = self.env["ir.attachment"]
        while files := model.search([*owned, ("id", ">", last)], order="id", limit=FILES_A_PIECE):
            contents = {file.res_id: file.raw for file in files if file.raw}
            self._seal_contents(column, contents)
            last, count = files[-1].id, count + len(files)
            files.unlink()
            self.env.invalidate_all()
        if count:
            # The rows that are gone may have held the files, or words of them.
            _rewrite(self.env.cr, "ir_attachment", "index_content", "text")
        return count

    def replace_columns(self):
        """Put the sealed columns in the place of the plain ones, in new files."""
        _check_constraints(self.env.cr)
        dropped = [SQL("DROP COLUMN %s", SQL.identifier(column.name)) for column in self.columns]
        self._alter([*dropped, _rewriting(self.plain.columns[0].sealed, "bytea")])
        for column in self.plain.columns:
            old, new = SQL.identifier(column.sealed), SQL.identifier(column.name)
            self._alter([SQL("RENAME COLUMN %s TO %s", old, new)])
        for table in (self.name, "socreg_data_key"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _alter(self, changes):
        self.env.cr.execute(
            SQL("ALTER TABLE %s %s", SQL.identifier(self.name), SQL(", ").join(changes))
        )

    def _of_level(self, level):
        return [column for column in self.plain.columns if column.level == level]

    def _rows(self, condition):
        """Return rows of id, random id, subject's random id and wrapped keys, and plain values."""
        owner, above = SQL("t"), SQL("")
        if self.plain.subject:
            owner = SQL("s")
            above = SQL(
                "LEFT JOIN %s AS s ON s.id = %s",
                SQL.identifier(self.plain.subject.replace(".", "_")),
                SQL.identifier("t", self.plain.subject_field),
            )
        plain = SQL("").join(SQL(", %s", SQL.identifier("t", c.name)) for c in self.columns)
        self.env.cr.execute(
            SQL(
                "SELECT t.id, t.rid, %(owner)s.rid, encode(k.identity, 'hex'),"
                " encode(k.health, 'hex')%(plain)s FROM %(table)s AS t %(above)s"
                " LEFT JOIN socreg_data_key AS k ON k.rid = %(owner)s.rid WHERE %(condition)s",
                owner=owner,
                plain=plain,
                table=SQL.identifier(self.name),
                above=above,
                condition=condition,
            )
        )
        return self.env.cr.fetchall()

    def _with_keys(self, rows):
        """Make the keys of rows that are their own subjects; return them with their owner."""
        self.env["socreg.data.key"]._make(
            (rid, {"identifying", *self._classes(values)}) for _id, rid, _o, _i, _h, *values in rows
        )
        return [(id_, rid, rid, *rest) for id_, rid, _owner, *rest in rows]

    def _classes(self, values):
        used = zip(self.columns, values, strict=True)
        return {column.data_class for column, value in used if value is not None}

    def _sealed_row(self, row):
        """Return the new columns of a row, by name."""
        id_, rid, *owner, values = *row[:5], row[5:]
        by_column = dict(zip(self.columns, values, strict=True))
        new = {"id": id_, "rid": rid}
        for column, value in by_column.items():
            if value is not None:
                place = column.name, column.data_class
                new[column.sealed] = self._seal(place, column.to_bytes(value), rid, owner)
            if column.level == blind.Level.EXACT:
                normal = column.normal_form(value)
                model, name = self.plain.model, column.name
                new |= blind.value_columns(self.masters, model, name, normal, column.level)
        parts = sorted(self._of_level(blind.Level.NAME_BUCKET), key=lambda column: column.name)
        texts = [by_column[column] for column in parts if by_column[column]]
        return new | (self._name_columns(texts, rid, owner) if texts else {})

    def _name_columns(self, texts, rid, owner):
        """Return the columns that find a name, as `socreg.sealed.named` makes them."""
        keys = {key(part) for text in texts for part in fold(text)}
        new = {BUCKETS: blind.name_buckets(self.masters, self.plain.model, keys) or None}
        tokens = prepared(texts)
        if tokens:
            new[TOKENS] = self._seal((TOKENS, "identifying"), tokens.encode(), rid, owner)
        return new

    def _seal(self, place, content, rid, owner):
        """Return a cell.

        :param place: the field's name and class of data
        :param owner: the subject's random id and its wrapped keys, where it has them already
        """
        name, data_class = place
        keys, (owner_rid, *wrapped) = self.env["socreg.data.key"], owner
        stored = dict(zip(PURPOSE_OF, wrapped, strict=True))[data_class]
        if stored:
            cipher = keys._cipher(data_class, owner_rid, stored)
        else:
            cipher = keys._cipher_to_seal(data_class, owner_rid)
        return cipher.seal(content, Place(self.plain.model, name, rid), os.urandom(NONCE_SIZE))

    def _seal_contents(self, column, contents):
        """Seal the contents of files, by record's id."""
        sealed = []
        for id_, rid, *rest in self._rows(SQL("t.id = ANY(%s)", list(contents))):
            content = column.to_bytes(base64.b64encode(contents[id_]))
            place = column.name, column.data_class
            sealed.append({"id": id_, column.sealed: self._seal(place, content, rid, rest[:3])})
        self._write(sealed, [column.sealed])

    def _write(self, rows, names=None):
        names = names or list(self.types)
        values = [[row["id"], *(row.get(name) for name in names)] for row in rows]
        columns = [SQL.identifier(name) for name in names]
        statement = SQL(
            "UPDATE %s AS t SET %s FROM (VALUES %s) AS v (id, %s) WHERE t.id = v.id",
            SQL.identifier(self.name),
            SQL(", ").join(SQL("%s = v.%s", column, column) for column in columns),
            None,
            SQL(", ").join(columns),
        )
        casts = ", ".join(["%s", *(f"%s::{self.types[name]}" for name in names)])
        cursor = self.env.cr._obj
        execute_values(cursor, statement.code, values, f"({casts})", page_size=500)


def _check_constraints(cr):
    """Have done what is deferred: a table with something left to check is not altered."""
    cr.execute(CHECK_NOW)


def _rewriting(column, kind):
    """Return a change of a column that changes nothing, and has the table written to new files.

    What is not seen any more, old versions of rows and dropped columns, is not written.
    """
    empty = SQL("''::%s", SQL(kind))
    name = SQL.identifier(column)
    return SQL("ALTER COLUMN %s TYPE %s USING %s || %s", name, SQL(kind), name, empty)


def _rewrite(cr, table, column, kind):
    _check_constraints(cr)
    cr.execute(SQL("ALTER TABLE %s %s", SQL.identifier(table), _rewriting(column, kind)))


def _forget(dbname):
    """Remove from the disk what a transaction cannot: files, and the planner's samples of values."""
    with db_connect(dbname).cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["ir.attachment"]._gc_file_store()
    cr = db_connect(dbname).cursor()
    cr._cnx.autocommit = True
    try:
        cr.execute("VACUUM FULL pg_statistic")
    except psycopg2.Error as error:
        _logger.warning("run VACUUM FULL pg_statistic: old values stand in it (%s)", error)
    finally:
        cr._cnx.autocommit = False
        cr.close()
