"""What one transaction opens: for whom, how records open, and what the log will say of it."""

from collections import defaultdict

from .core.elevation import reason_of_elevation
from .core.memo import transaction_memo

OPENINGS = "socreg.openings"
SEERS = "socreg_crypto.socreg_crypto_group_personal_data"
MOST_OPENERS = 20_000


class Openings:
    """A transaction's openings.

    :ivar openers: (random id, cipher) by (model, class of data, record's id)
    :ivar ciphers: cipher by (class of data, subject's random id)
    :ivar rings: master keys by purpose
    :ivar seen: (ids, names of fields) by (user's id, reason, model): what is not logged yet
    """

    __slots__ = ("ciphers", "openers", "rings", "seen", "sees")

    def __init__(self):
        self.sees = {}
        self.openers = {}
        self.ciphers = {}
        self.rings = {}
        self.seen = defaultdict(lambda: (set(), set()))

    def forget(self):
        """Forget every key."""
        self.openers.clear()
        self.ciphers.clear()
        self.rings.clear()

    def make_room(self):
        """Keep a long transaction from remembering everything."""
        if len(self.openers) > MOST_OPENERS:
            self.openers.clear()
        if len(self.ciphers) > MOST_OPENERS:
            self.ciphers.clear()

    def note(self, env, reason, model, id_, field):
        """Remember for the log that a value was opened."""
        # A savepoint that is rolled back clears what is to be done before the commit.
        if OPENINGS not in env.cr.precommit.data:
            env.cr.precommit.data[OPENINGS] = True
            env.cr.precommit.add(env["socreg.opening"]._write_log)
        ids, fields = self.seen[env.uid, reason, model]
        ids.add(id_)
        fields.add(field)


def openings(cr):
    """Return the openings of the transaction."""
    return cr.cache.get(OPENINGS) or transaction_memo(cr, OPENINGS, Openings)


def forget_keys(cr):
    """Forget the keys that the transaction remembers: one was changed or destroyed."""
    openings(cr).forget()


def may_open(env):
    """Tell whether values are opened for this environment: its user may see, or code says why."""
    if reason_of_elevation() is not None:
        return True
    sees = openings(env.cr).sees
    if env.uid not in sees:
        sees[env.uid] = bool(env.uid) and env.user.has_group(SEERS)
    return sees[env.uid]
