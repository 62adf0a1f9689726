"""The log of changes: what it costs, and how quickly it is proven. A part of the figures a file."""

from . import _history_seal

PARTS = (_history_seal,)


def measure(env, rows):
    """Measure and report the group's figures; the database is thrown away afterwards."""
    for part in PARTS:
        part.measure(env, rows)
