"""What the pure parts of intake refuse. An error's text is the key of a sentence, and no value."""

from ...socreg_registry.core.errors import InvalidValue


class InvalidFile(InvalidValue):
    """A file that is not read: what it is, or how much of it there is."""


__all__ = ["InvalidFile", "InvalidValue"]
