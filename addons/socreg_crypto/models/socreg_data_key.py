import os
import secrets
from itertools import product

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import wrapping
from ..core.elevation import machinery
from ..core.envelope import (
    AES_256_GCM,
    HEADER,
    KEY_ID,
    KEY_SIZE,
    NONCE_SIZE,
    VERSION,
    Cipher,
    row_of,
    try_open,
)
from ..core.errors import KeyDestroyed, KeyMissing
from ..opening import forget_keys, openings

# Which keys seal a class of data: master keys go by the name of their purpose.
PURPOSE_OF = {"identifying": "identity", "sensitive": "health"}
PIECE = 2_000


class SocregDataKey(models.Model):
    """The data keys of one subject, each wrapped by the master key of its purpose.

    They stand in a table of their own, whose rows are short: wrapping a country's keys anew does
    not rewrite the country. A key outlives the row of its subject, as history does; erasing the
    subject destroys it.
    """

    _name = "socreg.data.key"
    _description = "Data Keys of a Subject"
    _log_access = False

    rid = fields.Char(string="Subject's Random Id", required=True, readonly=True)
    identity = fields.Binary(attachment=False, readonly=True)
    health = fields.Binary(attachment=False, readonly=True)

    _sql_constraints = [("rid_unique", "UNIQUE (rid)", "This subject has its keys already.")]

    def init(self):
        # Room in each page lets a key be replaced beside the old one, with no index touched.
        self.env.cr.execute("ALTER TABLE socreg_data_key SET (fillfactor = 50)")

    @api.model
    def _make(self, subjects):
        """Make the keys of new subjects, in one statement.

        :param subjects: pairs of random id and set of classes of data
        """
        state, rows = openings(self.env.cr), []
        for rid, classes in subjects:
            wrapped = {"identity": None, "health": None}
            for data_class in classes:
                purpose = PURPOSE_OF[data_class]
                wrapped[purpose], cipher = self._new_key(purpose, rid)
                state.remember(data_class, rid, cipher)
            rows.append((rid, *wrapped.values()))
        statement = "INSERT INTO socreg_data_key (rid, identity, health) VALUES %s"
        execute_values(self.env.cr._obj, statement, rows, page_size=1_000)

    @api.model
    def _new_key(self, purpose, rid):
        """Return a new key, wrapped by the active master key, and its cipher."""
        key = secrets.token_bytes(KEY_SIZE)
        master = self.env["socreg.key"]._ring(purpose).sealing_key()
        nonce = os.urandom(NONCE_SIZE)
        return wrapping.wrap(key, master, f"data.{purpose}", rid, nonce), Cipher(key)

    @api.model
    def _cipher(self, data_class, rid, wrapped, others=()):
        """Return the cipher of a subject's key; the transaction remembers it.

        :param rid: the subject's random id
        :param wrapped: the wrapped key in hexadecimal, where it was read already
        :param others: random ids of whose keys will be asked for next, if this one must be read
        :raises KeyDestroyed: the subject is erased
        :raises KeyMissing: this process has not got the master key, or there never was a key
        """
        state = openings(self.env.cr)
        cipher = state.ciphers.get((data_class, rid))
        if not cipher:
            purpose = PURPOSE_OF[data_class]
            sealed = bytes.fromhex(wrapped) if wrapped else self._stored(rid, purpose, others)
            master = self.env["socreg.key"]._key_for(purpose, sealed)
            key = wrapping.unwrap(sealed, master, f"data.{purpose}", rid)
            cipher = state.remember(data_class, rid, Cipher(key))
        return cipher

    @api.model
    def _ciphers_of(self, data_class, remembering=True):
        """Return a function that opens many keys.

        It takes a subject's random id and wrapped key, and returns None where `_cipher` would fail.

        :param remembering: False where so many are opened, once each, that it is not worth it
        """
        state, purpose = openings(self.env.cr), PURPOSE_OF[data_class]
        ciphers, column, masters = state.ciphers, *self._masters(purpose)

        def cipher_of(rid, wrapped):
            cipher = ciphers.get((data_class, rid))
            if cipher:
                return cipher
            sealed = bytes.fromhex(wrapped)
            master = masters.get(sealed[KEY_ID])
            key = master and try_open(master.decrypt, sealed, column, row_of(rid))
            if not key:
                return None
            cipher = Cipher(key)
            return state.remember(data_class, rid, cipher) if remembering else cipher

        return cipher_of

    @api.model
    def _masters(self, purpose):
        """Return what keys of a purpose are bound to, and the masters that this process has."""
        try:
            masters = self.env["socreg.key"]._ring(purpose).keys
        except KeyMissing:
            masters = {}
        return wrapping.column_for(f"data.{purpose}"), masters

    @api.model
    def _cipher_to_seal(self, data_class, rid, wrapped=None, others=()):
        """Return the cipher of a subject's key; a subject that lacks one of this class is given it.

        :raises KeyDestroyed: the subject is erased
        """
        try:
            return self._cipher(data_class, rid, wrapped, others)
        except KeyDestroyed:
            raise
        except KeyMissing:
            if self._row(rid, PURPOSE_OF[data_class]):
                raise
        return self._add(data_class, rid)

    @api.model
    def _add(self, data_class, rid):
        purpose = PURPOSE_OF[data_class]
        wrapped, cipher = self._new_key(purpose, rid)
        self.env.cr.execute(
            SQL(
                "UPDATE socreg_data_key SET %s = %s WHERE rid = %s",
                SQL.identifier(purpose),
                wrapped,
                rid,
            )
        )
        state = openings(self.env.cr)
        state.added.add((data_class, rid))
        state.rows.pop(rid, None)
        return cipher

    @api.model
    @machinery()
    def _give(self, data_class, subjects):
        """Give many subjects a key of a class, where they lack one: rows of theirs are to be sealed.

        :param subjects: records whose rows will be sealed; who is erased is given none
        """
        purpose = PURPOSE_OF[data_class]
        name = f"key_{purpose}"
        # Access to a subject is not asked for: who may work on a row of theirs may seal it.
        subjects = subjects.sudo()
        subjects.fetch(["rid", name])
        rids = [subject.rid for subject in subjects if not subject[name]]
        wrapped = [self._new_key(purpose, rid)[0] for rid in rids]
        if rids:
            column = SQL.identifier(purpose)
            self.env.cr.execute(
                SQL(
                    "UPDATE socreg_data_key SET %s = given.wrapped"
                    " FROM unnest(%s, %s::bytea[]) AS given (rid, wrapped)"
                    " WHERE socreg_data_key.rid = given.rid AND identity IS NOT NULL AND %s IS NULL",
                    column,
                    rids,
                    wrapped,
                    column,
                )
            )
            state = openings(self.env.cr)
            state.added.update((data_class, rid) for rid in rids)
            for rid in rids:
                state.rows.pop(rid, None)
            subjects.invalidate_recordset([name])

    @api.model
    def _stored(self, rid, purpose, others=()):
        """Return a subject's wrapped key.

        :raises KeyDestroyed: the subject is erased
        :raises KeyMissing: it never had one of this purpose
        """
        wrapped = self._row(rid, purpose, others)
        if not wrapped:
            raise KeyMissing("its key was never made")
        return wrapped

    @api.model
    def _row(self, rid, purpose, others=()):
        rows = openings(self.env.cr).rows
        row = rows[rid] if rid in rows else self._read_rows({rid, *others})[rid]
        # Every subject has a key for identity from its first day until it is erased.
        if not row or not row["identity"]:
            raise KeyDestroyed("its key is destroyed")
        return row[purpose] and bytes(row[purpose])

    @api.model
    def _read_rows(self, rids):
        """Return the wrapped keys of subjects by random id: by purpose, or None where none stand."""
        self.env.cr.execute(
            "SELECT rid, identity, health FROM socreg_data_key WHERE rid = ANY(%s)", [list(rids)]
        )
        rows = dict.fromkeys(rids)
        for rid, identity, health in self.env.cr.fetchall():
            rows[rid] = {"identity": identity, "health": health}
        openings(self.env.cr).remember_rows(rows)
        return rows

    @api.model
    def _erase(self, rids):
        """Destroy the keys of subjects for good."""
        self.env.cr.execute(
            "UPDATE socreg_data_key SET identity = NULL, health = NULL WHERE rid = ANY(%s)",
            [list(rids)],
        )
        openings(self.env.cr).added.update(product(PURPOSE_OF, rids))
        forget_keys(self.env.cr)

    @api.model
    def _count_wrapped_by(self, purpose, mark):
        """Return how many keys one master key still wraps.

        :param mark: the first bytes of all that it wraps (`mark_of`)
        """
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM socreg_data_key WHERE substr(%s, 1, %s) = %s",
                SQL.identifier(purpose),
                len(mark),
                mark,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _rewrap(self, purpose, piece=PIECE):
        """Wrap keys anew by the active master key, piece by piece; yield how many, after each.

        Rows that somebody works on are passed over and taken by the next call; what is done is
        done, so a call that is cut off is simply made again. The caller commits each piece.
        """
        ring = self.env["socreg.key"]._ring(purpose)
        last = 0
        while rows := self._rows_to_rewrap(purpose, mark_of(ring.active), last, piece):
            self._rewrap_rows(purpose, ring, rows)
            last = rows[-1][0]
            yield len(rows)

    @api.model
    def _count_to_rewrap(self, purpose):
        """Return how many keys are not wrapped by the active master key."""
        mark = mark_of(self.env["socreg.key"]._ring(purpose).active)
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM socreg_data_key WHERE substr(%s, 1, %s) <> %s",
                SQL.identifier(purpose),
                len(mark),
                mark,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _rows_to_rewrap(self, purpose, mark, last, piece):
        column = SQL.identifier(purpose)
        self.env.cr.execute(
            SQL(
                "SELECT id, rid, %(column)s FROM socreg_data_key WHERE id > %(last)s"
                " AND substr(%(column)s, 1, %(length)s) <> %(mark)s"
                " ORDER BY id LIMIT %(piece)s FOR NO KEY UPDATE SKIP LOCKED",
                column=column,
                last=last,
                piece=piece,
                length=len(mark),
                mark=mark,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _rewrap_rows(self, purpose, ring, rows):
        sealing, label = ring.sealing_key(), f"data.{purpose}"
        column, keys = wrapping.column_for(label), []
        for _id, rid, stored in rows:
            wrapped, row = bytes(stored), row_of(rid)
            key = try_open(ring.key_for(wrapped).decrypt, wrapped, column, row)
            # What does not open says why.
            key = key or wrapping.unwrap(wrapped, ring.key_for(wrapped), label, rid)
            keys.append(sealing.seal_at(key, column, row, os.urandom(NONCE_SIZE)))
        # All wrapped keys are of one size: one parameter is quicker to read than thousands.
        self.env.cr.execute(
            SQL(
                "UPDATE socreg_data_key AS t SET %(key)s = substr(%(all)s, (v.n - 1)::int * %(size)s"
                " + 1, %(size)s) FROM unnest(%(ids)s) WITH ORDINALITY AS v (id, n)"
                " WHERE t.id = v.id",
                key=SQL.identifier(purpose),
                all=b"".join(keys),
                size=len(keys[0]),
                ids=[row[0] for row in rows],
            )
        )


def mark_of(name):
    """Return the first bytes of everything that the key of this id wraps."""
    return HEADER.pack(VERSION, AES_256_GCM, name)
