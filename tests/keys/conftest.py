"""A database of its own with a key file of its own, and the command that keeps its keys."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from ..registry import Registry, installed


class Keyed(Registry):
    """An installed suite whose key file comes and goes."""

    def keys(self, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """Run `odoo socreg_keys`."""
        return self.call("socreg_keys", *words, answer=answer)

    def put_key_file(self, content: bytes | None) -> None:
        """Put a file in the key file's place; None takes it away."""
        self.key_file.unlink(missing_ok=True)
        if content is not None:
            self.key_file.write_bytes(content)
            self.key_file.chmod(0o400)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    with installed(Keyed, "keys", tmp_path_factory.mktemp("keys")) as made:
        yield made
