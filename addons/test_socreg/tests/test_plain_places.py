"""What Odoo keeps in plain tables takes nothing of what is sealed."""

from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase

from .common import SealedCase

PERSON = "test_socreg.person"


class TestFilters(TransactionCase):
    def saved(self, model, *leaf):
        values = {"name": str(leaf), "model_id": model, "domain": str([leaf])}
        return self.env["ir.filters"].create(values)

    def test_filter_that_tells_of_somebody_is_refused(self):
        for leaf in (
            ("name", "ilike", "Lan"),
            ("number", "in", ["1"]),
            ("weight", ">", 60.5),
            ("item_ids.value", "=", "AB-1"),
            ("item_ids", "any", [("value", "=", "AB-1")]),
            ("item_ids", "ilike", "AB-1"),
            ("display_name", "ilike", "Lan"),
        ):
            with self.assertRaisesRegex(UserError, "tells of somebody", msg=leaf):
                self.saved(PERSON, *leaf)

    def test_filter_is_not_changed_into_one_that_tells(self):
        saved = self.saved(PERSON, "label", "=", "x")
        saved.domain = "[('label', 'ilike', 'y')]"
        plain = self.saved("test_socreg.plain", "name", "ilike", "Lan")
        for record, vals in (
            (saved, {"domain": "['|', ('label', '=', 'x'), ('name', '=', 'Lan')]"}),
            (saved, {"domain": "[('label', '='"}),
            (plain, {"model_id": PERSON}),
        ):
            with self.assertRaises(UserError, msg=vals):
                record.write(vals)

    def test_filter_that_tells_of_nobody_is_saved(self):
        for leaf in (
            ("name", "=", False),
            ("number", "!=", False),
            ("item_ids", "in", [1, 2]),
            ("label", "ilike", "x"),
            ("create_uid.name", "ilike", "Lan"),
        ):
            self.assertTrue(self.saved(PERSON, *leaf), msg=leaf)


class TestPlainPlaces(SealedCase):
    def test_default_of_a_sealed_field_is_refused(self):
        defaults = self.env["ir.default"]
        with self.assertRaisesRegex(UserError, "default"):
            defaults.set(PERSON, "name", "Lan")
        defaults.set(PERSON, "label", "x")
        field = self.env["ir.model.fields"]._get(PERSON, "name")
        with self.assertRaisesRegex(UserError, "default"):
            defaults.search([("field_id.model", "=", PERSON)]).field_id = field

    def test_file_of_people_is_not_uploaded(self):
        imports = self.env["base_import.import"]
        for model in (PERSON, "test_socreg.item"):
            with self.assertRaisesRegex(UserError, "not uploaded here"):
                imports.create({"res_model": model})
        wizard = imports.create({"res_model": "test_socreg.plain"})
        with self.assertRaisesRegex(UserError, "not uploaded here"):
            wizard.res_model = PERSON

    def test_error_does_not_tell_the_value(self):
        for vals in ({"birthdate": "Nguyễn"}, {"weight": "Nguyễn"}, {"weight": ["Nguyễn"]}):
            with self.assertRaises(UserError) as refusal:
                self.lan.write(vals)
            self.assertNotIn("Nguyễn", str(refusal.exception))
            self.assertTrue(refusal.exception.__suppress_context__)

    def test_search_that_is_none_does_not_tell_the_value(self):
        for leaf in (("number", "nope", "Nguyễn"), ("birthdate", "nope", "Nguyễn")):
            with self.assertRaises(UserError) as refusal:
                self.people.search([leaf])
            self.assertNotIn("Nguyễn", str(refusal.exception))
