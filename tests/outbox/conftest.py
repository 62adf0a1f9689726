"""A database of its own whose clock can be put back: what it logs then is dated so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.workplace import Workplace, prepare_workplace

from .months import live

NAME = "outbox"
MAKER = "SELECT pg_get_functiondef('socreg_history.current_act'::regproc)"
TRUE = "transaction_timestamp()"
BELIEVED = f"coalesce(nullif(current_setting('test.clock', true), '')::timestamptz, {TRUE})"


@dataclass(frozen=True, slots=True)
class Log:
    """An installed suite whose log believes in `test.clock`."""

    work: Workplace
    database: str
    folder: Path

    def config(self) -> Path:
        """Write and return its configuration, with a witness of its own."""
        told = {"db_name": self.database, "socreg_witness_file": str(self.folder / "witness")}
        return self.work.config(NAME, **told)

    def sql(self, statement: str) -> str:
        """Run statements as Odoo's role."""
        return self.work.server.sql(statement, self.database)

    def at(self, moment: str, statement: str) -> str:
        """Run statements in one transaction that the log believes to be at a moment."""
        return self.sql(f"BEGIN; SET LOCAL test.clock = '{moment}'; {statement}; COMMIT;")

    def as_administrator(self, statement: str) -> str:
        """Run statements as who administers the server, whom no trigger refuses."""
        told = f"SET session_replication_role = replica; {statement}"
        return self.work.server.sql(told, self.database, administrator=True)

    def dump(self, file: Path) -> Path:
        """Take a dump as an auditor would."""
        environment = os.environ | self.work.server.environment(administrator=True)
        subprocess.run(["pg_dump", f"--file={file}", self.database], env=environment, check=True)
        return file

    def inside(self, script: str) -> str:
        """Run a script in Odoo; return what it printed."""
        shell = self.work.odoo("shell", "-c", self.config(), "-d", self.database, "--no-http")
        done = subprocess.run(
            [*shell, "--log-level=error"],
            env=self.work.environment(),
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *words: str) -> list[str]:
        """Return the words that run one of the suite's commands; see `environment`."""
        return self.work.odoo(*words)

    def environment(self) -> dict[str, str]:
        """Return an environment as in a container: Odoo learns of odoo.conf by ODOO_RC."""
        return self.work.environment() | {"ODOO_RC": str(self.config())}

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of the suite's commands."""
        return subprocess.run(
            self.command(*words),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    work = prepare_workplace(for_tests=True)
    database = name_of(work, NAME)
    try:
        copy(work, template_with_suite(work), database)
        made = Log(work, database, tmp_path)
        believing = made.sql(MAKER).replace(TRUE, BELIEVED)
        work.server.sql(believing, database, administrator=True)
        yield made
    finally:
        drop(work, database)


@pytest.fixture
def old(log: Log) -> Log:
    """A log with two months of long ago, some of whose people live on."""
    live(log)
    return log


@pytest.fixture
def honest(old: Log) -> Log:
    """The same, with the functions that were shipped: its clock is right again."""
    maker = old.sql(MAKER).replace(BELIEVED, TRUE)
    old.work.server.sql(maker, old.database, administrator=True)
    return old
