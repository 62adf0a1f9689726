"""The virtual environment of an engine, filled from the lock of its series."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .command import only_one, run, say
from .engine import Engine
from .errors import SetupError
from .files import write_whole
from .machine import install_packages
from .paths import HOME, LOCKS, digest_of

OLDEST_PYTHON = (3, 10)
NO_VENV = "this Python can make no virtual environment"
NO_PACKAGES = "the Python packages could not be installed: check the network and pip's settings"


@dataclass(frozen=True, slots=True)
class PythonEnv:
    """A virtual environment that can import the engine and the OCA addons."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        (found,) = self.folder.glob("lib/python3.*/site-packages")
        return found

    @property
    def oca_addons(self) -> Path:
        return self.site_packages / "odoo" / "addons"


def engine_env(engine: Engine, *, for_tests: bool = False) -> PythonEnv:
    """Return the environment of an engine, made or brought up to date where needed."""
    python = _python_for(engine)
    env = PythonEnv(HOME / "venv" / engine.key)
    locks = [LOCKS / f"{engine.series}.txt"]
    if for_tests:
        locks.append(LOCKS / f"{engine.series}-test.txt")
    with only_one("venv"):
        _fill(env, python, locks)
        _lend_engine(env, engine)
    return env


def tool_env(name: str) -> PythonEnv:
    """Return the environment of a tool whose packages are no engine's business (`lint`, `lock`)."""
    env = PythonEnv(HOME / "venv" / name)
    with only_one("venv"):
        _fill(env, sys.executable, [LOCKS / f"{name}.txt"])
    return env


def _python_for(engine: Engine) -> str:
    names = [sys.executable, *(f"python3.{minor}" for minor in (12, 11, 13, 10))]
    for name in names:
        version = _version_of(name)
        if version and OLDEST_PYTHON <= version <= engine.newest_python:
            return name
    newest = ".".join(map(str, engine.newest_python))
    raise SetupError(
        f"Odoo {engine.series} needs Python 3.10 to {newest}, and none is on PATH"
        f" (this is {sys.version_info[0]}.{sys.version_info[1]}): install one and run the command again"
    )


def _version_of(python: str) -> tuple[int, int] | None:
    found = shutil.which(python)
    ask = "import sys; print(*sys.version_info[:2])"
    answer = found and subprocess.run([found, "-c", ask], capture_output=True, text=True)
    if not answer or answer.returncode:
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def _fill(env: PythonEnv, python: str, locks: list[Path]) -> None:
    stamp = env.folder / "installed.json"
    is_whole = stamp.is_file() and env.python.exists()
    installed = json.loads(stamp.read_text()) if is_whole else {}
    stale = [lock for lock in locks if installed.get(lock.name) != digest_of(lock)]
    if not stale:
        return
    if not installed or any(lock.name in installed for lock in stale):
        installed, stale = {}, locks
        _make(env, python)
    for lock in stale:
        say(f"installing the Python packages of {lock.stem}")
        pip: list[str | Path] = [
            env.python,
            "-m",
            "pip",
            "-q",
            "install",
            "--no-deps",
            "--require-hashes",
            "-r",
            lock,
        ]
        run(pip, NO_PACKAGES)
        installed[lock.name] = digest_of(lock)
        write_whole(stamp, json.dumps(installed))


def _make(env: PythonEnv, python: str) -> None:
    shutil.rmtree(env.folder, ignore_errors=True)
    try:
        run([python, "-m", "venv", env.folder], NO_VENV)
    except SetupError:
        install_packages(["python3-venv"], NO_VENV)
        run([python, "-m", "venv", "--clear", env.folder], NO_VENV)


def _lend_engine(env: PythonEnv, engine: Engine) -> None:
    """Let the environment import the engine, and let pip and uv see which Odoo that is.

    A path file and a generated dist-info: `pip install -e` would write into the checkout.
    """
    (env.site_packages / "odoo-engine.pth").write_text(f"{engine.path}\n")
    known = env.site_packages / f"odoo-{engine.series}.dist-info"
    known.mkdir(exist_ok=True)
    (known / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: odoo\nVersion: {engine.series}\n"
    )
    (known / "RECORD").write_text("")
