from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import new_test_user

from .scope_common import ScopeCase
from .test_access import ALL
from .users import PERSONAL_DATA, ROLE, give, new_user_with

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
ASKED = {"socreg.opening": "door"}
CHANGES = {
    "socreg.registrant": {"is_birthdate_estimated": True},
    "socreg.membership": {"start_date": "2020-01-01"},
    "socreg.identifier": {"issued_on": "2020-01-01"},
    "socreg.phone": {"is_primary": True},
    "socreg.opening": {"door": "/x"},
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


class TestAccessMatrix(ScopeCase):
    """Every cell of the table, done with a record by a user."""

    def setUp(self):
        super().setUp()
        self.count = 0
        self.made = {}
        self.register = self.env["socreg.register"].create(
            {"name": "R", "code": "matrix", "enrols": "both"}
        )
        # Nobody is enrolled in it: what it asks may still be changed.
        self.unused = self.env["socreg.register"].create({"name": "U", "code": "matrix_unused"})
        self.choice = self.env["socreg.register.field"].create(
            {"register_id": self.unused.id, "name": "C", "kind": "choice"}
        )
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
        self.assertEqual(models, set(ALL) | {"res.users.role", "res.users.role.line"})
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

    def material(self, model, area, user):
        """Return a record and the values of another; of a dialog, which is only its user's, theirs."""
        owner = user if self.env[model]._transient else self.env.user
        if (model, area, owner) not in self.made:
            record = self.made_by(model, area, owner)
            self.made[model, area, owner] = record, self.values(model, area, owner)
            self.env.flush_all()
            self.env.invalidate_all()
        return self.made[model, area, owner]

    def made_by(self, model, area, owner):
        values = self.values(model, area, owner)
        record = self.env[model].with_user(owner).sudo().create(values)
        self.env.flush_all()
        return record

    def act(self, operation, record):
        model = record._name
        if operation == "r":
            record.read([ASKED.get(model, "create_date")])
            self.assertIn(record, record.search([("id", "=", record.id)]))
        elif operation == "w":
            record.write(CHANGES.get(model, {"name": "Changed"}))
        else:
            record.unlink()

    def values(self, model, area, user):
        """Return what makes a new record, in an area where the model has such a thing."""
        self.count += 1
        code = f"m{self.count}"
        makers = {
            "socreg.registrant": lambda: {"given_name": "Lan", "area_id": area.id},
            "socreg.membership": lambda: {
                "group_id": self.registrant(area, kind="group").id,
                "member_id": self.registrant(area).id,
            },
            "socreg.identifier": lambda: {
                "registrant_id": self.registrant(area).id,
                "type_id": self.identifier.type_id.id,
                "value": code,
            },
            "socreg.phone": lambda: {
                "registrant_id": self.registrant(area).id,
                "number": "0905123456",
            },
            "socreg.enrolment": lambda: {
                "register_id": self.register.id,
                "registrant_id": self.registrant(area).id,
            },
            "socreg.poverty.score": lambda: {
                "model_id": self.poverty_model().id,
                "registrant_id": self.registrant(area, kind="group").id,
            },
            "socreg.spouse": lambda: {
                "person1_id": self.registrant(area).id,
                "person2_id": self.registrant(area).id,
            },
            "socreg.spouse.side": lambda: {
                "person_id": self.registrant(area).id,
                "other_id": self.registrant(area).id,
            },
            "socreg.occupation": lambda: {"name": code, "code": f"{6000 + self.count}"},
            "socreg.register.field": lambda: {
                "register_id": self.unused.id,
                "name": code,
                "kind": "integer",
                "data_class": "statistical",
            },
            "socreg.register.option": lambda: {
                "field_id": self.choice.id,
                "name": code,
                "code": code,
            },
            "socreg.poverty.model": lambda: {
                "name": code,
                "register_id": self.register.id,
                "direction": "poorer",
            },
            "socreg.poverty.line": lambda: {
                "model_id": self.poverty_model().id,
                "source": "fact",
                "fact": "size",
                "weight": self.count,
            },
            "socreg.poverty.band": lambda: {
                "model_id": self.poverty_model().id,
                "number": self.count,
                "name": code,
            },
            "socreg.membership.transfer": lambda: {
                "group_id": self.registrant(area, kind="group").id,
            },
            "socreg.membership.transfer.line": lambda: {
                "transfer_id": self.made_by("socreg.membership.transfer", area, user).id,
                "membership_id": self.env["socreg.membership"]
                .create(self.values("socreg.membership", area, user))
                .id,
            },
            "socreg.group.merge": lambda: {
                "target_id": self.registrant(area, kind="group").id,
            },
            "socreg.registrant.deactivate": lambda: {
                "reason": "moved",
                "registrant_ids": [(6, 0, self.registrant(area).ids)],
            },
            "socreg.registrant.bulk": lambda: {
                "registrant_ids": [(6, 0, self.registrant(area).ids)],
            },
            "socreg.settings": dict,
            "socreg.area.alias": lambda: {"area_id": area.id, "name": code, "code": code},
            "socreg.area.import": lambda: {"file": "Yw=="},
            "socreg.area.merge": lambda: {"target_id": area.id, "area_ids": [(6, 0, area.ids)]},
            "socreg.tag": lambda: {"name": code},
            "socreg.opening": lambda: {
                "user_id": self.clerk.id,
                "opened_at": "2020-01-01",
                "door": "/",
                "model": model,
                "field_names": "x",
            },
            "socreg.area": lambda: {"name": code, "code": code, "parent_id": area.id},
            "socreg.user.invite": lambda: {
                "name": code,
                "login": f"{code}@example.org",
                "role_id": self.env.ref(ROLE % "viewer").id,
            },
            "res.users.role": lambda: {"name": code, "is_registry": True},
            "res.users.role.line": lambda: {
                "user_id": new_user_with(self.env, code).id,
                "role_id": self.env.ref(ROLE % "viewer").id,
                "area_ids": [(6, 0, area.ids)],
            },
        }
        return makers.get(model, lambda: {"name": code, "code": code})()

    def poverty_model(self):
        values = self.values("socreg.poverty.model", None, self.env.user)
        return self.env["socreg.poverty.model"].create(values)

    def registrant(self, area, **values):
        name = "group_name" if values else "given_name"
        group_type = {"group_type_id": self.community.id} if values else {}
        values = {name: "An", "area_id": area.id, **group_type, **values}
        return self.registrants.create(values)


class _Undo(Exception):
    """What was done is undone: the next cell begins as this one did."""
