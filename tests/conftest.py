"""Fixtures for the tests that come from outside; what needs Odoo is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .live import Live


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A server with a part of the sample in it, started when the first test asks for it."""
    from .live import serve

    with serve() as running:
        yield running
