"""setup/i18n: every addon's terms as Odoo exports them, and their translations kept in line."""

import argparse

from .command import only_one, say
from .database import copy, drop, name_of, template_with_suite
from .workplace import Workplace, prepare_workplace

SCRIPT = "import sys\nfrom socreg_setup.inside import i18n\nsys.exit(i18n.{do}(env))\n"


def i18n(arguments: list[str]) -> int:
    """Write `addons/<addon>/i18n/`, or only check it; exit status 1 when the check complains."""
    wish = _parse(arguments)
    work = prepare_workplace()
    with only_one("i18n"):
        database = name_of(work, "i18n")
        copy(work, template_with_suite(work), database)
        try:
            return _run(work, database, "check" if wish.check else "update")
        finally:
            drop(work, database)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="setup/i18n", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; complain of what is stale or untranslated",
    )
    return parser.parse_args(arguments)


def _run(work: Workplace, database: str, do: str) -> int:
    say(f"exporting the terms from Odoo {work.engine.series}")
    return work.run_inside("i18n", database, SCRIPT.format(do=do))
