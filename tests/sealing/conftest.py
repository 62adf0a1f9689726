"""A database of its own with a witness of its own, and the command that seals its log."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from ..registry import Registry, installed


class Sealed(Registry):
    """An installed suite whose log is sealed when it is told to be."""

    def seal(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `odoo socreg_seal`."""
        return self.call("socreg_seal", *words)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    with installed(Sealed, "sealing", tmp_path_factory.mktemp("sealing")) as made:
        yield made
