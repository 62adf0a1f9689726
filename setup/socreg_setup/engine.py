"""The Odoo that everything runs on: Debian's odoo-19, or the checkout that ODOO_SRC names."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .errors import SetupError
from .paths import LOCKS

OLDEST = (17, 0)
NEWEST_PYTHON = (3, 13)


@dataclass(frozen=True, slots=True)
class Engine:
    """An Odoo source tree: `path` holds `odoo/`; `addons` are its own folders of addons."""

    path: Path
    series: str
    newest_python: tuple[int, int]
    addons: tuple[Path, ...]

    @property
    def key(self) -> str:
        """A short name, unique on this machine, for what is made for this engine."""
        return f"{self.series}-{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:6]}"


def find_engine() -> Engine:
    """Return the engine to use, fetched where that is needed.

    :raises SetupError: ODOO_SRC is not an Odoo of a supported series, or nothing can be fetched
    """
    source = os.environ.get("ODOO_SRC")
    path = _checkout(Path(source).expanduser().resolve()) if source else debian.engine_path()
    release = (path / "odoo" / "release.py").read_text()
    series = _series(release, path)
    if not (LOCKS / f"{series}.txt").is_file():
        known = ", ".join(sorted(lock.stem for lock in LOCKS.glob("[0-9][0-9].0.txt")))
        raise SetupError(
            f"{path} is Odoo {series}, for which no packages are locked (there are: {known})"
        )
    addons = (path / "addons", path / "odoo" / "addons")
    with_addons = tuple(folder for folder in addons if any(folder.glob("*/__manifest__.py")))
    return Engine(path, series, _newest_python(release), with_addons)


def _checkout(path: Path) -> Path:
    if not (path / "odoo" / "release.py").is_file():
        raise SetupError(f"ODOO_SRC={path} is not an Odoo checkout: it has no odoo/release.py")
    if not any((path / folder / "web").is_dir() for folder in ("addons", "odoo/addons")):
        raise SetupError(f"ODOO_SRC={path} is not whole: it has no addon 'web'")
    return path


def _series(release: str, path: Path) -> str:
    found = re.search(r"^version_info = \(['\"]?(?:saas~)?(\d+)['\"]?, (\d+)", release, re.M)
    if not found:
        raise SetupError(f"{path}/odoo/release.py names no version: is it an Odoo checkout?")
    major, minor = int(found[1]), int(found[2])
    if (major, minor) < OLDEST:
        raise SetupError(f"{path} is Odoo {major}.{minor}; 17.0 or newer is needed")
    return f"{major}.{minor}"


def _newest_python(release: str) -> tuple[int, int]:
    """Odoo names its newest Python from 17.2 on; 17.0 itself runs up to 3.12."""
    found = re.search(r"^MAX_PY_VERSION = \((\d+), (\d+)\)", release, re.M)
    return min((int(found[1]), int(found[2])), NEWEST_PYTHON) if found else (3, 12)
