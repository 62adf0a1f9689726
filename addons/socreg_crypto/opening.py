"""What one transaction opens: for whom, how records open, and what the log will say of it."""

from collections import defaultdict
from functools import wraps

from .core.elevation import reason_of_elevation
from .core.memo import transaction_memo

OPENINGS = "socreg.openings"
SEERS = "socreg_crypto.socreg_crypto_group_personal_data"
MOST_OPENERS = 20_000


class Openings:
    """A transaction's openings.

    :ivar openers: (its cipher's `decrypt`, `row_of` the random id) by record's id, by (model, class of data)
    :ivar ciphers: cipher by (class of data, subject's random id)
    :ivar added: the same of keys that were made or destroyed later: a savepoint may undo that
    :ivar rows: wrapped keys by purpose, or None, by subject's random id: of who was asked for alone
    :ivar rings: master keys by purpose
    :ivar reread: purposes whose master keys were read anew: a transaction sees no newer ones
    :ivar told: what `once_a_transaction` remembers
    :ivar owners: subject's id by (model, id) of rows that hang on it no more
    :ivar seen: ids by (user's id, reason, model, field): what is not logged yet
    """

    __slots__ = (
        "added",
        "ciphers",
        "openers",
        "owners",
        "reread",
        "rings",
        "rows",
        "seen",
        "sees",
        "told",
    )

    def __init__(self):
        self.sees = {}
        self.openers = defaultdict(dict)
        self.ciphers = {}
        self.added = set()
        self.rows = {}
        self.rings = {}
        self.reread = set()
        self.told = {}
        self.owners = {}
        self.seen = defaultdict(set)

    def forget(self):
        """Forget every key."""
        self.openers.clear()
        self.ciphers.clear()
        self.rows.clear()
        self.rings.clear()
        self.reread.clear()

    def openers_of(self, model, data_class):
        """Return how the records of a model open; a long transaction does not remember them all."""
        openers = self.openers[model, data_class]
        if len(openers) > MOST_OPENERS:
            openers.clear()
        return openers

    def remember(self, data_class, rid, cipher):
        """Remember the cipher of a subject, and return it."""
        if (data_class, rid) in self.added:
            return cipher
        if len(self.ciphers) > MOST_OPENERS:
            self.ciphers.clear()
        self.ciphers[data_class, rid] = cipher
        return cipher

    def remember_rows(self, rows):
        """Remember the wrapped keys of subjects."""
        if len(self.rows) > MOST_OPENERS:
            self.rows.clear()
        changed = {rid for _data_class, rid in self.added}
        self.rows.update((rid, row) for rid, row in rows.items() if rid not in changed)

    def note(self, env, reason, model, field, ids, owner=None):
        """Remember for the log that values were opened.

        :param owner: whose they were, where the rows themselves may not say so any more
        """
        # A savepoint that is rolled back clears what is to be done before the commit.
        if OPENINGS not in env.cr.precommit.data:
            env.cr.precommit.data[OPENINGS] = True
            env.cr.precommit.add(env["socreg.opening"]._write_log)
        if owner:
            self.owners.update(((model, id_), owner) for id_ in ids)
        self.seen[env.uid, reason, model, field].update(ids)

    def may_see(self, env):
        """Tell whether the user of an environment may see personal data."""
        if env.uid not in self.sees:
            self.sees[env.uid] = bool(env.uid) and env.user.has_group(SEERS)
        return self.sees[env.uid]


def openings(cr):
    """Return the openings of the transaction."""
    return cr.cache.get(OPENINGS) or transaction_memo(cr, OPENINGS, Openings)


def cached(field, env):
    """Return a field's part of the ORM's cache: values by record's id."""
    if hasattr(field, "_get_cache"):
        return field._get_cache(env)
    return env.cache._get_field_cache(env[field.model_name], field)


def fill_cache(field, records, values):
    """Put values of a field into the ORM's cache, for those records that have none there."""
    if hasattr(field, "_insert_cache"):
        field._insert_cache(records, values)
    else:
        records.env.cache.insert_missing(records, field, values)


def forget_keys(cr):
    """Forget the keys that the transaction remembers: one was changed or destroyed."""
    openings(cr).forget()


def may_open(env):
    """Tell whether values are opened for this environment: its user may see, or code says why."""
    return reason_of_elevation() is not None or openings(env.cr).may_see(env)


def once_a_transaction(method):
    """Decorate a method that tells how a model is made: it is asked for every row."""

    @wraps(method)
    def tell(self):
        told, key = openings(self.env.cr).told, (method, self._name)
        if key not in told:
            told[key] = method(self)
        return told[key]

    return tell
