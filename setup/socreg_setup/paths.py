"""Where things are. All that set-up makes lies below HOME; deleting it undoes everything."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".socreg"
ADDONS = ROOT / "addons"
SETUP = ROOT / "setup"
LOCKS = SETUP / "requirements"
CACHE = HOME / "cache"
LOG = HOME / "setup.log"

# A Unix socket's path may not be longer than 107 bytes.
LONGEST_SOCKET_FOLDER = 85


def checkout_key() -> str:
    """Eight characters that tell this checkout from any other on the machine."""
    return hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]


def socket_folder() -> Path:
    """Return where PostgreSQL's socket goes: below HOME, or in /tmp when HOME's path is too long."""
    below_home = HOME / "run"
    if len(os.fsencode(below_home)) <= LONGEST_SOCKET_FOLDER:
        return below_home
    return Path("/tmp") / f"socreg-{checkout_key()}"  # noqa: S108 (postgres checks whose it is)


def digest_of(*paths: Path) -> str:
    """Return one digest of the content of these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
