"""A database of its own, whose log somebody tampers with."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..registry import Registry, installed

INSIDE = Path(__file__).with_name("inside.py")


class Proved(Registry):
    """An installed suite, and who administers its server."""

    def inside(
        self, function: str, file: Path = INSIDE, **told: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a function of a file, such as `inside.py`, inside Odoo."""
        server = self.work.server
        administrator = f"{server.administrator}:{server.administrator_password}".rstrip(":")
        address = (
            f"postgresql://{administrator}@/{self.database}?host={server.host}&port={server.port}"
        )
        return self.run(file, function, SOCREG_ADMINISTRATOR=address, **told)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proved]:
    with installed(Proved, "history", tmp_path_factory.mktemp("history")) as made:
        done = made.inside("fill")
        assert done.returncode == 0, done.stdout + done.stderr
        yield made
