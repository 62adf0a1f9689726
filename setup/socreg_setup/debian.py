"""Debian's odoo-19, fetched with apt's own tools in a private configuration.

The machine's sources, lists and package database stay as they are; its apt settings (proxy,
certificates) are kept. Nothing is installed: packages are unpacked below HOME.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from .command import only_one, run, say
from .errors import DiskFullError, SetupError
from .paths import CACHE, HOME, SETUP

TESTED = SETUP / "engine.json"
# A library of mail's video calls that Debian may not ship; without the file every page logs an error.
LEFT_OUT_BY_DEBIAN = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
HALF = ".half"
DIST_PACKAGES = "usr/lib/python3/dist-packages"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
FETCH_FAILED = (
    "Debian's package odoo-19 could not be fetched: check the network and apt's proxy,"
    " or set ODOO_SRC=/path/to/an/odoo/checkout"
)


def engine_path() -> Path:
    """Return the folder of Debian's engine that holds `odoo/`, unpacked where it is not yet."""
    if not shutil.which("dpkg-deb"):
        raise SetupError(
            "this system has no apt, which the default engine comes by:"
            " set ODOO_SRC=/path/to/an/odoo/checkout, or use docker/"
        )
    with only_one("engine"):
        return _unpacked(_packages()) / DIST_PACKAGES


def _tested() -> dict[str, dict[str, str]]:
    return dict(json.loads(TESTED.read_text()))


def _packages() -> list[Path]:
    kept = {name: CACHE / "debs" / f"{name}.deb" for name in _tested()}
    missing = [name for name, package in kept.items() if not package.is_file()]
    if missing:
        _download(missing)
    return list(kept.values())


def _download(names: list[str]) -> None:
    folder = CACHE / "download"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (CACHE / "debs").mkdir(exist_ok=True)
    say("fetching Debian's odoo-19 (130 MB)")
    run([*_apt(), "update"], FETCH_FAILED)
    tested = _tested()
    chosen = [f"{name}/{tested[name]['suite']}" for name in names]
    run([*_apt(), "download", *chosen], FETCH_FAILED, cwd=folder)
    for package in folder.glob("*.deb"):
        name = _about(package, "Package")
        _notice_if_newer(name, tested[name], package)
        package.replace(CACHE / "debs" / f"{name}.deb")


def _about(package: Path, field: str) -> str:
    return run(["dpkg-deb", "-f", package, field], f"{package} is not a package").strip()


def _notice_if_newer(name: str, want: dict[str, str], package: Path) -> None:
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != want["sha256"]:
        version = _about(package, "Version")
        say(
            f"{name} {version} is not the version last tested ({want['version']}); it is used all the same"
        )


def _unpacked(packages: list[Path]) -> Path:
    key = hashlib.sha256("".join(f"{p}{p.stat().st_mtime_ns}" for p in packages).encode())
    prefix = HOME / "engine" / f"debian-{key.hexdigest()[:8]}"
    if prefix.is_dir():
        return prefix
    say("unpacking the engine")
    prefix.parent.mkdir(exist_ok=True)
    for left in prefix.parent.glob(f"*{HALF}"):
        shutil.rmtree(left, ignore_errors=True)
    # A new name each time: tar may still be writing for a run that was killed.
    half = Path(tempfile.mkdtemp(HALF, dir=prefix.parent))
    for package in packages:
        try:
            run(["dpkg-deb", "-x", package, half], f"{package.name} could not be unpacked")
        except DiskFullError:
            raise
        except SetupError:
            package.unlink()
            raise
    left_out = half / DIST_PACKAGES / LEFT_OUT_BY_DEBIAN
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    half.rename(prefix)
    return prefix


def _apt() -> list[str]:
    return ["env", f"APT_CONFIG={_configuration()}", "apt-get", "-qq"]


def _configuration() -> Path:
    home = CACHE / "apt"
    for folder in ("lists/partial", "archives/partial"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "status").touch()
    suites = sorted({want["suite"] for want in _tested().values()})
    sources = home / "sources.list"
    lines = (f"deb http://deb.debian.org/debian {suite} main\n" for suite in suites)
    sources.write_text("".join(lines))
    configuration = home / "apt.conf"
    configuration.write_text(
        f'Dir::Etc::sourcelist "{sources}";\n'
        'Dir::Etc::sourceparts "/dev/null";\n'
        f'Dir::Etc::trusted "{_keyring()}";\n'
        'Dir::Etc::trustedparts "/dev/null";\n'
        f'Dir::State::lists "{home}/lists";\n'
        f'Dir::State::status "{home}/status";\n'
        f'Dir::Cache "{home}";\n'
        'APT::Sandbox::User "";\n'
        'APT::Update::Error-Mode "any";\n'
        'Acquire::Languages "none";\n'
        'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";\n'
    )
    return configuration


def _keyring() -> Path:
    if KEYRING.is_file():
        return KEYRING
    ours = CACHE / "keyring"
    if not (ours / KEYRING.relative_to("/")).is_file():
        _fetch_keyring(ours)
    return ours / KEYRING.relative_to("/")


def _fetch_keyring(folder: Path) -> None:
    """Take the archive's key from the machine's own, already trusted, sources (Ubuntu has it)."""
    otherwise = (
        "the Debian archive's key is missing: run 'apt-get install debian-archive-keyring' as root"
    )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if subprocess.run(
        ["apt-cache", "show", "debian-archive-keyring"], capture_output=True
    ).returncode:
        run(["apt-get", "-qq", "update"], otherwise)
    run(["apt-get", "-qq", "download", "debian-archive-keyring"], otherwise, cwd=folder)
    (package,) = folder.glob("*.deb")
    run(["dpkg-deb", "-x", package, folder], otherwise)
