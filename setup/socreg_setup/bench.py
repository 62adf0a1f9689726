"""setup/bench: the project's figures, each beside its baseline from the same run."""

import argparse

from .command import only_one, say
from .database import copy, drop, name_of, template_with_suite
from .errors import SetupError
from .paths import SETUP
from .workplace import Workplace, prepare_workplace

GROUPS = tuple(
    path.stem for path in sorted((SETUP / "socreg_setup/inside/bench").glob("[a-z]*.py"))
)


def bench(arguments: list[str]) -> int:
    """Measure the groups that the arguments name, or all; print one JSON object a line."""
    wish = _parse(arguments)
    work = prepare_workplace(for_tests=True)
    with only_one("bench"):
        database = name_of(work, "bench")
        try:
            return max(
                _measure(work, database, group, wish.rows) for group in wish.groups or GROUPS
            )
        finally:
            drop(work, database)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="setup/bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--rows", type=int, default=10_000, help="how many people (10,000)")
    wish = parser.parse_args(arguments)
    unknown = [group for group in wish.groups if group not in GROUPS]
    if unknown or wish.rows < 1:
        raise SetupError(
            f"there is no group {unknown[0]!r}" if unknown else "--rows takes 1 or more"
        )
    return wish


def _measure(work: Workplace, database: str, group: str, rows: int) -> int:
    # What a group commits is in no other's way.
    copy(work, template_with_suite(work), database)
    _fill(work, database, group, rows)
    say(f"measuring {group} with {rows} rows on Odoo {work.engine.series}")
    script = f"from socreg_setup.inside.bench import {group}\n{group}.measure(env, {rows})\n"
    return work.run_inside("bench", database, script)


def _fill(work: Workplace, database: str, group: str, rows: int) -> None:
    """Fill the database with what Odoo's role may not write: the group's script, if it has one."""
    script = SETUP / f"socreg_setup/inside/bench/{group}.sql"
    if script.exists():
        say(f"filling the database for {group}")
        wish = f"SET socreg.people = {rows};\n{script.read_text()}"
        work.server.sql(wish, database, administrator=True)
