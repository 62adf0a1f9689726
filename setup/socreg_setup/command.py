"""Running other programs: their output goes to the log, their failure becomes one sentence."""

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import DiskFullError, SetupError
from .paths import HOME, LOG

SAYS_WHY = re.compile(r"(E: |ERROR|error:|[\w.]*(Error|Exception): )")
DISK_FULL = f"the disk that holds {HOME} is full: free some space and run the command again"
FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))
# Programs fail in other words, too, when not even a segment of PostgreSQL's log has room.
BYTES_TO_WORK_WITH = 16 * 1024 * 1024
PR_SET_PDEATHSIG = 1
NOT_OURS = f"run the command as the user who ran it before, or give {HOME.parent} to this one"


def say(sentence: str) -> None:
    """Tell the person who waits, at once."""
    sys.stderr.write(f"setup: {sentence}\n")
    sys.stderr.flush()


def ends_with_us(number: int = signal.SIGKILL) -> Callable[[], None]:
    """Return the `preexec_fn` of a program that gets this signal when we end, however we end.

    Without it, what a killed set-up had started would work on beside the next run.
    """
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, number)


def run(
    command: Sequence[str | os.PathLike[str]],
    otherwise: str,
    *,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    cwd: Path | None = None,
    may_outlive_us: bool = False,
) -> str:
    """Run a program and return what it printed; `otherwise` says what its failure means.

    :param may_outlive_us: whether it must not be cut off when we are killed
    :raises SetupError: the program is missing or ended with an error
    """
    HOME.mkdir(exist_ok=True)
    words = [os.fspath(word) for word in command]
    try:
        done = subprocess.run(
            words,
            env={**(os.environ if env is None else env), "LC_ALL": "C.UTF-8"},
            input=stdin,
            cwd=cwd,
            capture_output=True,
            text=True,
            errors="replace",
            preexec_fn=None if may_outlive_us else ends_with_us(),
        )
    except FileNotFoundError:
        raise SetupError(f"{otherwise} (there is no program {words[0]!r})") from None
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}")
    if done.returncode:
        raise _error(otherwise, done.stdout + done.stderr)
    return done.stdout


def _error(otherwise: str, output: str) -> SetupError:
    if _is_about_space(output) or shutil.disk_usage(HOME).free < BYTES_TO_WORK_WITH:
        return DiskFullError(DISK_FULL)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if SAYS_WHY.match(line)]
    why = [line[:300] for line in (errors or lines)[-1:]]
    return SetupError(f"{otherwise} ({'; '.join([*why, f'all of it is in {LOG}'])})")


def _is_about_space(words: str) -> bool:
    return any(sentence in words for sentence in FULL)


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process of this checkout at a time make the thing called `name`."""
    HOME.mkdir(exist_ok=True)
    with (HOME / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another set-up of this checkout to finish with {name}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    """Ask `ready` again and again for at most `seconds`; tell whether it came true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(0.1)
    return ready()


def main(body: Callable[[list[str]], int]) -> Any:
    """Run a command's body; what a person can mend ends in one sentence and exit status 1."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(body(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except PermissionError as error:
        sys.exit(f"setup: {error.filename} is not ours to use: {NOT_OURS}")
    except OSError as error:
        if not _is_about_space(str(error)):
            raise
        sys.exit(f"setup: {DISK_FULL}")
    except KeyboardInterrupt:
        sys.exit(130)
