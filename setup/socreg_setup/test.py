"""setup/test: every test of the project, or those that pytest's arguments name."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from .command import ends_with_us, only_one, say
from .database import copy, drop, name_of, template_with_suite
from .errors import SetupError
from .linemap import to_sources
from .machine import install_packages
from .paths import ADDONS, ROOT, SETUP
from .workplace import Workplace, prepare_workplace

TESTS = ROOT / "tests"
WITHOUT_ODOO = TESTS / "unit"
BROWSER = ("chromium", "fonts-noto-core")
NO_BROWSER = "Chromium is not on this machine, so the browser tests are skipped"


def test(arguments: list[str]) -> int:
    """Run pytest; its arguments go to it, paths in `addons/` mean the tests in them."""
    paths = [path for argument in arguments if (path := _path_in(argument))]
    if paths and all(WITHOUT_ODOO in [path, *path.parents] for path in paths):
        work = prepare_workplace(for_tests=True, with_server=False)
        return _pytest(work, ["-p", "no:odoo", *arguments])
    _look_for_browser()
    work = prepare_workplace(for_tests=True)
    with only_one("test"):
        return _with_odoo(work, arguments if paths else [*arguments, str(TESTS), str(ADDONS)])


def _path_in(argument: str) -> Path | None:
    path = Path(argument.partition("::")[0])
    return path.resolve() if not argument.startswith("-") and path.exists() else None


def _with_odoo(work: Workplace, arguments: list[str]) -> int:
    database = name_of(work, "test")
    copy(work, template_with_suite(work), database)
    config = work.config("test", db_name=database)
    options = [f"--odoo-database={database}", f"--odoo-config={config}", "--odoo-http"]
    try:
        return _pytest(work, [*options, *(_in_tree(work, argument) for argument in arguments)])
    finally:
        drop(work, database)


def _in_tree(work: Workplace, argument: str) -> str:
    """Return the argument with a path in `addons/` turned into that of the tree the engine reads."""
    path = _path_in(argument)
    if not path or ADDONS not in [path, *path.parents]:
        return argument
    _file, colons, test = argument.partition("::")
    return f"{work.addons / path.relative_to(ADDONS)}{colons}{test}"


def _pytest(work: Workplace, arguments: list[str]) -> int:
    color = ["--color=yes"] if sys.stdout.isatty() else []
    fixed = [
        "-c",
        str(ROOT / ".pytest.ini"),
        f"--rootdir={ROOT}",
        "-p",
        "socreg_setup.pytest_plugin",
    ]
    command = [str(work.env.python), "-m", "pytest", *fixed, *color, *arguments]
    environment = work.environment() | {
        "PYTHONPATH": str(SETUP),
        "SOCREG_ENGINE": f"Odoo {work.engine.series} in {work.engine.path}",
    }
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=ROOT,
        preexec_fn=ends_with_us(signal.SIGINT),  # noqa: PLW1509 (there are no threads)
    ) as process:
        for line in to_sources(process.stdout or []):
            sys.stdout.write(line)
            sys.stdout.flush()
        return process.wait()


def _look_for_browser() -> None:
    if shutil.which("chromium"):
        return
    try:
        install_packages(BROWSER, NO_BROWSER)
    except SetupError as error:
        say(str(error))
