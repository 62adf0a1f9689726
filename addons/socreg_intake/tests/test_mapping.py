from odoo.exceptions import AccessError, UserError

from .batch_case import COLUMNS, BatchCase


class TestMapping(BatchCase):
    """What the columns of a source's files say, kept and recognised."""

    def test_columns_are_proposed_by_their_headings(self):
        batch = self.bring(columns=None)
        told = batch.batch_columns(batch.number)["mapping"]["columns"]
        self.assertEqual({heading: column["path"] for heading, column in told.items()}, COLUMNS)

    def test_kept_mapping_is_recognised_by_the_headings(self):
        batch = self.bring(columns=None)
        columns = {"Given name": "family_name", "Area": "area_id"}
        batch.batch_map(batch.number, self.mapping(columns), "Upside down")
        again = self.bring(columns=None)
        told = again.batch_columns(again.number)
        self.assertEqual(told["mapping_name"], "Upside down")
        self.assertEqual(told["mapping"]["columns"]["Given name"]["path"], "family_name")

    def test_mapping_is_shared_as_a_file(self):
        batch = self.bring(columns=None)
        batch.batch_map(batch.number, self.mapping(), "Census")
        mapping = self.env["socreg.mapping"].with_user(self.registrar)
        kept = mapping.search([("name", "=", "Census")])
        text = kept.mapping_export()
        kept.sudo().unlink()
        self.assertEqual(mapping.mapping_import(self.file.code, text), "Census")
        again = mapping.search([("name", "=", "Census")])
        self.assertEqual(again.mapping_export(), text)

    def test_what_is_no_mapping_is_refused(self):
        mappings = self.env["socreg.mapping"].with_user(self.registrar)
        for text in ("", "[]", "{}", '{"kind": "socreg.mapping", "v": 1, "columns": 3}'):
            with self.subTest(text), self.assertRaises(UserError):
                mappings.mapping_import(self.file.code, text)

    def test_mapping_that_does_not_fit_the_file_is_refused(self):
        batch = self.bring(columns=None)
        for columns in ({"Nowhere": "given_name"}, {"Sex": "nothing"}, {}):
            with self.subTest(columns), self.assertRaises(UserError):
                batch.batch_map(batch.number, self.mapping(columns))

    def test_viewers_keep_no_mapping(self):
        viewer = self.new_user("viewer")
        with self.assertRaises(AccessError):
            self.env["socreg.mapping"].with_user(viewer).create(
                {"name": "x", "source_id": self.file.id, "columns": self.mapping()}
            )

    def test_screen_offers_what_the_source_may_set(self):
        batch = self.bring(columns=None)
        self.assertIn("sex", self.offered(batch))
        self.file.field_names = "given_name birthdate"
        offered = self.offered(batch)
        self.assertNotIn("sex", offered)
        self.assertLessEqual({"given_name", "phones.0", "uid", "household.key"}, offered)

    def offered(self, batch):
        told = batch.batch_targets(batch.number)["individual"]
        self.assertTrue(all(one["label"] for one in told))
        return {one["path"] for one in told}
