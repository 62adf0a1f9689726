"""The demo's data, through the product's own models: areas, households, people, logins.

Households come in pieces that commit; a piece that is there already is passed over, so that an
import that was cut off continues where it was.
"""

import csv
import gzip
import itertools
import os
import sys
from pathlib import Path

from odoo.tools import convert_file

from odoo.addons.socreg_crypto.core.elevation import elevation

SHAPES = "demo/socreg_registry_demo.xml"
SAMPLE = Path(__file__).resolve().parents[2] / "sample"
HOUSEHOLDS_A_PIECE = 250
PERSONAL_DATA = "personal_data"
ROLES = ("viewer", "registrar", "attester", "supervisor", "manager", "auditor")
# Who reads names where seeing personal data is a privilege of its own.
SEES_PERSONAL_DATA = ("registrar", "attester", "supervisor")
# A registrar of one district, who sees that there is more of the country, and no more of it.
DISTRICT_REGISTRAR, DISTRICT = "district", "VN-D01"
TEXTS = ("given_name", "family_name", "additional_name", "local_name", "birthdate")
CODES = ("sex", "marital_status", "education_level", "employment_status", "occupation_code")


def load(env, households=None):
    """Bring a database to the demo's state; what is there already stays.

    :param households: how many of the sample's households to import at most; all by default
    """
    _make_logins(env)
    areas = _load_areas(env)
    _make_district_registrar(env, areas[DISTRICT])
    _load_shapes(env)
    _load_households(env, areas, households)


def _rows(name):
    with gzip.open(SAMPLE / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _make_logins(env):
    password = os.environ["SOCREG_DEMO_PASSWORD"]
    users = env["res.users"].with_context(no_reset_password=True)
    users.env.ref("base.user_admin").write({"password": password, "lang": "en_US"})
    users.env.company.country_id = env.ref("base.vn")
    for role in ROLES:
        also = [PERSONAL_DATA] if role in SEES_PERSONAL_DATA else []
        give_roles(env, _login(users, role, password), role, *also)
    env.cr.commit()


def _make_district_registrar(env, area_id):
    users = env["res.users"].with_context(no_reset_password=True)
    user = _login(users, DISTRICT_REGISTRAR, os.environ["SOCREG_DEMO_PASSWORD"])
    give_roles(env, user, "registrar", PERSONAL_DATA, area_ids=[area_id])
    env.cr.commit()


def _login(users, name, password):
    found = users.search([("login", "=", name)])
    values = {"name": name.capitalize(), "login": name, "password": password, "lang": "en_US"}
    return found or users.create(values)


def give_roles(env, user, *names, area_ids=()):
    """Give a user roles that they have not got: in some areas, or everywhere."""
    lines = env["res.users.role.line"]
    for name in names:
        role = env.ref(f"socreg_registry.socreg_registry_role_{name}")
        if not lines.search_count([("user_id", "=", user.id), ("role_id", "=", role.id)]):
            where = {"is_nationwide": not area_ids, "area_ids": [(6, 0, area_ids)]}
            scope = where if role.is_scoped else {}
            lines.create({"user_id": user.id, "role_id": role.id, **scope})


def _load_shapes(env):
    """Load the addon's own demonstration data, which the sample has none of the like of."""
    if not env.ref("socreg_registry.demo_area_province", raise_if_not_found=False):
        convert_file(env, "socreg_registry", SHAPES, {}, mode="init", noupdate=True)
        env.cr.commit()


def _load_areas(env):
    area_model = env["socreg.area"]
    known = {area.code: area.id for area in area_model.search([])}
    levels = itertools.groupby(_rows("areas"), lambda row: row["level"])
    for _level, rows in levels:
        new = [row for row in rows if row["code"] not in known]
        created = area_model.create(
            [
                {
                    "code": row["code"],
                    "name": row["name"],
                    "level": row["level"].capitalize(),
                    "parent_id": known.get(row["parent_code"], False),
                }
                for row in new
            ]
        )
        known.update(zip((row["code"] for row in new), created.ids, strict=True))
    env.cr.commit()
    return known


def _load_households(env, areas, limit):
    households = list(itertools.islice(_rows("households"), limit))
    members = itertools.groupby(_rows("people"), lambda row: row["household_ref"])
    people = {household: list(rows) for household, rows in members}
    sample = _Sample(env, areas)
    for start in range(0, len(households), HOUSEHOLDS_A_PIECE):
        piece = sample.without_known(households[start : start + HOUSEHOLDS_A_PIECE])
        sample.create(piece, people)
        env.cr.commit()
        env.invalidate_all()
        _show_progress(start + HOUSEHOLDS_A_PIECE, len(households), bool(piece))


def _show_progress(done, total, is_new):
    if is_new:
        sys.stderr.write(f"setup: {min(done, total)} of {total} households imported\n")
        sys.stderr.flush()


class _Sample:
    """The import of some households with their members."""

    def __init__(self, env, areas):
        self.env = env
        self.areas = areas
        self.household_type = env.ref("socreg_registry.socreg_group_type_household")
        self.number_type = env.ref("socreg_registry.socreg_identifier_type_household_number")
        self.id_type = env.ref("socreg_registry.socreg_identifier_type_national_id")
        self.role_by_code = {
            role.code: role.id for role in env["socreg.membership.role"].search([])
        }

    def without_known(self, households):
        numbers = [row["household_ref"].replace("-", "") for row in households]
        domain = [("type_id", "=", self.number_type.id), ("value", "in", numbers)]
        with elevation("which households are there"):
            known = set(self.env["socreg.identifier"].search(domain).mapped("value"))
        return [r for r, number in zip(households, numbers, strict=True) if number not in known]

    def create(self, households, people):
        groups = self.env["socreg.registrant"].create([self._group_vals(r) for r in households])
        rows = [(person, row) for row in households for person in people[row["household_ref"]]]
        persons = self.env["socreg.registrant"].create([self._person_vals(*pair) for pair in rows])
        group_by_ref = dict(zip((r["household_ref"] for r in households), groups.ids, strict=True))
        self._create_memberships(rows, persons, group_by_ref)
        self._create_identifiers(rows, persons, group_by_ref)
        self.env["socreg.phone"].create(
            [
                {"registrant_id": person.id, "number": row["phone"], "is_primary": True}
                for person, (row, _household) in zip(persons, rows, strict=True)
                if row["phone"]
            ]
        )

    def _create_memberships(self, rows, persons, group_by_ref):
        self.env["socreg.membership"].create(
            [
                {
                    "group_id": group_by_ref[row["household_ref"]],
                    "member_id": person.id,
                    "role_ids": [(6, 0, [self.role_by_code[row["role"]]])],
                    "start_date": household["registration_date"],
                }
                for person, (row, household) in zip(persons, rows, strict=True)
            ]
        )

    def _create_identifiers(self, rows, persons, group_by_ref):
        numbers = [(self.number_type.id, ref, id_) for ref, id_ in group_by_ref.items()]
        numbers += [
            (self.id_type.id, row["national_id"], person.id)
            for person, (row, _household) in zip(persons, rows, strict=True)
            if row["national_id"]
        ]
        self.env["socreg.identifier"].create(
            [{"type_id": t, "value": value, "registrant_id": r} for t, value, r in numbers]
        )

    def _group_vals(self, row):
        return {
            "kind": "group",
            "group_type_id": self.household_type.id,
            "group_name": row["group_name"],
            "area_id": self.areas[row["area_code"]],
            "registration_date": row["registration_date"],
        }

    def _person_vals(self, row, household):
        values = {field: row[field] or False for field in (*TEXTS, *CODES, "preferred_lang")}
        return values | {
            "kind": "individual",
            "is_birthdate_estimated": row["is_birthdate_estimated"] == "1",
            "area_id": self.areas[household["area_code"]],
            "registration_date": household["registration_date"],
        }
