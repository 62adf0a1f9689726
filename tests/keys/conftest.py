"""A database of its own with a key file of its own, and the command that keeps its keys."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.paths import HOME
from socreg_setup.workplace import Workplace, prepare_workplace

NAME = "keys"


@dataclass(frozen=True, slots=True)
class Registry:
    """An installed suite whose key file is `key_file`."""

    work: Workplace
    database: str
    key_file: Path

    def config(self) -> Path:
        told = {"db_name": self.database, "socreg_key_file": str(self.key_file)}
        return self.work.config(NAME, **told)

    def keys(self, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """Run `odoo socreg_keys` as in a container: Odoo learns of odoo.conf by ODOO_RC."""
        environment = self.work.environment() | {"ODOO_RC": str(self.config())}
        command = self.work.odoo("socreg_keys", *words)
        return subprocess.run(
            command, env=environment, input=answer, capture_output=True, text=True, check=False
        )

    def odoo(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run Odoo itself on this database."""
        command = self.work.odoo(*words, "-c", self.config(), "--no-http")
        environment = self.work.environment()
        return subprocess.run(
            command, env=environment, input=stdin, capture_output=True, text=True, check=False
        )

    def put_key_file(self, content: bytes | None) -> None:
        """Put a file in the key file's place; None takes it away."""
        self.key_file.unlink(missing_ok=True)
        if content is not None:
            self.key_file.write_bytes(content)
            self.key_file.chmod(0o400)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    work = prepare_workplace(for_tests=True)
    database = name_of(work, NAME)
    key_file = tmp_path_factory.mktemp("key") / "key"
    try:
        copy(work, template_with_suite(work), database)
        shutil.copy(HOME / "data.key", key_file)
        yield Registry(work, database, key_file)
    finally:
        drop(work, database)
