"""A server of the canary's own, whose PostgreSQL logs every statement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..live import Live, serve
from .places import Places, loosen_tongue

NAME = "canary"


@pytest.fixture(scope="session")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="session")
def live(temporary: Path) -> Iterator[Live]:
    """A server with logins and no people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with serve(NAME, 0, loosen_tongue) as running:
            yield running


@pytest.fixture(scope="session")
def places(live: Live, temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Where that server leaves something."""
    return Places(live, NAME, tmp_path_factory.mktemp("copies"), temporary)
