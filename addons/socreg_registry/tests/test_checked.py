from odoo.exceptions import UserError

from .material_case import MaterialCase

# What each kind of field cannot hold.
MISFITS = {
    "date": ("31/02/2020", "2020-02-31", "Mistaken", ["2020-01-01"]),
    "datetime": ("31/02/2020", "Mistaken"),
    "integer": ("Mistaken", [1]),
    "float": ("Mistaken", [1]),
    "selection": ("Mistaken", ["Mistaken"]),
}
MODELS = (
    "socreg.registrant",
    "socreg.membership",
    "socreg.identifier",
    "socreg.phone",
    "socreg.enrolment",
    "socreg.spouse",
    "socreg.registrant.deactivate",
    "socreg.membership.transfer",
    "socreg.group.merge",
)


class TestChecked(MaterialCase):
    """A registrar brings, as a program may, what no field can hold."""

    def plain_fields(self, model):
        return [
            field
            for field in self.env[model]._fields.values()
            if field.type in MISFITS
            and field.store
            and not field.compute
            and field.name not in ("id", "kind")
        ]

    def test_plain_fields_refuse_what_they_cannot_hold(self):
        for model in MODELS:
            records, (record, values) = self.env[model].with_user(self.clerk), self.ours_of(model)
            both = record | records.create(values) if model == "socreg.registrant" else record
            for field in self.plain_fields(model):
                for value in MISFITS[field.type]:
                    with self.subTest(model=model, field=field.name, value=value):
                        bad = {field.name: value}
                        self.refused(value, both.with_user(self.clerk).write, bad)
                        self.refused(value, records.create, [values, {**values, **bad}])

    def test_sealed_texts_refuse_what_is_no_text(self):
        for model, name in (
            ("socreg.registrant", "given_name"),
            ("socreg.registrant", "address"),
            ("socreg.registrant", "email"),
            ("socreg.identifier", "value"),
            ("socreg.phone", "number"),
            ("socreg.enrolment", "reason"),
        ):
            records, (record, values) = self.env[model].with_user(self.clerk), self.ours_of(model)
            for value in (["Mistaken"], {"Mistaken": 1}, True):
                with self.subTest(model=model, field=name, value=value):
                    bad = {name: value}
                    self.refused("Mistaken", record.with_user(self.clerk).write, bad)
                    self.refused("Mistaken", records.create, [values, {**values, **bad}])

    def test_number_of_an_identifier_may_come_as_a_number(self):
        record, _values = self.ours_of("socreg.identifier")
        record = record.with_user(self.clerk)
        record.value = 1234
        self.assertEqual(record.value, "1234")

    def ours_of(self, model):
        return self.material(model, self.here, self.clerk)

    def refused(self, value, write, vals):
        """Neither the refusal nor the log tells the value."""
        value = value if isinstance(value, str) else str(value[0])
        refused = self.assertRaises(UserError)
        with self.assertNoLogs("odoo.sql_db"), refused as refusal, self.env.cr.savepoint():
            write(vals)
            self.env.flush_all()
        self.env.invalidate_all()
        words = str(refusal.exception)
        self.assertIn("cannot hold such a value", words)
        self.assertNotIn(value, words)
