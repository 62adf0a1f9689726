"""What a transaction remembers: opened keys, so that each is opened once."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def transaction_memo(cr: Any, name: str, make: Callable[[], T]) -> T:
    """Return something that is made once in a transaction and forgotten when it ends.

    The cursor's own cache outlives a commit, and with it a key that was destroyed meanwhile.

    :param cr: a cursor of Odoo's: it has `cache`, `postcommit` and `postrollback`
    """
    cache = cr.cache
    memo: T | None = cache.get(name)
    if memo is None:
        memo = cache[name] = make()
        for end in (cr.postcommit, cr.postrollback):
            # A cursor that is closed has no `cache` any more when it rolls back.
            end.add(lambda: cache.pop(name, None))
    return memo
