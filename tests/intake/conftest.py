"""A database of its own, in which imports are killed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.workplace import Workplace, prepare_workplace

NAME = "intake"


@dataclass(frozen=True, slots=True)
class Registry:
    """An installed suite."""

    work: Workplace
    database: str

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script in Odoo's shell on this database."""
        config = self.work.config(NAME, db_name=self.database)
        words = ("shell", "-c", config, "--no-http", "--log-level=critical")
        command, environment = self.work.odoo(*words), self.work.environment()
        return subprocess.run(
            command, env=environment, input=script, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="session")
def registry() -> Iterator[Registry]:
    work = prepare_workplace(for_tests=True)
    database = name_of(work, NAME)
    try:
        copy(work, template_with_suite(work), database)
        yield Registry(work, database)
    finally:
        drop(work, database)
