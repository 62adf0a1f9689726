"""Whether the tree over the log is what was signed, and what the witness saw."""

import base64
import sqlite3
from contextlib import closing

from ..verifier import socreg_verify as standalone
from .archive import load_archives

PIECE = 20_000


class TreeChecks(standalone.TreeChecks):
    """Checks the tree as the verifier that stands alone does, with what the database streams."""

    def __init__(self, cr, registry, report, keys):
        super().__init__(registry, report, keys)
        self._cursor = cr

    def _events(self):
        with self._stream("event") as rows:
            rows.execute(
                "SELECT xid, seq, sha256('\\x00'::bytea || hash) FROM socreg_history.event"
                " WHERE (xid, seq) > (%s, %s) ORDER BY xid, seq",
                self._position,
            )
            for xid, seq, leaf in rows:
                yield xid, seq, bytes(leaf)

    def _pieces(self):
        with self._stream("leaves") as rows:
            rows.execute(
                "SELECT start, hashes FROM socreg_history.leaves"
                " WHERE start + length(hashes) / 32 > %s ORDER BY start",
                [self._first],
            )
            for start, hashes in rows:
                # A piece may have begun before the head that is begun at.
                known = max(self._first - start, 0)
                yield start + known, bytes(hashes[32 * known :])

    def _stream(self, name):
        cursor = self._cursor._cnx.cursor(f"socreg_verify_{name}")
        cursor.itersize = PIECE if name == "event" else 10
        return closing(cursor)


def check_tree(cr, report, scope_head, uuid, keys, witness):
    """Grow the tree, from a head on or from the beginning, and look at what was signed.

    :param scope_head: the size of the head from which on it is looked at
    :return: the keys that signatures are checked with
    """
    with closing(sqlite3.connect("")) as store:
        store.executescript(standalone.TABLES)
        _load_heads(cr, store, scope_head)
        load_archives(cr, store)
        registry = standalone.Registry(store, uuid=uuid)
        checks = TreeChecks(cr, registry, report, keys)
        if scope_head:
            cr.execute(
                "SELECT xid, seq, frontier FROM socreg_history.tree_head WHERE size = %s",
                [scope_head],
            )
            xid, seq, frontier = cr.fetchone()
            subtrees = [bytes(frontier[at : at + 32]) for at in range(0, len(frontier), 32)]
            checks.begin_at(scope_head, (xid, seq), subtrees)
        checks.run(witness)
        return keys


def _load_heads(cr, store, first):
    cr.execute(
        "SELECT size, root, (extract(epoch FROM at) * 1000000)::bigint, xid, seq, frontier, note"
        " FROM socreg_history.tree_head WHERE size >= %s OR size < 0",
        [first],
    )
    rows = (
        (n, bytes(root), *rest, bytes(ends), note) for n, root, *rest, ends, note in cr.fetchall()
    )
    store.executemany("INSERT INTO tree_head VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def own_keys(cr):
    """Return the public keys that the registry says are its own."""
    cr.execute(
        "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('socreg_key')"
        " AND attname = 'public_key'"
    )
    if not cr.fetchone():
        return []
    cr.execute("SELECT public_key FROM socreg_key WHERE purpose = 'proof'")
    return [base64.b64decode(key) for (key,) in cr.fetchall()]
