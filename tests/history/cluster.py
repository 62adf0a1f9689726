"""A cluster of PostgreSQL for one test, on a socket of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from socreg_setup import postgres
from socreg_setup.machine import unprivileged_user

PORT = 5433


@contextmanager
def another_cluster(role: str) -> Iterator[postgres.Server]:
    """Give the server of an empty cluster that knows our roles, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="socreg-"))
    owner = unprivileged_user()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, binaries = folder / "data", postgres._installed_binaries()
    assert binaries, "setup made a cluster before"
    settings = f"-c listen_addresses= -c unix_socket_directories='{folder}' -p {PORT} -c fsync=off"
    control = [binaries / "pg_ctl", "-s", "-w", "-D", data]
    _run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    try:
        _run(*control, "-l", folder / "log", "-o", settings, "start")
        made = postgres.Server(str(folder), PORT, "postgres", role)
        made.sql(
            f"CREATE ROLE {role} LOGIN CREATEDB; CREATE ROLE socreg_history", administrator=True
        )
        yield made
    finally:
        _run(*control, "-m", "immediate", "stop", is_checked=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(*words: str | Path, is_checked: bool = True) -> None:
    command = [*postgres._as_unprivileged(), *map(str, words)]
    subprocess.run(command, check=is_checked, cwd="/", stdout=subprocess.DEVNULL)
