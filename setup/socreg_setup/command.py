"""Running other programs: their output goes to the log, their failure becomes one sentence."""

import contextlib
import errno
import fcntl
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import SetupError
from .paths import HOME, LOG

SAYS_WHY = re.compile(r"(E: |ERROR|error:|[\w.]*(Error|Exception): )")
DISK_FULL = "the disk is full: free some space below {home} and run the command again"


def say(sentence: str) -> None:
    """Tell the person who waits, at once."""
    sys.stderr.write(f"setup: {sentence}\n")
    sys.stderr.flush()


def run(
    command: Sequence[str | os.PathLike[str]],
    otherwise: str,
    *,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    cwd: Path | None = None,
) -> str:
    """Run a program and return what it printed; `otherwise` says what its failure means.

    :raises SetupError: the program is missing or ended with an error
    """
    HOME.mkdir(exist_ok=True)
    words = [os.fspath(word) for word in command]
    try:
        done = subprocess.run(
            words, env=env, input=stdin, cwd=cwd, capture_output=True, text=True, errors="replace"
        )
    except FileNotFoundError:
        raise SetupError(f"{otherwise} (there is no program {words[0]!r})") from None
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}")
    if done.returncode:
        raise SetupError(_sentence(otherwise, done.stdout + done.stderr))
    return done.stdout


def _sentence(otherwise: str, output: str) -> str:
    if os.strerror(errno.ENOSPC) in output:
        return DISK_FULL.format(home=HOME)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if SAYS_WHY.match(line)]
    return f"{otherwise} ({(errors or lines or [''])[-1][:300]}; all of it is in {LOG})"


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
    try:
        sys.exit(body(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit(f"setup: {DISK_FULL.format(home=HOME)}")
    except KeyboardInterrupt:
        sys.exit(130)
