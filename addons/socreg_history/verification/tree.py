"""Whether the tree over the log is what was signed, and what the witness saw."""

import base64
import hashlib
import sqlite3
import struct
from contextlib import closing

from ..verifier import socreg_verify as standalone
from .archive import load_archives

PIECE = 20_000
POSITION = struct.Struct(">qq")
# Events that somebody put at one position come together: none of them is passed over.
EVENTS = (
    " FROM (SELECT xid, seq, coalesce(hash, '') AS hash FROM socreg_history.event"
    " WHERE (xid, seq) > (%s, %s) ORDER BY xid, seq FETCH FIRST %s ROWS WITH TIES) AS e"
)
HASHES = (
    "SELECT string_agg(int8send(xid) || int8send(seq), ''), string_agg(hash, ''),"
    " bool_and(length(hash) = 32)" + EVENTS
)
LEAVES = "SELECT string_agg(sha256('\\x00'::bytea || hash), '')" + EVENTS


class TreeChecks(standalone.TreeChecks):
    """Checks the tree as the verifier that stands alone does, with what the database streams."""

    def __init__(self, cr, registry, report, keys):
        super().__init__(registry, report, keys)
        self._cursor = cr

    def _events(self):
        place = self._position
        while found := self._page(place):
            yield found
            place = found[0][-1]

    def _page(self, place):
        """Return positions and leaves of the events that come next, or nothing."""
        packed, hashes, are_hashes = self._in_order(HASHES, place)
        if not packed:
            return None
        positions = list(POSITION.iter_unpack(packed))
        if are_hashes:
            return positions, _leaves_of(bytes(hashes))
        return positions, bytes(self._in_order(LEAVES, place)[0])

    def _in_order(self, statement, place):
        """Ask for a page of events; none but those of the page are read, however many follow."""
        self._cursor.execute("SET LOCAL enable_sort TO off")
        self._cursor.execute(statement, [*place, PIECE])
        found = self._cursor.fetchone()
        self._cursor.execute("SET LOCAL enable_sort TO on")
        return found

    def _pieces(self):
        with closing(self._cursor._cnx.cursor("socreg_verify_leaves")) as rows:
            rows.itersize = 10
            rows.execute(
                "SELECT start, hashes FROM socreg_history.leaves"
                " WHERE start + length(hashes) / 32 > %s ORDER BY start",
                [self._first],
            )
            for start, hashes in rows:
                # A piece may have begun before the head that is begun at.
                known = max(self._first - start, 0)
                yield start + known, bytes(hashes[32 * known :])


def _leaves_of(hashes):
    sha256, places = hashlib.sha256, range(0, len(hashes), 32)
    return b"".join([sha256(b"\x00" + hashes[at : at + 32]).digest() for at in places])


def check_tree(scope_head, uuid, keys, witness, cr, report):
    """Grow the tree, from a head on or from the beginning, and look at what was signed.

    :param scope_head: the size of the head from which on it is looked at
    :param keys: what signatures are checked with; where there are none, the witness's come to them
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
