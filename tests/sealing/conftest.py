"""A database of its own with a witness of its own, and the command that seals its log."""

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

NAME = "sealing"


@dataclass(frozen=True, slots=True)
class Registry:
    """An installed suite whose witness is the file `witness`."""

    work: Workplace
    database: str
    folder: Path

    @property
    def witness(self) -> Path:
        return self.folder / "witness"

    def config(self) -> Path:
        key_file, witness = str(self.folder / "key"), str(self.witness)
        told = {"socreg_key_file": key_file, "socreg_witness_file": witness}
        return self.work.config(NAME, db_name=self.database, **told)

    def seal(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `odoo socreg_seal`: Odoo learns of odoo.conf by ODOO_RC."""
        environment = self.work.environment() | {"ODOO_RC": str(self.config())}
        command = self.work.odoo("socreg_seal", *words)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script in Odoo's shell on this database."""
        words = ("shell", "-c", self.config(), "--no-http", "--log-level=critical")
        command, environment = self.work.odoo(*words), self.work.environment()
        return subprocess.run(
            command, env=environment, input=script, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    work = prepare_workplace(for_tests=True)
    database, folder = name_of(work, NAME), tmp_path_factory.mktemp("sealing")
    try:
        copy(work, template_with_suite(work), database)
        shutil.copy(HOME / "data.key", folder / "key")
        yield Registry(work, database, folder)
    finally:
        drop(work, database)
