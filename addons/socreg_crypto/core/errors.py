"""What sealing refuses. None of the messages carries a value."""


class SealingError(Exception):
    """Something sealed cannot be made or opened."""


class BrokenSeal(SealingError):
    """A cell is not what was sealed there: altered, moved, cut, or sealed by another key."""


class UnknownFormat(SealingError):
    """A cell was sealed by a newer version of this software."""


class KeyMissing(SealingError):
    """The key that is needed is not at hand: the cell is locked, not empty."""


class KeyDestroyed(KeyMissing):
    """The subject's key is destroyed: what it sealed is gone for good."""


class ProviderFailure(SealingError):
    """The keeper of the key-encryption key refuses, is down, or keeps it carelessly."""
