from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import new_test_user

from .material_case import MaterialCase
from .test_access import ALL
from .users import PERSONAL_DATA, give, new_user_with

# Who may do what: read, write, create, delete; in their own area / elsewhere. The users of a role
# have it in one district; then come registrars of it without a role in force, and one of everywhere.
# A dialog that names somebody elsewhere is not made; were it there, it is its user's.
TABLE = """
model                   viewer registrar attester supervisor manager   auditor personal_data nobody administrator direct ended future everywhere
socreg.registrant       r/-    rwc/-     r/-      rwc/-      r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwc/rwc
socreg.membership       r/-    rwcd/-    r/-      rwcd/-     r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwcd/rwcd
socreg.identifier       r/-    rwcd/-    r/-      rwcd/-     r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwcd/rwcd
socreg.phone            r/-    rwcd/-    r/-      rwcd/-     r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwcd/rwcd
socreg.enrolment        r/-    rwc/-     r/-      rwc/-      r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwc/rwc
socreg.poverty.score    r/-    r/-       r/-      r/-        r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    r/r
socreg.spouse           r/-    rwcd/-    r/-      rwcd/-     r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwcd/rwcd
socreg.spouse.side      r/-    rwcd/-    r/-      rwcd/-     r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rwcd/rwcd
socreg.area             r/r    r/r       r/r      r/r        r/r       r/r     -/-           -/-    r/r           r/r    r/r   r/r    r/r
socreg.area.alias       r/r    r/r       r/r      r/r        r/r       r/r     -/-           -/-    r/r           r/r    r/r   r/r    r/r
socreg.area.import      -/-    -/-       -/-      -/-        rwcd/rwcd -/-     -/-           -/-    -/-           -/-    -/-   -/-    -/-
socreg.area.merge       -/-    -/-       -/-      -/-        rwcd/rwcd -/-     -/-           -/-    -/-           -/-    -/-   -/-    -/-
socreg.tag              r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.group.type       r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.identifier.type  r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.membership.role  r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.occupation       r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.register         r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.register.field   r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.register.option  r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.poverty.model    r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.poverty.line     r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.poverty.band     r/r    r/r       r/r      r/r        rwcd/rwcd r/r     -/-           -/-    -/-           r/r    r/r   r/r    r/r
socreg.opening          -/-    -/-       -/-      -/-        -/-       r/r     -/-           -/-    -/-           -/-    -/-   -/-    -/-
socreg.consumer         -/-    -/-       -/-      -/-        rwcd/rwcd r/r     -/-           -/-    rwcd/rwcd     -/-    -/-   -/-    -/-
socreg.event            r/-    r/-       r/-      r/-        r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    r/r
socreg.version          r/-    r/-       r/-      r/-        r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    r/r
socreg.version.label    r/-    rc/-      r/-      rc/-       r/-       r/-     -/-           -/-    -/-           -/-    -/-   -/-    rc/rc
socreg.user.invite      -/-    -/-       -/-      -/-        rwcd/rwcd -/-     -/-           -/-    -/-           -/-    -/-   -/-    -/-
socreg.membership.transfer      -/-    rwcd/rwd -/-      rwcd/rwd  -/-       -/-     -/-           -/-    -/-           rwd/rwd rwd/rwd rwd/rwd rwcd/rwcd
socreg.membership.transfer.line -/-    rwcd/rwd -/-      rwcd/rwd  -/-       -/-     -/-           -/-    -/-           rwd/rwd rwd/rwd rwd/rwd rwcd/rwcd
socreg.group.merge              -/-    rwcd/rwd -/-      rwcd/rwd  -/-       -/-     -/-           -/-    -/-           rwd/rwd rwd/rwd rwd/rwd rwcd/rwcd
socreg.registrant.deactivate    -/-    rwcd/rwd -/-      rwcd/rwd  -/-       -/-     -/-           -/-    -/-           rwd/rwd rwd/rwd rwd/rwd rwcd/rwcd
socreg.registrant.bulk          -/-    rwcd/rwd -/-      rwcd/rwd  -/-       -/-     -/-           -/-    -/-           rwd/rwd rwd/rwd rwd/rwd rwcd/rwcd
socreg.settings         -/-    -/-       -/-      -/-        rwcd/rwcd -/-     -/-           -/-    -/-           -/-    -/-   -/-    -/-
res.users.role          -/-    -/-       -/-      -/-        r/r       -/-     -/-           -/-    rwcd/rwcd     -/-    -/-   -/-    -/-
res.users.role.line     -/-    -/-       -/-      -/-        rwcd/r    -/-     -/-           -/-    rwcd/rwcd     -/-    -/-   -/-    -/-
"""
OPERATIONS = "rwcd"
ROLES = ("viewer", "registrar", "attester", "supervisor", "manager", "auditor", PERSONAL_DATA)
# What a read asks for, and what a write changes, where it is not the name.
ASKED = {"socreg.opening": "door", "socreg.event": "door", "socreg.version": "door"}
CHANGES = {
    "socreg.registrant": {"is_birthdate_estimated": True},
    "socreg.membership": {"start_date": "2020-01-01"},
    "socreg.identifier": {"issued_on": "2020-01-01"},
    "socreg.phone": {"is_primary": True},
    "socreg.opening": {"door": "/x"},
    "socreg.event": {"door": "/x"},
    "socreg.version": {"door": "/x"},
    "socreg.enrolment": {"enrolled_on": "2020-01-01"},
    "socreg.poverty.score": {"score": 1},
    "socreg.spouse": {"married_on": "2020-01-01"},
    "socreg.spouse.side": {"married_on": "2020-01-01"},
    "socreg.poverty.line": {"weight": 0.5},
    "socreg.membership.transfer": {"since": "2020-01-01"},
    "socreg.membership.transfer.line": {"is_chosen": True},
    "socreg.group.merge": {"since": "2020-01-01"},
    "socreg.registrant.deactivate": {"since": "2020-01-01"},
    "socreg.registrant.bulk": {"operation": "untag"},
    "socreg.settings": {"is_polygamy_allowed": True},
    "socreg.area.import": {"filename": "x"},
    "socreg.area.merge": {"area_ids": [(5,)]},
    "res.users.role.line": {"date_from": "2020-01-01"},
}


def cells():
    """Return what each role may do, by (role, model, whether it is done elsewhere)."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (role, model, is_elsewhere): may.strip("-")
        for model, *row in rows
        for role, cell in zip(head[1:], row, strict=True)
        for is_elsewhere, may in enumerate(cell.split("/"))
    }


class TestAccessMatrix(MaterialCase):
    """Every cell of the table, done with a record by a user."""

    def setUp(self):
        super().setUp()
        self.users = {role: self.user_with(role) for role in ROLES}
        self.users["nobody"] = new_user_with(self.env, "m-nobody")
        self.users["administrator"] = new_test_user(
            self.env, "m-administrator", groups="base.group_system"
        )
        self.users["everywhere"] = new_user_with(self.env, "m-everywhere", "registrar")
        today, day = fields.Date.today(), timedelta(days=1)
        self.users["direct"] = self.direct_user("m-direct")
        self.users["ended"] = self.direct_user("m-ended", date_to=today - day)
        self.users["future"] = self.direct_user("m-future", date_from=today + day)
        self.env.flush_all()
        self.env.invalidate_all()

    def user_with(self, role):
        user = new_user_with(self.env, f"m-{role}")
        give(user, role, self.here)
        return user

    def direct_user(self, login, **dates):
        """Return somebody who has the group, from before or by an administrator's hand."""
        user = new_user_with(self.env, login)
        if dates:
            give(user, "registrar", self.here, **dates)
        group = self.env.ref("socreg_registry.socreg_registry_group_registrar")
        everybody = "user_ids" if "user_ids" in group._fields else "users"
        group.write({everybody: [(4, user.id)]})
        return user

    def test_every_cell(self):
        for (role, model, is_elsewhere), may in cells().items():
            with self.subTest(role=role, model=model, elsewhere=bool(is_elsewhere)):
                area = self.there if is_elsewhere else self.here
                done = "".join(o for o in OPERATIONS if self.is_done(role, model, o, area))
                self.assertEqual(done, may)

    def test_the_table_is_whole(self):
        models = {model for _role, model, _elsewhere in cells()}
        self.assertEqual(
            models, set(ALL) | {"res.users.role", "res.users.role.line", "socreg.consumer"}
        )
        self.assertEqual({role for role, *_rest in cells()}, set(self.users))

    def is_done(self, role, model, operation, area):
        records = self.env[model].with_user(self.users[role])
        record, values = self.material(model, area, self.users[role])
        try:
            with self.assertRaises(_Undo), self.env.cr.savepoint():
                if operation == "c":
                    records.create(values)
                else:
                    self.act(operation, record.with_env(records.env))
                self.env.flush_all()
                raise _Undo
        except UserError:
            return False
        finally:
            self.env.invalidate_all()
        return True

    def act(self, operation, record):
        model = record._name
        if operation == "r":
            record.read([ASKED.get(model, "create_date")])
            self.assertIn(record, record.search([("id", "=", record.id)]))
        elif operation == "w":
            record.write(CHANGES.get(model, {"name": "Changed"}))
        else:
            record.unlink()


class _Undo(Exception):
    """What was done is undone: the next cell begins as this one did."""
