"""A database of its own whose clock can be put back: what it logs then is dated so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..registry import Registry, installed
from .months import live

MAKER = "SELECT pg_get_functiondef('socreg_history.current_act'::regproc)"
TRUE = "transaction_timestamp()"
BELIEVED = f"coalesce(nullif(current_setting('test.clock', true), '')::timestamptz, {TRUE})"


class Log(Registry):
    """An installed suite whose log believes in `test.clock`."""

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

    def inside(self, script: str) -> str:
        """Run a script in Odoo; return what it printed."""
        done = self.shell(script)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with installed(Log, "outbox", tmp_path) as made:
        believing = made.sql(MAKER).replace(TRUE, BELIEVED)
        made.work.server.sql(believing, made.database, administrator=True)
        yield made


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
