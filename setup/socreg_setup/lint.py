"""setup/lint: every linter of the project, or those that the arguments name."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from .command import say
from .errors import SetupError
from .paths import ADDONS, ROOT
from .python_env import tool_env


def lint(arguments: list[str]) -> int:
    """Run linters; `--fix` first mends what can be mended. Exit status 1 when one complains."""
    fix = "--fix" in arguments
    names = [argument for argument in arguments if argument != "--fix"]
    unknown = [name for name in names if name not in LINTERS]
    if unknown:
        raise SetupError(f"there is no linter {unknown[0]!r}: there are {', '.join(LINTERS)}")
    binaries = tool_env("lint").python.parent
    failed = [name for name in names or LINTERS if not _passes(name, binaries, fix)]
    if failed:
        say(f"not clean: {', '.join(failed)}")
    return int(bool(failed))


def _passes(name: str, binaries: Path, fix: bool) -> bool:
    program, *words = LINTERS[name](fix)
    command = [str(binaries / program), *words]
    return not subprocess.run(command, cwd=ROOT).returncode


def _tracked(*patterns: str) -> list[str]:
    """Return the files that git tracks or would track, of these patterns."""
    ask = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in sorted(set(listed.splitlines())) if (ROOT / name).is_file()]


def _addons() -> list[str]:
    return [str(path.parent.relative_to(ROOT)) for path in sorted(ADDONS.glob("*/__manifest__.py"))]


def _cores() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in sorted(ADDONS.glob("*/core"))]


def _ruff(fix: bool) -> list[str]:
    return ["ruff", "check", *(["--fix"] if fix else []), "."]


def _format(fix: bool) -> list[str]:
    return ["ruff", "format", *([] if fix else ["--check"]), "."]


def _pylint(_fix: bool) -> list[str]:
    return ["pylint", "--rcfile=.pylintrc", *_addons()]


def _modules(_fix: bool) -> list[str]:
    return ["oca-checks-odoo-module", *_tracked("addons/*.xml", "addons/*.csv", "addons/*.py")]


def _po(_fix: bool) -> list[str]:
    return ["oca-checks-po", *_tracked("*.po", "*.pot")]


def _xml(_fix: bool) -> list[str]:
    return ["check-xml", *_tracked("*.xml")]


def _yaml(_fix: bool) -> list[str]:
    return ["check-yaml", *_tracked("*.yaml", "*.yml")]


def _mypy(_fix: bool) -> list[str]:
    return ["mypy", *_cores(), "setup/socreg_setup"]


LINTERS: dict[str, Callable[[bool], list[str]]] = {
    "ruff": _ruff,
    "format": _format,
    "pylint-odoo": _pylint,
    "odoo-module": _modules,
    "po": _po,
    "xml": _xml,
    "yaml": _yaml,
    "mypy": _mypy,
}
