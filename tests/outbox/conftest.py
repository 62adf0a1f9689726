"""A database of its own whose clock can be put back: what it logs then is dated so."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.workplace import Workplace, prepare_workplace

NAME = "outbox"
CLOCK = """
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('socreg_history.current_act'::regproc),
        'transaction_timestamp()',
        'coalesce(nullif(current_setting(''test.clock'', true), '''')::timestamptz,'
        ' transaction_timestamp())');
END $$;
"""


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
        work.server.sql(CLOCK, database, administrator=True)
        yield Log(work, database, tmp_path)
    finally:
        drop(work, database)
