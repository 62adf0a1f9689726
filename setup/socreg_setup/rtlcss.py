"""rtlcss, the npm tool by which Odoo mirrors its pages for Arabic; locked, below HOME."""

import shutil
from pathlib import Path

from .command import only_one, run, say
from .errors import SetupError
from .machine import install_packages
from .paths import HOME, SETUP, digest_of

FOLDER = HOME / "node"
LOCK = SETUP / "requirements" / "package-lock.json"
# npm tries for minutes when there is no network, even for what it has kept.
IN_A_HURRY = ("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
NO_NPM = "npm is not on this machine, so pages in Arabic are not mirrored"


def binary_folder() -> list[str]:
    """Return the folder of rtlcss for PATH, as a list that is empty where there is none."""
    folder = FOLDER / "node_modules" / ".bin"
    return [str(folder)] if (folder / "rtlcss").exists() else []


def install_rtlcss() -> None:
    """Install rtlcss; where that cannot be, say what is missing and go on without."""
    with only_one("node"):
        stamp = FOLDER / LOCK.name
        if binary_folder() and stamp.is_file() and digest_of(stamp) == digest_of(LOCK):
            return
        try:
            _install(stamp)
        except SetupError as error:
            say(str(error))


def _install(stamp: Path) -> None:
    if not shutil.which("npm"):
        install_packages(["npm"], NO_NPM)
    FOLDER.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCK.with_name(name), FOLDER / name)
    npm = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *IN_A_HURRY]
    try:
        run(npm, "rtlcss could not be fetched, so pages in Arabic are not mirrored", cwd=FOLDER)
    except SetupError:
        stamp.unlink(missing_ok=True)
        raise
