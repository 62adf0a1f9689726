import csv
import io
from contextlib import contextmanager

from odoo import fields

from odoo.addons.socreg_intake.core.entry import GROUP, INDIVIDUAL
from odoo.addons.socreg_intake.core.mapping import ColumnMap, ColumnMapping, Target, Targets
from odoo.addons.socreg_intake.core.reading import sheet
from odoo.addons.socreg_intake.core.rows import RowReader
from odoo.addons.socreg_intake.core.sheet import Options
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import NATIONAL_ID, IntakeCase

PURPOSE = "Seed for the spring"
KINDS = {"date": "date", "boolean": "boolean", "float": "decimal", "integer": "integer"}
NAMES = ("given_name", "family_name", "additional_name", "local_name", "group_name")


class ExportCase(IntakeCase):
    """Managers who take data out: one sees personal data, one does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_user_with(cls.env, "x-manager", "manager", PERSONAL_DATA)
        cls.masked = new_user_with(cls.env, "x-masked", "manager")
        cls.auditor = new_user_with(cls.env, "x-auditor", "auditor")

    def profile(self, *paths, kind=INDIVIDUAL, user=None, **values):
        columns = [(0, 0, {"sequence": n, "path": path}) for n, path in enumerate(paths)]
        return (
            self.env["socreg.export.profile"]
            .with_user(user or self.manager)
            .create({"name": "P", "kind": kind, "column_ids": columns, **values})
        )

    def export(self, profile, domain=(), user=None):
        """Return an export made, and the bytes of its file."""
        user = user or profile.env.user
        exports = self.env["socreg.export"].with_user(user)
        export = exports._make(profile.with_user(user), list(domain), PURPOSE)
        return export, self.sent(export)

    def sent(self, export):
        @contextmanager
        def here():
            yield export.env

        return b"".join(export._send(export._begin(), here))

    def rows(self, *paths, people=None, **options):
        """Return rows of an export as lists of texts, as they stand in the file."""
        domain = [("id", "in", people.ids)] if people is not None else []
        _export, content = self.export(self.profile(*paths, **options), domain)
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    def give_number(self, person, value, **values):
        kind = self.env["socreg.identifier.type"].search([("code", "=", NATIONAL_ID)])
        vals = {"registrant_id": person.id, "type_id": kind.id, "value": value, **values}
        return self.identifiers.create(vals)

    def give_phone(self, person, number, **values):
        return self.phones.create({"registrant_id": person.id, "number": number, **values})

    def targets(self):
        columns = self.env["socreg.export.columns"]
        uid = Target("uid", [], "uid")
        return Targets(
            [uid, *map(self.target, columns._offered(INDIVIDUAL))],
            [uid, *map(self.target, columns._offered(GROUP))],
        )

    def target(self, path):
        name, registrants = path.rpartition(".")[2], self.env["socreg.registrant"]
        field = registrants._fields.get(path)
        known = {"role": "role", "is_head": "boolean", "uid": "uid", "value": "identifier"}
        if path.startswith("phones."):
            kind = "phone"
        elif name in NAMES or name in known:
            kind = known.get(name, "name")
        elif name in ("birthdate", "email"):
            kind = name
        elif field is None:
            kind = "date"
        else:
            kind = KINDS.get(field.type, "text" if field.type == "text" else "word")
        choices = {}
        if field is not None and field.type == "selection":
            kind, choices = "choice", {code: [] for code in field.get_values(self.env)}
        if field is not None and field.type == "many2many":
            kind = "choices"
            choices = {tag.name: [] for tag in self.env[field.comodel_name].search([])}
        if name == "role":
            roles = self.env["socreg.membership.role"].search([])
            choices = {role.code: [] for role in roles}
        return Target(path, [], kind, choices)

    def read_back(self, content, subject=INDIVIDUAL):
        """Return the entries that an import makes of a file."""
        found = sheet(io.BytesIO(content), Options(header_row=1))
        maps = {heading: ColumnMap(heading) for heading in found.headings}
        mapping = ColumnMapping(subject, maps, "VN")
        reader = RowReader(self.targets(), mapping, found.headings, fields.Date.today())
        read = [reader.read(row) for row in found.rows]
        self.assertEqual([one.faults for one in read], [()] * len(read))
        return [entry for one in read for entry in one.entries]
