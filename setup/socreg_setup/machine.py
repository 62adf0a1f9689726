"""What set-up needs of the machine itself: system packages, free ports, a user who is not root."""

import os
import pwd
import shutil
import socket
from collections.abc import Sequence

from .command import run, say
from .errors import SetupError

LAST_PORT = 65535
FIRST_PORT_OF_USERS = 1024


def install_packages(names: Sequence[str], otherwise: str) -> None:
    """Install packages of the system, as root; else say which command would.

    :param otherwise: what is wrong while they are missing
    """
    words = " ".join(names)
    sentence = f"{otherwise}: run 'apt-get install {words}' as root and run this command again"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(sentence)
    say(f"installing {words}")
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-qq", "update"], sentence, env=apt)
    install = ["apt-get", "-qq", "install", "--no-install-recommends", "-y", *names]
    run(install, sentence, env=apt, may_outlive_us=True)


def free_port(wanted: int | None = None, first: int = 8069) -> int:
    """Return `wanted` when it is free, else the first free port of the hundred from `first` on."""
    if wanted is not None:
        if 0 < wanted <= LAST_PORT and _is_free(wanted):
            return wanted
        wrong = "is taken" if FIRST_PORT_OF_USERS <= wanted <= LAST_PORT else "cannot be used"
        raise SetupError(f"port {wanted} {wrong}: choose another with --port")
    for port in range(first, first + 100):
        if _is_free(port):
            return port
    raise SetupError(f"no port from {first} to {first + 99} is free: choose one with --port")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom to run a server as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
