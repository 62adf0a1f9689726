"""setup/demo: a registry with six thousand households in it, and a server to log in to."""

import argparse
import os
import sys
from pathlib import Path

from . import server
from .command import say
from .database import SUITE, drop, ensure_database, name_of
from .errors import SetupError
from .files import kept_secret
from .machine import free_port
from .paths import HOME
from .postgres import is_private_server_running, stop_private_server
from .workplace import Workplace, prepare_workplace

ROLES = ("viewer", "registrar", "attester", "supervisor", "manager", "auditor")
NAME = "demo"


def demo(arguments: list[str]) -> int:
    """Do all the set-up, import the sample, serve it."""
    wish = _parse(arguments)
    if wish.stop:
        return _stop()
    had_server = is_private_server_running()
    leave_it = False
    try:
        status = _serve(wish)
        leave_it = wish.background
    finally:
        if not leave_it and not had_server:
            stop_private_server()
    return status


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="setup/demo", description=__doc__)
    parser.add_argument(
        "--background", action="store_true", help="leave the server running and return"
    )
    parser.add_argument("--stop", action="store_true", help="stop what --background left running")
    parser.add_argument("--reset", action="store_true", help="drop the demo's data and begin anew")
    parser.add_argument("--port", type=int, help="the port to serve on (a free one from 8069 on)")
    return parser.parse_args(arguments)


def _stop() -> int:
    stopped = server.stop(NAME), stop_private_server()
    say("stopped" if any(stopped) else "nothing was running")
    return 0


def _serve(wish: argparse.Namespace) -> int:
    work = prepare_workplace()
    database = name_of(work, NAME)
    if wish.reset:
        server.stop(NAME)
        drop(work, database)
    already = server.running(NAME)
    if already:
        say("the demo is already running; setup/demo --stop ends it")
        return _tell(already.address, _password())
    free_port(wish.port)
    ensure_database(work, NAME, SUITE)
    password = _password()
    load_sample(work, NAME, database, password)
    started = server.start(work, NAME, database, free_port(wish.port))
    _tell(started.address, password)
    return 0 if wish.background else _wait(started)


def load_sample(
    work: Workplace, name: str, database: str, password: str, households: int | None = None
) -> None:
    """Bring a database to the demo's state, with at most so many of the sample's households."""
    script = f"from socreg_setup.inside import sample\nsample.load(env, {households})\n"
    if work.run_inside(name, database, script, SOCREG_DEMO_PASSWORD=password):
        raise SetupError("the sample could not be imported; what is above says why")


def _password() -> str:
    """Return the one password of the demo's logins, drawn once for this checkout."""
    return kept_secret(HOME / "demo-password", 9)


def _tell(address: str, password: str) -> int:
    sys.stdout.write(
        f"\n  {address}\n\n"
        f"  logins    {', '.join(ROLES)}; district for one district only; admin for the settings\n"
        f"  password  {password}\n\n"
    )
    sys.stdout.flush()
    return 0


def _wait(started: server.RunningServer) -> int:
    say("Ctrl-C stops it")
    try:
        os.waitpid(started.pid, 0)
        raise SetupError(f"the server ended by itself: see {Path(HOME, NAME)}.log")
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop(NAME)
