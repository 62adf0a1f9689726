"""The master keys that this process has opened: it works on with them while their keeper is down."""

from collections.abc import Callable

from .errors import SealingError

_held: dict[tuple[str, str], dict[str, bytes]] = {}


class Held:
    """Opens the master keys of one purpose, and remembers them as long as the process lives.

    :param database: whose keys they are
    :param purpose: what they are for
    """

    def __init__(self, database: str, purpose: str) -> None:
        self._name = (database, purpose)
        self.failure: SealingError | None = None

    def open_all(self, wrapped: list[str], unwrap: Callable[[str], bytes]) -> dict[str, bytes]:
        """Return the keys by what wraps them; others that were held are forgotten.

        Where they cannot be had, those held from before stand in and `failure` says why.

        :raises SealingError: they cannot be had, and some were never held
        """
        try:
            keys = {item: unwrap(item) for item in wrapped}
        except SealingError as error:
            keys = _held.get(self._name, {})
            if not keys.keys() >= set(wrapped):
                raise
            self.failure = error
        _held[self._name] = {item: keys[item] for item in wrapped}
        return _held[self._name]


def forget_held() -> None:
    """Forget every key, as a process that starts."""
    _held.clear()
