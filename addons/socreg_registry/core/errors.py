"""What the pure parts of the registry refuse."""


class InvalidValue(ValueError):
    """A value that cannot be what it is said to be."""
