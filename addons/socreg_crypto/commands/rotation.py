"""socreg_keys rotate, promote, rewrap, destroy: a new key takes over, step by step."""

import time

from psycopg2.errors import LockNotAvailable

from odoo.tools import SQL, config

from ..core import providers
from .console import Progress, Refused

KEK = "kek"
INDEX = "index"
PROOF = "proof"
# A server looks for changed keys before each request; a request that runs meanwhile ends in time.
SECONDS_TO_SPREAD = 60
LONGEST_REQUEST = 3600
SECONDS_BETWEEN_TRIES = 1
TRIES = 5
LOCK_TIMEOUT = "10s"


def rotate(session, wish, console):
    """Make the next key; nothing is sealed with it yet."""
    if wish.purpose == KEK:
        return _rotate_kek(session, console)
    with session.transaction() as env:
        version = env["socreg.key"]._rotate(wish.purpose).version
    console.show(f"The {wish.purpose} key {version} is made and distributed.")
    first = "" if wish.purpose != INDEX else "socreg_keys rewrap index, and "
    console.show(f"Next, after {SECONDS_TO_SPREAD} s: {first}socreg_keys promote {wish.purpose}")
    return 0


def _rotate_kek(session, console):
    with session.transaction() as env:
        provider = env["socreg.key"]._provider()
        if not isinstance(provider, providers.FileProvider):
            raise Refused(f"The provider {provider.name} keeps the key: change it there.")
        provider.add_key()
        new, old = provider.key_names()
    console.show(f"{provider.path} holds {new} now, and still {old}.")
    console.show("Next: back it up (socreg_keys backup), copy it to every server of this registry,")
    console.show("then socreg_keys rewrap kek")
    return 0


def promote(session, wish, console):
    """Let the next key seal, once every process can have it."""
    if wish.purpose == KEK:
        raise Refused("A key-encryption key is not promoted: socreg_keys rewrap kek takes it over.")
    with session.transaction() as env:
        key = env["socreg.key"].search(
            [("purpose", "=", wish.purpose), ("state", "=", "pre_active")]
        )
        if not key:
            raise Refused(f"There is no next {wish.purpose} key: rotate first.")
        if not wish.now:
            key._check_settled(SECONDS_TO_SPREAD)
        key._promote()
        version, before = key.version, env["socreg.key"]._living(wish.purpose)[1:2].version
    if wish.purpose == PROOF:
        console.show(f"The proof key {version} signs from now on, and the one before beside it.")
        console.show(f"Next, once auditors know it: socreg_keys destroy proof {before}")
        return 0
    console.show(f"The {wish.purpose} key {version} seals from now on.")
    console.show(f"Next: socreg_keys rewrap {wish.purpose}")
    return 0


def rewrap(session, wish, console):
    """Bring everything that stands under older keys under the newest; return 0 once it is so."""
    if wish.purpose == KEK:
        return _rewrap_kek(session, console)
    count, make = _index_work(session) if wish.purpose == INDEX else _key_work(wish.purpose)
    progress = Progress(console, wish.purpose, _asked(session, count))
    left = _until_nothing_is_left(session, count, make, progress)
    console.say(progress.line())
    if left:
        console.show(f"{left} are left: others work on them, or they do not open. Call again.")
        return 1
    console.show(f"Nothing is left under older {wish.purpose} keys.")
    return 0


def _rewrap_kek(session, console):
    with session.transaction() as env:
        done = env["socreg.key"]._rewrap_masters()
        newest = env["socreg.key"]._provider().key_name()
    console.show(f"{done} master keys were wrapped anew: all are wrapped by {newest}.")
    console.show("Next, once every database and server uses it: socreg_keys destroy kek")
    return 0


def _key_work(purpose):
    def count(env):
        return env["socreg.data.key"]._count_to_rewrap(purpose)

    return count, lambda env: env["socreg.data.key"]._rewrap(purpose)


def _index_work(session):
    version = _asked(session, lambda env: env["socreg.key"]._living(INDEX)[:1].version)

    def count(env):
        return env["socreg.sealed"]._count_stale(version)

    return count, lambda env: env["socreg.sealed"]._reindex(version)


def _asked(session, question):
    with session.transaction() as env:
        return question(env)


def _until_nothing_is_left(session, count, make, progress):
    """Go through all that is left until there is nothing, or nothing more can be done."""
    tries = TRIES
    while tries:
        before = progress.done
        for done in session.pieces(make):
            progress.add(done)
        left = _asked(session, count)
        if not left:
            return 0
        if progress.done == before:
            tries -= 1
            time.sleep(SECONDS_BETWEEN_TRIES)
    return left


def destroy(session, wish, console):
    """Destroy a key that nothing needs any more."""
    if wish.purpose == KEK:
        return _destroy_kek(session, wish, console)
    if wish.version is None:
        raise Refused("Say which version: socreg_keys status shows them.")
    console.say(f"The {wish.purpose} key {wish.version} will be gone for good.")
    console.confirm("destroy", wish.yes)
    with session.transaction() as env:
        _hold_writers(env, wish.purpose)
        key = env["socreg.key"].search(
            [("purpose", "=", wish.purpose), ("version", "=", wish.version)]
        )
        if not key:
            raise Refused(f"There is no {wish.purpose} key {wish.version}.")
        if not wish.now and key.state == "decrypt_only":
            key._check_settled(longest_request())
        key._destroy()
    console.show(f"The {wish.purpose} key {wish.version} is destroyed.")
    if wish.purpose == PROOF:
        console.show("What it signed is checked with its public key, which stays.")
    return 0


def longest_request():
    """Return after how many seconds no request or scheduled action runs that began before."""
    limits = (config[f"limit_time_real{suffix}"] or 0 for suffix in ("", "_cron"))
    return max(LONGEST_REQUEST, *limits)


def _hold_writers(env, purpose):
    """Wait for those who write and keep new ones waiting: the first thing in a transaction.

    What they had written would not be seen by the count that decides.
    """
    if purpose == PROOF:
        return
    models = [env["socreg.data.key"]]
    if purpose == INDEX:
        models = env["socreg.sealed"]._indexed_models()
    tables = SQL(", ").join(SQL.identifier(model._table) for model in models)
    # Neither begins what the transaction sees: the count does, once the lock is there.
    env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
    try:
        env.cr.execute(SQL("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", tables))
    except LockNotAvailable:
        raise Refused(f"Somebody has been writing for {LOCK_TIMEOUT}: call again.") from None


def _destroy_kek(session, wish, console):
    with session.transaction() as env:
        keys = env["socreg.key"]
        provider = keys._provider()
        if not isinstance(provider, providers.FileProvider):
            raise Refused(f"The provider {provider.name} keeps the key: destroy it there.")
        old = provider.key_names()[1:]
        if not old:
            raise Refused(f"{provider.path} holds one key only.")
        left = len(keys._not_by_newest())
        if left:
            raise Refused(f"{left} master keys are still wrapped by {old[0]}: rewrap kek first.")
        console.say(
            f"{provider.path} will lose {', '.join(old)}. Other databases that use the file"
        )
        console.say("and dumps older than its last rewrap open with a backup of it only.")
        console.confirm("destroy", wish.yes)
        provider.drop_old_keys()
    console.show(f"{provider.path} holds {provider.key_name()} and no other key.")
    return 0
