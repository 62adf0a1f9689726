"""The back office at full size: lists, the panel of areas, looking up, a household's form, entering.

Each is asked for as the web client does, once nationwide and once by somebody of one district.
"""

from random import Random

from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.opening import forget_keys
from odoo.addons.socreg_registry.tests.test_list import VIEW, specification

from ..sample import give_roles
from . import is_17, p95, rates, report
from ._people import Load, make_areas, person

PAGE, COUNT_LIMIT = 80, 10_001
BATCH = 1_000
MEMBERS = 10
TIMES = 100


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    _measure_entering(env, min(rows, 10_000))
    env.cr.rollback()
    rng = Random(7)
    district, communes = make_areas(env)
    people = [person(rng, number) for number in range(rows)]
    Load(env).people(people, communes)
    names = [latin for latin, _own in people]
    for where, areas in (("nationwide", []), ("of_a_district", district.ids)):
        user = new_test_user(env, f"bench-{where}", groups="base.group_user")
        give_roles(env, user, "registrar", area_ids=areas)
        give_roles(env, user, "personal_data")
        _measure_screens(env(user=user), rows, where, Random(1), names)
    _measure_form(env, rows, district)
    env.cr.rollback()


def _measure_entering(env, rows):
    """Measure entering people with an identifier, a phone and a household, through the ORM."""
    household_type = env.ref("socreg_registry.socreg_group_type_household")
    id_type = env.ref("socreg_registry.socreg_identifier_type_national_id")
    env.company.country_id = env.ref("base.vn")
    rounds = iter(range(100))

    def enter():
        start = next(rounds) * rows
        for first in range(start, start + rows, BATCH):
            _enter_batch(
                env, range(first, min(first + BATCH, start + rows)), household_type, id_type
            )

    def enter_partners():
        for first in range(0, rows, BATCH):
            env["res.partner"].create(
                [
                    {
                        "name": f"Nguyễn Lan {n}",
                        "phone": f"+84 95 {n:07}",
                        "ref": f"{n:012}",
                        "lang": False,
                    }
                    for n in range(first, min(first + BATCH, rows))
                ]
            )
            env.flush_all()
            env.invalidate_all()

    entered, partners = rates(rows, enter, enter_partners)
    must, aim = (1_300, 2_300) if is_17() else (2_000, 3_500)
    report(
        "office",
        rows,
        name="enter_people_with_identifier_phone_and_household",
        figure=entered,
        unit="people/s",
        baseline=partners,
        must=must,
        aim=aim,
    )


def _enter_batch(env, numbers, household_type, id_type):
    registrants = env["socreg.registrant"]
    households = registrants.create(
        [
            {"kind": "group", "group_name": f"Nguyễn {n}", "group_type_id": household_type.id}
            for n in numbers[::5]
        ]
    )
    people = registrants.create(
        [
            {
                "kind": "individual",
                "given_name": f"Lan {n}",
                "family_name": "Nguyễn",
                "birthdate": "1980-05-17",
                "sex": "2",
            }
            for n in numbers
        ]
    )
    env["socreg.identifier"].create(
        [
            {"registrant_id": who.id, "type_id": id_type.id, "value": f"{n:012}"}
            for who, n in zip(people, numbers, strict=True)
        ]
    )
    env["socreg.phone"].create(
        [
            {"registrant_id": who.id, "number": f"+8495{2_000_000 + n % 8_000_000:07}"}
            for who, n in zip(people, numbers, strict=True)
        ]
    )
    env["socreg.membership"].create(
        [{"member_id": who.id, "group_id": households[n // 5].id} for n, who in enumerate(people)]
    )
    env.flush_all()
    env.invalidate_all()
    forget_keys(env.cr)


def _measure_screens(env, rows, where, rng, names):
    registrants = env["socreg.registrant"]
    asked = specification(registrants, env.ref(VIEW % ("individual", "tree")).sudo(), "tree")
    active = [("kind", "=", "individual"), ("state", "=", "active")]

    def page():
        offset = PAGE * rng.randrange(20)
        registrants.web_search_read(
            active, asked, offset=offset, limit=PAGE, count_limit=COUNT_LIMIT
        )

    def panel():
        registrants.search_panel_select_range("area_id", comodel_domain=[], search_domain=active)

    def by_number():
        registrants.look_up(f"{rng.randrange(rows):012}")

    def by_name():
        parts = rng.choice(names).split()
        registrants.look_up(" ".join(rng.sample(parts, min(2, len(parts)))))

    def by_nobodys_name():
        registrants.look_up("Zwqx Vbnq")

    for name, action in (
        ("list_page", page),
        ("area_panel", panel),
        ("lookup_by_number", by_number),
        ("lookup_by_name", by_name),
        ("lookup_of_nobody", by_nobodys_name),
    ):
        _report(rows, f"{name}_{where}_p95", p95(env, action, TIMES), "ms", 150)


def _measure_form(env, rows, district):
    group_type = env.ref("socreg_registry.socreg_group_type_household")
    area_id = env["socreg.area"].search([("parent_id", "=", district.id)], limit=1).id
    registrants = env["socreg.registrant"]
    household = registrants.create(
        {
            "kind": "group",
            "group_name": "Nguyễn",
            "group_type_id": group_type.id,
            "area_id": area_id,
            "group_membership_ids": [
                (0, 0, {"member_id": who.id})
                for who in registrants.create(
                    [
                        {"given_name": f"Lan {n}", "birthdate": "1990-05-17", "area_id": area_id}
                        for n in range(MEMBERS)
                    ]
                )
            ],
        }
    )
    user = new_test_user(env, "bench-form", groups="base.group_user")
    give_roles(env, user, "registrar", area_ids=district.ids)
    give_roles(env, user, "personal_data")
    household = household.with_user(user)
    view = env.ref(VIEW % ("group", "form"))
    asked = specification(household, view, "form")
    env.flush_all()
    # What a process remembers of rights and views is there after its first request.
    household.web_read(asked)
    env.invalidate_all()
    forget_keys(env.cr)
    before = env.cr.sql_log_count
    household.web_read(asked)
    _report(rows, "household_of_ten_queries", env.cr.sql_log_count - before, "queries", 40)
    taken = p95(household.env, lambda: household.web_read(asked), TIMES)
    _report(rows, "household_of_ten_p95", taken, "ms", 150)


def _report(rows, name, figure, unit, must):
    values = {"name": name, "figure": figure, "unit": unit, "must": must, "aim": must / 3}
    report("office", rows, baseline=0, more_is_better=False, **values)
