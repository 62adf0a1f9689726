"""Files of people through an import: checked, taken in, and taken in once more."""

import random
import resource
import time

from odoo.addons.socreg_intake.core.blocks import BLOCK
from odoo.addons.socreg_intake.models.socreg_batch_work import Memory
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from . import is_17, report
from ._people import person
from .registry import _Copy

IN_A_HOUSEHOLD = 4
HEADINGS = "Household,Role,Given name,Sex,Birth date,National ID,Phone,Area"
PATHS = (
    "household.key",
    "household.role",
    "given_name",
    "sex",
    "birthdate",
    "identifiers.national_id.value",
    "phones.0",
    "area_id",
)
MEGA = 1024


def measure(env, rows):
    """Measure and report the group's figures; the database is thrown away afterwards."""
    env.company.country_id = env.ref("base.vn")
    # Namesakes are looked for, and registered all the same.
    env.ref("socreg_intake.socreg_source_file").when_possible = "create"
    env["socreg.area"].create({"name": "Commune", "code": "B-C1"})
    user = new_user_with(env, "bench-registrar", "registrar", PERSONAL_DATA)
    content = _file(rows)
    batches = env(user=user)["socreg.batch"]
    batch = _bring(batches, content)
    checked, ran = _seconds(batch, "batch_check"), _seconds(batch, "batch_run")
    again = _bring(batches, content)
    same = _seconds(again, "batch_check")
    again.sudo()._become("checked", report={"counts": {"new": 1}})
    unchanged = _seconds(again, "batch_run")
    _expect(again.report["counts"], {"same": rows})
    _tell(env, rows, checked, ran, same, unchanged)


def _file(rows):
    rng, lines = random.Random(1), [HEADINGS]
    for number in range(rows):
        role = "Head" if number % IN_A_HOUSEHOLD == 0 else "Child"
        name, _own = person(rng, number)
        lines.append(
            f"HH-{number // IN_A_HOUSEHOLD},{role},{name},{'FM'[number % 2]},"
            f"{1950 + number % 70}-{1 + number % 12:02}-{1 + number % 28:02},"
            f"{number:012},09{number:08},B-C1"
        )
    return "\n".join(lines).encode()


def _bring(batches, content):
    source = batches.env.ref("socreg_intake.socreg_source_file")
    batch = batches._of(batches.batch_begin(source.code, "bench.csv"))
    for start in range(0, len(content), BLOCK):
        batch._add_block(start // BLOCK, content[start : start + BLOCK])
        batches.env.flush_all()
        batches.env.invalidate_all()
    batches.batch_complete(batch.number)
    columns = zip(HEADINGS.split(","), PATHS, strict=True)
    mapping = {
        "subject": "individual",
        "columns": {heading: {"path": path} for heading, path in columns},
        "region": "VN",
        "is_blank_empty": False,
        "makes_households": True,
    }
    batches.batch_map(batch.number, mapping)
    return batch


def _seconds(batch, method):
    """Return how long it takes until the work that a method begins has come to its end."""
    getattr(batch, method)(batch.number)
    batch.env.cr.commit()
    start, memory = time.perf_counter(), Memory()
    while batch._step_alone(memory):
        pass
    batch.env.invalidate_all()
    batch.env.cr.commit()
    return time.perf_counter() - start


def _expect(told, wanted):
    if told != wanted:
        raise SystemExit(f"the rows became {told} instead of {wanted}")


def _tell(env, rows, checked, ran, same, unchanged):
    copied = _Copy(env)
    copied.take(rows)
    start = time.perf_counter()
    copied.again()
    bare = round(rows / (time.perf_counter() - start))
    must, aim = (1_800, 4_500) if is_17() else (3_000, 7_000)
    common = {"group": "intake", "rows": rows, "unit": "rows/s", "baseline": bare}
    for name, seconds, least, most in (
        ("import_beside_copy", ran, must, aim),
        ("import_of_the_same_again", unchanged, 5_000, 10_000),
        ("check_of_new", checked, 10_000, 20_000),
        ("check_of_the_same_again", same, 10_000, 20_000),
    ):
        report(name=name, figure=round(rows / seconds), must=least, aim=most, **common)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGA
    report(
        group="intake",
        name="memory_of_an_import",
        rows=rows,
        figure=peak,
        unit="MB",
        baseline=None,
        must=500,
        aim=300,
        more_is_better=False,
    )
