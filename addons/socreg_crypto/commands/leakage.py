"""The command line of socreg_leak: what a thief of the dump could recover from each index.

The thief knows how frequent each value is among the people, and nothing of the keys: they take the
most frequent index value for the most frequent plain one, and so on down the ranks.
"""

import argparse
import json
from contextlib import suppress
from random import Random

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import names
from ..core.elevation import elevation
from ..core.leak import measure
from .console import Console
from .frame import odoo_options, run
from .session import Session, database_name

PIECE = 2_000
BUDGET = 12.0
MEASURING = "measuring what indexes tell"
NAMES = "name_buckets"
WIDTHS = (40, 8, 10, 18, 10, 18)
HEAD = ("index", "rows", "parts, %", "without index, %", "rows, %", "without index, %")


def main(arguments, console=None):
    """Run the command; return its exit status: 1 where an index tells more than the budget."""
    return run(parser(), arguments, console or Console())


def parser():
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="odoo socreg_leak",
        description="Measure what a thief of the dump could recover from each index.",
        parents=[odoo_options()],
    )
    whole.add_argument("--rows", type=int, default=100_000, help="of each model at most (100,000)")
    whole.add_argument("--budget", type=float, default=BUDGET, help=f"in percent ({BUDGET:g})")
    whole.add_argument("--json", action="store_true", help="for programs")
    whole.set_defaults(run=_run)
    return whole


def _run(wish, console):
    with Session(database_name()).transaction() as env:
        figures = [figure for model in _models(env) for figure in _figures(model, wish.rows)]
    if wish.json:
        console.show(json.dumps(figures))
    else:
        for line in [HEAD, *(tuple(figure.values()) for figure in figures)]:
            console.show(
                "  ".join(str(cell).ljust(width) for cell, width in zip(line, WIDTHS, strict=True))
            )
    over = [figure["index"] for figure in figures if figure["parts"] > wish.budget]
    for index in over:
        console.say(f"socreg_leak: {index} tells more than {wish.budget:g} %.")
    return 1 if over else 0


def _models(env):
    return env["socreg.sealed"]._indexed_models()


def _figures(model, most):
    """Yield the figures of each index of a model."""
    with elevation(MEASURING):
        rows = list(_opened(model, most))
    for name in rows and rows[0]:
        filed = names.key if name == NAMES else str
        rng = Random(1)  # noqa: S311 (ties are drawn, and the same each time)
        found = measure([row[name] for row in rows if row[name]], rng, filed)
        yield {
            "index": f"{model._name}.{name}",
            "rows": sum(1 for row in rows if row[name]),
            "parts": _percent(found.by_rank.values),
            "parts_without_index": _percent(found.without_index.values),
            "rows_recovered": _percent(found.by_rank.rows),
            "rows_without_index": _percent(found.without_index.rows),
        }


def _percent(share):
    return round(100 * share, 1)


def _opened(model, most):
    """Yield, for each of some rows, pairs of index value and plain value, by index."""
    table = SQL.identifier(model._table)
    model.env.cr.execute(SQL("SELECT id FROM %s ORDER BY random() LIMIT %s", table, most))
    ids = [id_ for (id_,) in model.env.cr.fetchall()]
    for start in range(0, len(ids), PIECE):
        for record in model.browse(ids[start : start + PIECE]):
            # Who is erased, or damaged, tells nothing.
            with suppress(UserError):
                yield record._index_pairs()
        model.env.invalidate_all()
