"""Whether what is left of months that left the log is what was signed when they left."""

import sqlite3
from contextlib import closing

from odoo.tools import SQL

from ..verifier import socreg_verify as standalone

# Events, and before them what archived months made of each record.
ALL_EVENTS = SQL(
    "(SELECT model, record_id, ver, op, body, subject_id FROM socreg_history.event UNION ALL"
    " SELECT model, record_id, ver, op, body, subject_id FROM socreg_history.base)"
)


class ArchiveChecks(standalone.ArchiveChecks):
    """Checks archives as the verifier that stands alone does; the database digests their base."""

    def __init__(self, cr, registry, report, keys):
        super().__init__(registry, report, keys)
        self._cursor = cr

    def _notes(self):
        self._cursor.execute(
            SQL(
                "SELECT ver, convert_to(body::text, 'UTF8') FROM %s AS e WHERE model = %s"
                " AND record_id = 0 AND op = 's'",
                ALL_EVENTS,
                "socreg.archive",
            )
        )
        return [(ver, body and bytes(body)) for ver, body in self._cursor.fetchall()]

    def _has_base(self):
        self._cursor.execute("SELECT EXISTS (SELECT FROM socreg_history.base)")
        return self._cursor.fetchone()[0]

    def _base_digest(self):
        self._cursor.execute(
            """
            SELECT sha256(coalesce(string_agg(sha256(convert_to(concat_ws(E'\\n', 'socreg base 1',
                b.seq, b.xid, (extract(epoch FROM b.at) * 1000000)::bigint, b.model, b.record_id,
                coalesce(b.subject_id::text, ''), coalesce(b.party_id::text, ''), b.ver, b.op,
                encode(b.hash, 'hex'), coalesce(b.body::text, '')), 'UTF8')), ''
                ORDER BY b.model COLLATE "C", b.record_id), ''))
            FROM socreg_history.base AS b
            """
        )
        return bytes(self._cursor.fetchone()[0])


def check_archives(cr, report, keys):
    """Look at what is said of archives, and at the base that they left."""
    with closing(sqlite3.connect("")) as store:
        store.executescript(standalone.TABLES)
        load_archives(cr, store)
        ArchiveChecks(cr, standalone.Registry(store), report, keys).run()


def load_archives(cr, store):
    """Copy what is said of archives to where the verifier that stands alone looks for it."""
    cr.execute("SELECT name, events, leaves::text, sha256, manifest FROM socreg_history.archive")
    rows = ((*told, bytes(digest), manifest) for *told, digest, manifest in cr.fetchall())
    store.executemany("INSERT INTO archive VALUES (?, ?, ?, ?, ?)", rows)
