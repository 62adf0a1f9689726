"""Reading history: one person as of a moment, versions, pages of the log, and a snapshot of everybody."""

import statistics
import time
from datetime import datetime, timedelta, timezone

from odoo.addons.socreg_crypto.opening import SEERS

from . import p95, report

PEOPLE = 200
CHANGES = 15
ROUNDS = 3


def measure(env, rows):
    """Measure and report the group's figures; `rows` people with 20 events each are there already."""
    _let_see(env)
    people = _Somebody(env)
    events = _count(env)
    history, model = env["socreg.history"], "socreg.registrant"
    now, common = datetime.now(timezone.utc), {"group": "history", "rows": events, "unit": "ms"}

    def told(name, figure, must, aim, baseline):
        values = {"baseline": baseline, "must": must, "aim": aim, **common}
        report(name=name, figure=figure, more_is_better=False, **values)

    bare = p95(env, lambda: people.next().read(["given_name", "birthdate", "address"]))
    moment = now - timedelta(seconds=1)
    told(
        "as_of_one_person",
        p95(env, lambda: people.next().history_as_of(moment.isoformat())),
        10,
        2,
        bare,
    )
    told("as_of_states", p95(env, lambda: history._states(model, people.next().id)), 10, 2, bare)
    told("versions_of_one_person", p95(env, lambda: people.next().history_versions()), 20, 5, bare)
    for name in ("socreg.version", "socreg.event"):
        fields = ["occurred_at", "user_id", "source", "registrant_id", "changes"]

        def page(offset=0, domain=(), name=name, fields=fields):
            return env[name].search(list(domain), limit=80, offset=offset).read(fields)

        told(f"page_of_{name}", p95(env, page, 20), 300, 100, bare)
        told(
            f"count_of_{name}",
            p95(env, lambda: env[name].search_count([], limit=10_001), 5),
            1_000,
            300,
            bare,
        )
        march = [
            ("occurred_at", ">=", now - timedelta(days=200)),
            ("occurred_at", "<", now - timedelta(days=199)),
        ]
        naive = [(field, operator, day.replace(tzinfo=None)) for field, operator, day in march]
        told(f"day_of_{name}", p95(env, lambda: page(domain=naive), 5), 1_000, 300, bare)
    for days in (30, 180):
        _snapshot(env, rows, now - timedelta(days=days), days)
    env.cr.rollback()


def _let_see(env):
    """Give the user of the bench the right to see personal data."""
    groups = "group_ids" if "group_ids" in env.user._fields else "groups_id"
    env.user.write({groups: [(4, env.ref(SEERS).id)]})


def _snapshot(env, rows, moment, days):
    taken = []
    columns = ["sex", "marital_status", "education_level", "area_id"]
    for _round in range(ROUNDS):
        start = time.perf_counter()
        table = env["socreg.history"]._snapshot("socreg.registrant", moment, columns)
        taken.append(time.perf_counter() - start)
    env.cr.execute(f"SELECT count(*) FROM {table}")
    found, seconds = env.cr.fetchone()[0], round(statistics.median(taken), 2)
    report(
        name=f"snapshot_{days}_days_ago",
        group="history",
        rows=found,
        figure=seconds,
        unit="s",
        baseline=0,
        must=3,
        aim=1,
        more_is_better=False,
    )


def _count(env):
    env.cr.execute("SELECT count(*) FROM socreg_history.event")
    return env.cr.fetchone()[0]


class _Somebody:
    """People whose data opens, with some changes each, one after another."""

    def __init__(self, env):
        self.env = env
        number = env["socreg.identifier.type"].create({"name": "B", "code": "bench"})
        self.people = env["socreg.registrant"].create(
            [
                {
                    "given_name": f"Lan {n}",
                    "family_name": "Nguyễn",
                    "birthdate": "1980-05-17",
                    "address": "1",
                }
                for n in range(PEOPLE)
            ]
        )
        for model, field in (("socreg.identifier", "value"), ("socreg.phone", "number")):
            kind = {"type_id": number.id} if field == "value" else {}
            env[model].create(
                [
                    {"registrant_id": person.id, field: f"+8490{person.id:07}", **kind}
                    for person in self.people
                ]
            )
        env.flush_all()
        for change in range(CHANGES):
            self.people.write({"address": f"{change} Hàng Bạc", "education_level": str(change % 9)})
            env.flush_all()
        env.cr.commit()
        env.cr.execute("ANALYZE socreg_registrant")
        self.at = 0

    def next(self):
        self.at = (self.at + 1) % PEOPLE
        return self.people[self.at]
