"""What a transaction remembers: opened keys, so that each is opened once."""

from typing import Any


def transaction_memo(cr: Any, name: str) -> dict[Any, Any]:
    """Return a dict that is forgotten when the transaction ends.

    The cursor's own cache outlives a commit, and with it a key that was destroyed meanwhile.

    :param cr: a cursor of Odoo's: it has `cache`, `postcommit` and `postrollback`
    """
    cache = cr.cache
    memo: dict[Any, Any] | None = cache.get(name)
    if memo is None:
        memo = cache[name] = {}
        for end in (cr.postcommit, cr.postrollback):
            # A cursor that is closed has no `cache` any more when it rolls back.
            end.add(lambda: cache.pop(name, None))
    return memo
