"""Sealed fields beside the same model unsealed: a page, creation, exact look-up, rewrapping."""

import random
import statistics
import time

from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.opening import SEERS, forget_keys

from . import rates, report

BATCH = 1_000
PAGE = 80
SEALED = ("name", "number", "note", "birthdate", "weight", "photo", "answers")
MODELS = ("test_socreg.person", "test_socreg.plain")
LOOKUPS = 300


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    seer = new_test_user(env, "bench-seer", groups=f"base.group_user,{SEERS}")
    env = env(user=seer)
    _measure_creation(env, rows)
    _measure_page(env, rows)
    _measure_lookup(env, rows)
    _measure_rewrap(env, rows)
    env.cr.rollback()


def _measure_creation(env, rows):
    numbers = iter(range(0, 10**9, rows))

    def create(model):
        start = next(numbers)
        for first in range(start, start + rows, BATCH):
            last = min(first + BATCH, start + rows)
            env[model].create([_person(number) for number in range(first, last)])
            env.flush_all()
            env.invalidate_all()

    sealed, plain = rates(rows, *(lambda model=model: create(model) for model in MODELS))
    report(
        "crypto",
        rows,
        name="create_sealed",
        figure=sealed,
        unit="people/s",
        baseline=plain,
        must=plain / 2,
        aim=plain * 0.8,
    )


def _measure_page(env, rows):
    pages = {model: env[model].search([], limit=PAGE).ids for model in MODELS}

    def read(model):
        env.invalidate_all()
        # A request begins with no data key opened.
        forget_keys(env.cr)
        env[model].search_read([("id", "in", pages[model])], ["label", *SEALED])

    for model in MODELS:
        read(model)
    taken = {model: [_milliseconds(lambda: read(model)) for _n in range(40)] for model in MODELS}
    sealed, plain = (round(statistics.median(taken[model]), 2) for model in MODELS)
    report(
        "crypto",
        rows,
        name="page_of_80_with_7_sealed",
        figure=sealed,
        unit="ms",
        baseline=plain,
        must=min(5.0, 2.5 * plain),
        aim=2.5,
        more_is_better=False,
    )


def _measure_lookup(env, rows):
    some = random.Random(1)

    def p95(model):
        taken = []
        for _n in range(LOOKUPS):
            env.invalidate_all()
            domain = [("number", "=", f"{some.randrange(rows):09}")]
            taken.append(_milliseconds(lambda: env[model].search_read(domain, ["label"])))
        return round(statistics.quantiles(taken, n=20)[-1], 2)

    env.cr.execute("ANALYZE test_socreg_person; ANALYZE test_socreg_plain")
    sealed, plain = map(p95, MODELS)
    report(
        "crypto",
        rows,
        name="exact_lookup_p95",
        figure=sealed,
        unit="ms",
        baseline=plain,
        must=5,
        aim=2,
        more_is_better=False,
    )


def _measure_rewrap(env, rows):
    env = env(su=True)
    env["socreg.key"]._rotate("identity")._promote()
    env.flush_all()
    env.cr.execute("ANALYZE socreg_data_key")
    start = time.perf_counter()
    done = sum(env["socreg.data.key"]._rewrap("identity"))
    rate = round(done / (time.perf_counter() - start))
    start = time.perf_counter()
    env.cr.execute("UPDATE socreg_data_key SET identity = identity || ''::bytea")
    bare = round(done / (time.perf_counter() - start))
    report(
        "crypto",
        rows,
        name="rewrap",
        figure=rate,
        unit="people/s",
        baseline=bare,
        must=50_000,
        aim=100_000,
    )


def _milliseconds(action):
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def _person(number):
    return {
        "label": f"P{number}",
        "name": f"Nguyễn Thị Lan {number}",
        "number": f"{number:09}",
        "note": "12 Hàng Bạc, Hoàn Kiếm",
        "birthdate": "1980-05-17",
        "weight": 61.5,
        "photo": "AAEC",
        "answers": {"walk": 1, "see": 2},
    }
