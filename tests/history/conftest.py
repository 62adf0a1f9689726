"""A database of its own, whose log somebody tampers with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.workplace import Workplace, prepare_workplace

NAME = "history"
INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True, slots=True)
class Registry:
    """An installed suite, and who administers its server."""

    work: Workplace
    database: str
    witness: Path

    def inside(self, call: str, **told: str) -> subprocess.CompletedProcess[str]:
        """Run a function of `inside.py` inside Odoo."""
        script = f"import runpy, sys\nsys.exit(runpy.run_path({str(INSIDE)!r})[{call!r}](env))\n"
        server = self.work.server
        administrator = f"{server.administrator}:{server.administrator_password}".rstrip(":")
        address = (
            f"postgresql://{administrator}@/{self.database}?host={server.host}&port={server.port}"
        )
        command = self.work.odoo("shell", "-c", self.config(), "--no-http", "--log-level=critical")
        environment = self.work.environment() | {
            "SOCREG_ADMINISTRATOR": address,
            "SOCREG_WITNESS": str(self.witness),
            **told,
        }
        return subprocess.run(
            command, env=environment, input=script, capture_output=True, text=True, check=False
        )

    def config(self) -> Path:
        told = {"db_name": self.database, "socreg_witness_file": str(self.witness)}
        return self.work.config(NAME, **told)

    def verify(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `odoo socreg_verify`."""
        environment = self.work.environment() | {"ODOO_RC": str(self.config())}
        command = self.work.odoo("socreg_verify", *words)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def dump(self, file: Path) -> Path:
        """Take a dump as an auditor would."""
        environment = os.environ | self.work.server.environment(administrator=True)
        subprocess.run(["pg_dump", f"--file={file}", self.database], env=environment, check=True)
        return file


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    work = prepare_workplace(for_tests=True)
    database = name_of(work, NAME)
    witness = tmp_path_factory.mktemp("witness") / "registry.witness"
    try:
        copy(work, template_with_suite(work), database)
        made = Registry(work, database, witness)
        done = made.inside("fill")
        assert done.returncode == 0, done.stdout + done.stderr
        yield made
    finally:
        drop(work, database)
