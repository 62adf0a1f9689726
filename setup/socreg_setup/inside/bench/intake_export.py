"""What leaves in a second as a file, opened, beside the same cells copied out of a plain table."""

import csv
import io

from odoo.addons.socreg_crypto.opening import SEERS, forget_keys
from odoo.addons.socreg_intake.core.delivery import Delivery
from odoo.addons.socreg_intake.core.entry import Entry, MembershipSaid
from odoo.addons.socreg_intake.models.socreg_export_quota import PARAMETER
from odoo.addons.socreg_registry.models.res_users import MANAGE

from . import rates, report
from .corridor import _entry

BATCH = 1_000
IN_A_HOUSEHOLD = 5
PATHS = (
    *("given_name", "local_name", "birthdate", "sex", "area_id"),
    *("identifiers.national_id.value", "phones.0", "household.uid", "household.role"),
)
FORMATS = ("csv", "xlsx")


def measure(env, rows):
    """Measure and report the group's figures."""
    env.company.country_id = env.ref("base.vn")
    area = env["socreg.area"].create({"name": "Commune", "code": "BENCH"})
    _register(env, rows, area.code)
    manager = _manager(env)
    env["ir.config_parameter"].set_param(PARAMETER, str(1_000 * rows))
    env.cr.commit()
    env.cr.execute("ANALYZE")
    whom = [("area_id", "=", area.id)]
    content = b"".join(_sent(manager, "csv", whom))
    _make_plain(env, content)
    bare, table, book = rates(
        rows, lambda: _copy(env), *(lambda f=f: _leave(manager, f, whom) for f in FORMATS)
    )
    common = {"group": "intake_export", "rows": rows, "unit": "rows/s", "baseline": bare}
    for name, figure, must, aim in (
        ("export_opened_csv", table, 10_000, 15_000),
        ("export_opened_xlsx", book, 7_000, 10_000),
    ):
        report(name=name, figure=figure, must=must, aim=aim, **common)
    env.cr.rollback()


def _register(env, rows, code):
    source = env.ref("socreg_intake.socreg_source_file").copy({"code": "bench", "rule_ids": [(5,)]})
    for start in range(0, rows, BATCH):
        said = []
        for number in range(start, min(start + BATCH, rows)):
            key = f"HH-{number // IN_A_HOUSEHOLD}"
            is_head = number % IN_A_HOUSEHOLD == 0
            if is_head:
                values = {"group_name": key, "group_type_id": "household", "area_id": code}
                said.append(Entry("group", values, key=key))
            person = _entry(number, code)
            place = MembershipSaid(key, ("head" if is_head else "child",), is_head)
            said.append(
                Entry(
                    person.kind,
                    person.values,
                    identifiers=person.identifiers,
                    phones=person.phones,
                    memberships=(place,),
                )
            )
        env["socreg.intake"]._take(source, [Delivery("", entry) for entry in said])
        env.cr.commit()
        env.invalidate_all()


def _manager(env):
    """Return the environment of somebody who manages everywhere and sees personal data."""
    user = env["res.users"].create({"name": "Manager", "login": "bench-manager"})
    for name in ("manager", "personal_data"):
        role = env.ref(f"socreg_registry.socreg_registry_role_{name}")
        values = {"user_id": user.id, "role_id": role.id}
        env["res.users.role.line"].create(
            {**values, "is_nationwide": True} if role.is_scoped else values
        )
    env["res.users"]._forget_scopes()
    theirs = env(user=user.id, su=False)
    if not (user.has_group(SEERS) and theirs["res.users"]._scope(MANAGE).is_everywhere):
        raise RuntimeError("the manager of the bench does not manage")
    return theirs


def _leave(env, file_format, whom):
    sum(map(len, _sent(env, file_format, whom)))


def _sent(env, file_format, whom):
    """Send a file as a request does: made, committed, and read in a transaction of its own."""
    env.cr.commit()
    env.invalidate_all()
    forget_keys(env.cr)
    columns = [(0, 0, {"sequence": n, "path": path}) for n, path in enumerate(PATHS)]
    profile = env["socreg.export.profile"].create(
        {"name": "Bench", "format": file_format, "column_ids": columns}
    )
    export = env["socreg.export"]._make(profile, whom, "Figures of the bench")
    domain = export._begin()
    env.cr.commit()
    return export._stream(domain)


def _make_plain(env, content):
    """Keep the cells of a file in a plain table."""
    _headings, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    names = [f"c{place}" for place in range(len(PATHS) + 1)]
    env.cr.execute(f"CREATE TEMPORARY TABLE bench_plain ({', '.join(f'{n} text' for n in names)})")
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    file.seek(0)
    env.cr.copy_expert("COPY bench_plain FROM STDIN (FORMAT csv)", file)


def _copy(env):
    env.cr.copy_expert("COPY bench_plain TO STDOUT (FORMAT csv)", io.StringIO())
