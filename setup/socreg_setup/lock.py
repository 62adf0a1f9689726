"""setup/lock: the exact packages of every series and tool, by uv, from the *.in files."""

import tempfile
import zipfile
from pathlib import Path

from .command import run, say
from .paths import LOCKS
from .python_env import tool_env

# Odoo comes from elsewhere; num2words needs docopt, which has no wheel, on its command line only.
LEFT_OUT = ("odoo", "docopt")
FAILED = "uv found no set of packages that fit together"


def lock(arguments: list[str]) -> int:
    """Lock anew what the arguments name (such as `19.0` or `lint`), or all."""
    series = sorted(path.stem for path in LOCKS.glob("[0-9]*.in"))
    for name in arguments or [*series, "lint"]:
        say(f"locking {name}")
        _compile(LOCKS / f"{name}.in", LOCKS / f"{name}.txt")
        if name in series:
            _compile(LOCKS / "test.in", LOCKS / f"{name}-test.txt", "-c", LOCKS / f"{name}.txt")
    return 0


def _compile(source: Path, target: Path, *more: str | Path) -> None:
    uv = tool_env("lint").python.with_name("uv")
    options = [
        "--universal",
        "--python-version",
        "3.10",
        "--generate-hashes",
        "--no-header",
        "--upgrade",
    ]
    options += [f"--no-emit-package={name}" for name in LEFT_OUT]
    with tempfile.TemporaryDirectory() as stand_ins:
        if source.stem[0].isdigit():
            _make_stand_in(Path(stand_ins), source.stem)
            options += ["--find-links", stand_ins, "--no-emit-find-links"]
        command = [uv, "pip", "compile", "-q", *options, *more, source.name, "-o", target]
        run(command, FAILED, cwd=source.parent)


def _make_stand_in(folder: Path, series: str) -> None:
    """Write an empty wheel that tells uv which Odoo there is: no registry carries Odoo."""
    info = f"odoo-{series}.dist-info"
    wheel = "Wheel-Version: 1.0\nGenerator: setup\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"odoo-{series}-py3-none-any.whl", "w") as archive:
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: odoo\nVersion: {series}\n"
        )
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", "")
