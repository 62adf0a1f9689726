"""One module a group; each has `measure(env, rows)`, which prints the group's figures."""

import json
import statistics
import sys
import time

import odoo.release

from odoo.addons.socreg_crypto.opening import forget_keys

from ...figures import Figure

ROUNDS = 3
TIMES = 200


def report(group, rows, **values):
    """Print one figure as a line of JSON."""
    engine = f"odoo {odoo.release.series}"
    figure = Figure(group=group, engine=engine, rows=rows, **values)
    sys.stdout.write(json.dumps(figure.as_line()) + "\n")
    sys.stdout.flush()


def rates(rows, *actions):
    """Return rows a second of each action: the median of rounds in which they take turns.

    Taking turns lets a noisy machine be as unfair to one as to the other.
    """
    seconds = [[_seconds(action) for action in actions] for _round in range(ROUNDS)]
    return [round(rows / statistics.median(taken)) for taken in zip(*seconds, strict=True)]


def _seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def p95(env, action, times=TIMES):
    """Return the 95th percentile of the action's time in ms, each time in a request of its own."""
    taken = []
    for _n in range(times):
        env.invalidate_all()
        forget_keys(env.cr)
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.quantiles(taken, n=20)[-1], 1)


def is_17():
    return odoo.release.version_info[0] == 17
