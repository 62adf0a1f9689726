"""The installed suite in a database of a test's own, and what an operator runs on it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.paths import HOME
from socreg_setup.workplace import Workplace, prepare_workplace


@dataclass(frozen=True, slots=True)
class Registry:
    """An installed suite whose key file and whose witness are its own, in `folder`."""

    name: str
    work: Workplace
    database: str
    folder: Path

    @property
    def key_file(self) -> Path:
        return self.folder / "key"

    @property
    def witness(self) -> Path:
        return self.folder / "witness"

    def config(self) -> Path:
        """Write and return its configuration."""
        return self.work.config(
            self.name,
            db_name=self.database,
            socreg_key_file=str(self.key_file),
            socreg_witness_file=str(self.witness),
        )

    def environment(self) -> dict[str, str]:
        """Return an environment as in a container: Odoo learns of odoo.conf by ODOO_RC."""
        return self.work.environment() | {"ODOO_RC": str(self.config())}

    def call(self, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of the suite's commands as in a container."""
        return _run(self.work.odoo(*words), self.environment(), answer)

    def odoo(self, *words: str, stdin: str = "", **told: str) -> subprocess.CompletedProcess[str]:
        """Run Odoo itself on this database.

        :param told: what its environment has besides
        """
        command = self.work.odoo(*words, "-c", self.config(), "--no-http")
        return _run(command, self.work.environment() | told, stdin)

    def shell(self, script: str, **told: str) -> subprocess.CompletedProcess[str]:
        """Run a script in Odoo's shell."""
        return self.odoo("shell", "--log-level=critical", stdin=script, **told)

    def run(self, file: Path, function: str, **told: str) -> subprocess.CompletedProcess[str]:
        """Run a function of a file in Odoo's shell; what it returns is the exit status."""
        called = f"runpy.run_path({str(file)!r})[{function!r}](env)"
        return self.shell(f"import runpy, sys\nsys.exit({called})\n", **told)

    def dump(self, file: Path) -> Path:
        """Take a dump as an auditor would."""
        environment = os.environ | self.work.server.environment(administrator=True)
        subprocess.run(["pg_dump", f"--file={file}", self.database], env=environment, check=True)
        return file


Kind = TypeVar("Kind", bound=Registry)


@contextmanager
def installed(kind: type[Kind], name: str, folder: Path) -> Iterator[Kind]:
    """Give a registry in a copy of the installed suite; its database does not stay.

    :param folder: where its key file and its witness are
    """
    work = prepare_workplace(for_tests=True)
    database = name_of(work, name)
    try:
        copy(work, template_with_suite(work), database)
        made = kind(name, work, database, folder)
        shutil.copy(HOME / "data.key", made.key_file)
        yield made
    finally:
        drop(work, database)


def _run(
    command: list[str], environment: dict[str, str], stdin: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
