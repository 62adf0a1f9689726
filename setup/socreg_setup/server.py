"""An Odoo server of this checkout: started, found again, stopped by its own process id."""

import contextlib
import os
import signal
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .command import wait_until
from .errors import SetupError
from .files import write_whole
from .paths import HOME
from .workplace import Workplace

SECONDS_TO_START = 120
SECONDS_TO_STOP = 30
LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def start(work: Workplace, name: str, database: str, port: int) -> RunningServer:
    """Start a server in the background and return once it answers.

    :param name: what it is called in this checkout, such as `demo`; its log is `<name>.log`
    """
    options = {"http_port": str(port), "gevent_port": str(port), "dbfilter": f"^{database}$"}
    options["socreg_log_format"] = "json"
    config = work.config(name, db_name=database, **options)
    log = HOME / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            work.odoo("-c", config),
            env=work.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    started = RunningServer(process.pid, port)
    write_whole(_note(name), f"{process.pid} {port} {_birth(process.pid)}")
    wait_until(lambda: process.poll() is not None or _answers(started), SECONDS_TO_START)
    if process.poll() is not None or not _answers(started):
        stop(name)
        raise SetupError(f"the server did not start: see {log}")
    return started


def running(name: str) -> RunningServer | None:
    """Return the server of this name, if it runs."""
    note = _note(name)
    if not note.is_file():
        return None
    pid, port, *birth = note.read_text().split()
    return RunningServer(int(pid), int(port)) if [_birth(int(pid))] == birth else None


def stop(name: str) -> bool:
    """Stop the server of this name; tell whether it was running."""
    server = running(name)
    if server:
        _end(server.pid)
    _note(name).unlink(missing_ok=True)
    return server is not None


def _end(pid: int) -> None:
    birth = _birth(pid)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_until(lambda: _birth(pid) != birth, SECONDS_TO_STOP):
            return


def _note(name: str) -> Path:
    return HOME / f"{name}.pid"


def _birth(pid: int) -> str:
    """Return when a process began: another with the same id began at another time.

    Empty for one that is gone, or has ended and waits to be noticed.
    """
    with contextlib.suppress(OSError):
        os.waitpid(pid, os.WNOHANG)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _answers(server: RunningServer) -> bool:
    """Tell whether this very process answers on its port: two servers may have looked for one at once."""
    if not _listens(server):
        return False
    try:
        with urllib.request.urlopen(f"{server.address}/web/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _listens(server: RunningServer) -> bool:
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    ours = f"0100007F:{server.port:04X}"
    sockets = {f"socket:[{row[9]}]" for row in rows if row[1] == ours and row[3] == LISTENING}
    with contextlib.suppress(OSError):
        return any(os.readlink(fd) in sockets for fd in Path(f"/proc/{server.pid}/fd").iterdir())
    return False
