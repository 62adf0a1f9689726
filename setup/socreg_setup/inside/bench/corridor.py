"""What the corridor of intake takes in a second, beside the same people created by the ORM."""

import random
from datetime import date, timedelta

from odoo.addons.socreg_intake.core.delivery import Delivery
from odoo.addons.socreg_intake.core.entry import Entry, IdentifierSaid

from . import ROUNDS, is_17, rates, report
from ._people import person

BATCH = 1_000
OLDEST = date(1940, 1, 1)
DAYS = 30_000


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    company = env.company
    company.country_id = env.ref("base.vn")
    area = env["socreg.area"].create({"name": "Commune", "code": "BENCH"})
    plain, ruled = _sources(env)
    said = _Said(rows, area.code)
    taken = []

    def take_new():
        taken.append(next(said))
        _take(env, plain, taken[-1])

    dry = next(said)
    created, new, same, tried, matched = rates(
        rows,
        lambda: _create(env, next(said), area),
        take_new,
        lambda: _take(env, plain, taken[-1]),
        lambda: _take(env, plain, dry, is_dry_run=True),
        lambda: _take(env, ruled, next(said)),
    )
    common = {"group": "corridor", "rows": rows, "unit": "people/s", "baseline": created}
    for name, figure, must, aim in (
        ("take_new_people", new, 1_800, 3_000),
        ("take_the_same_again", same, 3_000, 5_000),
        ("take_a_dry_run", tried, 6_000, 10_000),
        ("take_new_people_matched_by_rules", matched, 900, 1_800),
    ):
        share = 0.6 if is_17() else 1
        report(name=name, figure=figure, must=must * share, aim=aim * share, **common)
    env.cr.rollback()


def _sources(env):
    file = env.ref("socreg_intake.socreg_source_file")
    ruled = file.copy({"code": "bench_ruled", "when_possible": "create"})
    return file.copy({"code": "bench", "rule_ids": [(5,)]}), ruled


class _Said:
    """Entries of people, so many at a time, all made before anything is measured."""

    def __init__(self, rows, code):
        pieces = range(3 * ROUNDS + 1)
        self.pieces = iter(
            [[_entry(n, code) for n in range(piece * rows, (piece + 1) * rows)] for piece in pieces]
        )

    def __next__(self):
        return next(self.pieces)


def _entry(number, code):
    rng = random.Random(number)
    given, local = person(rng, number)[:2]
    values = {
        "given_name": given,
        **({"local_name": local} if local else {}),
        "birthdate": OLDEST + timedelta(days=rng.randrange(DAYS)),
        "sex": str(1 + number % 2),
        "area_id": code,
    }
    identifier = IdentifierSaid("national_id", f"{number:012}")
    return Entry("individual", values, identifiers=(identifier,), phones=(f"+8490{number:07}",))


def _take(env, source, said, **options):
    for start in range(0, len(said), BATCH):
        piece = [Delivery("", entry) for entry in said[start : start + BATCH]]
        env["socreg.intake"]._take(source, piece, **options)
        env.flush_all()
        env.invalidate_all()


def _create(env, said, area):
    id_type = env.ref("socreg_registry.socreg_identifier_type_national_id")
    for start in range(0, len(said), BATCH):
        piece = said[start : start + BATCH]
        people = env["socreg.registrant"].create(
            [{**entry.values, "kind": "individual", "area_id": area.id} for entry in piece]
        )
        whose = list(zip(people.ids, piece, strict=True))
        env["socreg.identifier"].create(
            [
                {"registrant_id": id_, "type_id": id_type.id, "value": entry.identifiers[0].value}
                for id_, entry in whose
            ]
        )
        env["socreg.phone"].create(
            [{"registrant_id": id_, "number": entry.phones[0]} for id_, entry in whose]
        )
        env.flush_all()
        env.invalidate_all()
