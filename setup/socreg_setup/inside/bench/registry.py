"""Creating people in batch, beside a bare COPY of the same rows and plain `res.partner`."""

import io

from . import is_17, rates, report

BATCH = 1_000


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    copied = _Copy(env)

    def create_people():
        _create(env, "socreg.registrant", [_person(number) for number in range(rows)])

    def create_partners():
        _create(env, "res.partner", [_partner(number) for number in range(rows)])

    create_people()
    copied.take(rows)
    people, bare, partners = rates(rows, create_people, copied.again, create_partners)
    must, aim = (1_800, 4_200) if is_17() else (3_000, 7_000)
    common = {"group": "registry", "rows": rows, "figure": people, "unit": "people/s"}
    report(name="create_people_beside_copy", baseline=bare, must=must, aim=aim, **common)
    report(
        name="create_people_beside_res_partner",
        baseline=partners,
        must=partners,
        aim=2 * partners,
        **common,
    )
    env.cr.rollback()


def _create(env, model, values):
    for start in range(0, len(values), BATCH):
        env[model].create(values[start : start + BATCH])
        env.flush_all()
        env.invalidate_all()


def _person(number):
    return {
        "kind": "individual",
        "given_name": f"Lan {number}",
        "family_name": "Nguyễn",
        "birthdate": "1980-05-17",
        "sex": "2",
        "address": "12 Hàng Bạc",
        "preferred_lang": "vi",
    }


def _partner(number):
    return {"name": f"Nguyễn Lan {number}", "street": "12 Hàng Bạc", "lang": False}


class _Copy:
    """A COPY of the newest people into a bare table of the same columns."""

    def __init__(self, env):
        self.cr = env.cr
        self.cr.execute("CREATE TABLE bare (LIKE socreg_registrant)")
        self.rows = io.BytesIO()

    def take(self, rows):
        newest = f"SELECT * FROM socreg_registrant ORDER BY id DESC LIMIT {int(rows)}"
        self.cr.copy_expert(f"COPY ({newest}) TO STDOUT", self.rows)

    def again(self):
        self.rows.seek(0)
        self.cr.copy_expert("COPY bare FROM STDIN", self.rows)
