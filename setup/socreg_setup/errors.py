"""One error for everything a person can mend."""


class SetupError(Exception):
    """A sentence that says what is wrong and what to do; shown without a traceback."""


class DiskFullError(SetupError):
    """Nothing is wrong but that there was no room for it."""
