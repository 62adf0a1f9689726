from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.classes import faults_of
from odoo.addons.socreg_registry.tests.common import ROLES
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import IntakeCase

# Who may do what, in their own area: read, write, create, delete. Elsewhere nobody sees a submission.
TABLE = """
model                      viewer registrar attester supervisor manager auditor personal_data nobody
socreg.source              r      r         r        r          rwcd    r       -             -
socreg.match.rule          r      r         r        r          rwcd    r       -             -
socreg.source.key          -      -         -        -          -       -       -             -
socreg.submission          r      r         r        r          r       r       -             -
socreg.submission.change   r      r         r        r          r       r       -             -
socreg.submission.decide   -      rwcd      -        rwcd       -       -       -             -
socreg.export.profile      -      -         -        -          rwcd    -       -             -
socreg.export.column       -      -         -        -          rwcd    -       -             -
socreg.export              -      -         -        -          r       r       -             -
socreg.export.quota        -      -         -        -          -       -       -             -
socreg.export.make         -      -         -        -          rwcd    -       -             -
socreg.mapping             r      rwc       r        rwc        rwcd    r       -             -
socreg.batch               -      r         -        r          r       r       -             -
socreg.batch.block         -      -         -        -          -       -       -             -
socreg.batch.piece         -      -         -        -          -       -       -             -
"""
OPERATIONS = "rwcd"
FLAGS = {"is_blank_empty": False, "makes_households": True}
SEALED = ("socreg.submission", "socreg.submission.change", "socreg.submission.decide")
CHANGES = {
    "socreg.submission": {"state": "applied"},
    "socreg.submission.change": {"choice": "take"},
    "socreg.submission.decide": {"operation": "ask"},
    "socreg.source.key": {"key": "x"},
    "socreg.export.column": {"sequence": 3},
    "socreg.export": {"purpose": "Another"},
    "socreg.export.quota": {"row_count": 2},
    "socreg.export.make": {"purpose": "Another"},
    "socreg.batch": {"state": "done"},
    "socreg.batch.block": {"size": 2},
    "socreg.batch.piece": {"rows": 2},
}
COLUMNS = {"subject": "individual", "columns": {"A": {"path": "sex"}}, "region": "", **FLAGS}


class _Undo(Exception):
    """What was done is undone."""


class TestAccess(IntakeCase):
    """Every cell of the table, done with a record by a user of one area."""

    def setUp(self):
        super().setUp()
        self.program.decision = "review"
        self.there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        outcomes = self.take(
            self.person("1"), self.person("2", area_id="T-There"), source=self.program
        )
        self.here_id, self.there_id = (outcome.submission_id for outcome in outcomes)
        self.file.has_lasting_keys = True
        self.take(self.household("HH-1"))
        self.users = {
            role: new_user_with(self.env, f"i-{role}", role, areas=self.area) for role in ROLES
        }
        self.users[PERSONAL_DATA] = new_user_with(self.env, "i-p", PERSONAL_DATA)
        self.users["nobody"] = new_user_with(self.env, "i-nobody")

    def record(self, model, user):
        submission = self.env["socreg.submission"].browse(self.here_id)
        makers = {
            "socreg.submission": lambda: submission,
            "socreg.submission.change": lambda: submission.change_ids[:1],
            "socreg.source": lambda: self.program,
            "socreg.match.rule": lambda: self.file.rule_ids[:1],
            "socreg.source.key": lambda: self.env[model].search([], limit=1),
            "socreg.submission.decide": lambda: (
                self.env[model].with_user(user).sudo().create({"reason": "x"})
            ),
            "socreg.export.profile": lambda: self.profile(user),
            "socreg.export.column": lambda: self.profile(user).column_ids,
            "socreg.export": lambda: self.env[model].sudo().create(self.values(model, user)),
            "socreg.export.quota": lambda: (
                self.env[model].search([], limit=1)
                or self.env[model].create({**self.values(model), "day": "2001-01-01"})
            ),
            "socreg.export.make": lambda: (
                self.env[model].with_user(user).sudo().create({"purpose": "x"})
            ),
            "socreg.mapping": lambda: self.env[model].create(
                {**self.values(model), "name": str(self.env[model].search_count([]))}
            ),
            "socreg.batch": lambda: self.batch(user),
        }
        if model in ("socreg.batch.block", "socreg.batch.piece"):
            return self.env[model].create({**self.values(model), "batch_id": self.batch(user).id})
        return makers[model]()

    def profile(self, user):
        columns = [(0, 0, {"path": "sex"})]
        values = {"name": "P", "user_id": user.id, "column_ids": columns}
        return self.env["socreg.export.profile"].create(values)

    def batch(self, user):
        return self.env["socreg.batch"].create({"source_id": self.file.id, "user_id": user.id})

    def values(self, model, user=None):
        kind = {"kind": "individual", "rows": "each", "format": "csv", "purpose": "Lists"}
        return {
            "socreg.export.profile": {"name": "N"},
            "socreg.export.column": {
                "profile_id": user and self.profile(user).id,
                "path": "birthdate",
            },
            "socreg.export": {**kind, "user_id": (user or self.env.user).id},
            "socreg.export.quota": {
                **{"user_id": self.env.uid, "day": "2000-01-01"},
                **{"row_count": 1, "allowed": 1},
            },
            "socreg.export.make": {"purpose": "x"},
            "socreg.source": {"name": "N", "code": "n"},
            "socreg.match.rule": {"name": "N", "by_birthdate": True},
            "socreg.submission": {"source_id": self.program.id, "user_id": self.registrar.id},
            "socreg.submission.change": {"submission_id": self.here_id, "path": "sex"},
            "socreg.submission.decide": {"reason": "x"},
            "socreg.source.key": {"source_id": self.program.id, "key": "k"},
            "socreg.mapping": {"name": "M", "source_id": self.program.id, "columns": COLUMNS},
            "socreg.batch": {"source_id": self.file.id, "user_id": self.registrar.id},
            "socreg.batch.block": {"sequence": 0, "size": 1},
            "socreg.batch.piece": {"sequence": 0, "rows": 1, "first_line": 2, "last_line": 2},
        }[model]

    def is_done(self, user, model, operation):
        record = self.record(model, user).with_user(user)
        self.env.flush_all()
        self.env.invalidate_all()
        acts = {
            "r": lambda: record.read(["create_date"]) and self.seen(record),
            "w": lambda: record.write(CHANGES.get(model, {"name": "Changed"})),
            "c": lambda: record.browse().create(self.values(model, user)),
            "d": record.unlink,
        }
        try:
            with self.assertRaises(_Undo), self.env.cr.savepoint():
                acts[operation]()
                self.env.flush_all()
                raise _Undo
        except UserError:
            return False
        finally:
            self.env.invalidate_all()
        return True

    def seen(self, record):
        self.assertIn(record, record.search([("id", "=", record.id)]))

    def test_every_cell(self):
        head, *rows = (line.split() for line in TABLE.strip().splitlines())
        for model, *cells in rows:
            for role, may in zip(head[1:], cells, strict=True):
                with self.subTest(role=role, model=model):
                    user = self.users[role]
                    if model == "socreg.source" and "d" in may:
                        # One that brought nothing yet is deleted.
                        self.program = self.program.copy({"code": "unused"})
                    done = [o for o in OPERATIONS if self.is_done(user, model, o)]
                    self.assertEqual("".join(done), may.strip("-"))

    def test_the_table_has_every_model(self):
        models = {line.split()[0] for line in TABLE.strip().splitlines()[1:]}
        data = self.env["ir.model.data"].search(
            [("module", "=", "socreg_intake"), ("model", "=", "ir.model")]
        )
        ours = self.env["ir.model"].browse(data.mapped("res_id"))
        own = {
            model.model
            for model in ours
            if self.env[model.model]._original_module == "socreg_intake"
            and not self.env[model.model]._abstract
        }
        self.assertEqual(own, models)

    def test_every_field_says_its_class(self):
        for model in SEALED:
            self.assertEqual(faults_of(self.env[model]), [])

    def test_submissions_of_elsewhere_are_not_seen(self):
        for role in ROLES:
            submissions = self.env["socreg.submission"].with_user(self.users[role])
            self.assertNotIn(self.there_id, submissions.search([]).ids)
            with self.assertRaises(AccessError):
                submissions.browse(self.there_id).read(["state"])
            changes = self.env["socreg.submission.change"].with_user(self.users[role])
            self.assertNotIn(self.there_id, changes.search([]).submission_id.ids)

    def test_a_decision_on_what_lies_elsewhere_is_not_prepared(self):
        decide = self.env["socreg.submission.decide"].with_user(self.users["supervisor"])
        with self.assertRaises(AccessError):
            decide.create({"submission_ids": [(6, 0, [self.there_id])], "reason": "x"})
