import base64
from datetime import date
from unittest.mock import patch

from odoo.addons.socreg_crypto import adoption, fields
from odoo.addons.socreg_crypto.adoption import Column, Plain, adopt
from odoo.addons.socreg_crypto.core.blind import Level
from odoo.addons.socreg_crypto.core.errors import KeyDestroyed

from .common import VALUES, SealedCase

COLUMNS = (
    Column("name", fields.SealedChar),
    Column("number", fields.SealedChar, Level.EXACT),
    Column("note", fields.SealedText),
    Column("birthdate", fields.SealedDate),
    Column("weight", fields.SealedFloat),
    Column("walking", fields.SealedSelection, data_class="sensitive"),
    Column("photo", fields.SealedBinary),
    Column("answers", fields.SealedJson, data_class="sensitive"),
)
PERSON = Plain("test_socreg.person", COLUMNS)
WITH_FILE = Plain(
    "test_socreg.person",
    (*COLUMNS[:6], Column("photo", fields.SealedBinary, is_file=True), *COLUMNS[7:]),
)
ITEM = Plain(
    "test_socreg.item",
    (Column("value", fields.SealedChar, Level.EXACT),),
    subject_field="person_id",
    subject="test_socreg.person",
)
PLAIN_TYPES = {
    "name": "varchar",
    "number": "varchar",
    "note": "text",
    "birthdate": "date",
    "weight": "numeric",
    "walking": "varchar",
    "photo": "bytea",
    "answers": "jsonb",
}
PLAIN_ROWS = """
    INSERT INTO test_socreg_person
        (id, label, name, number, note, birthdate, weight, walking, photo, answers)
    VALUES
        (901, 'lan', 'Nguyễn Lan', '999271828173', E'two\\nlines', '1980-05-17', 61.5, '3',
         convert_to(encode('\\x00017069637475726500', 'base64'), 'UTF8'),
         '{"walk": 3, "see": [1, 2]}'),
        (902, 'nothing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (903, 'empty', '', '', '', '2000-01-01', 0, NULL, NULL, '[]');
    INSERT INTO test_socreg_item (id, person_id, value)
    VALUES (901, 901, 'AB-1'), (902, 902, 'AB-2'), (903, 903, NULL)
"""
PHOTO = b"\x00\x01picture\x00"


class TestAdoption(SealedCase):
    """Tables as they are before a migration, and the models that read them after it."""

    def setUp(self):
        super().setUp()
        self.people.search([]).unlink()
        self.make_plain("test_socreg_person", PLAIN_TYPES, ["number"])
        self.make_plain("test_socreg_item", {"value": "varchar"}, ["value"])
        self.env.cr.execute(PLAIN_ROWS)
        self.lan, self.nothing, self.empty = (self.people.browse(id_) for id_ in (901, 902, 903))

    def make_plain(self, table, types, indexed):
        self.env.flush_all()
        gone = ["rid", *types, *(f"{name}_index{slot}" for name in indexed for slot in (0, 1))]
        changes = [f"DROP COLUMN {name} CASCADE" for name in gone]
        changes += [f"ADD COLUMN {name} {kind}" for name, kind in types.items()]
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, {', '.join(changes)}")

    def adopt(self, *plains):
        adopt(self.env(su=True), *plains)
        self.env.invalidate_all()

    def test_values_are_what_they_were(self):
        with patch.object(adoption, "PIECE", 2):
            self.adopt(PERSON, ITEM)
        expected = {**VALUES, "photo": base64.b64encode(PHOTO)}
        self.assertEqual({name: self.lan[name] for name in VALUES}, expected)
        self.assertFalse(any(self.nothing[name] for name in VALUES))
        self.assertEqual((self.empty.name, self.empty.birthdate), ("", date(2000, 1, 1)))
        self.assertEqual((self.empty.weight, self.empty.answers), (0.0, []))
        items = self.items.browse([901, 902, 903])
        self.assertEqual(items.mapped("value"), ["AB-1", "AB-2", False])

    def test_columns_are_sealed_and_empty_ones_stay_empty(self):
        self.adopt(PERSON, ITEM)
        for name in VALUES:
            self.assertEqual(self.column(self.lan, name)[:2], b"\x01\x01", name)
            self.assertIsNone(self.column(self.nothing, name))
        self.assertNotEqual(self.column(self.empty, "name"), None)
        everybody = (self.lan, self.nothing, self.empty)
        self.assertEqual(len({self.own(one, "rid") for one in everybody}), 3)

    def test_index_is_the_one_that_the_field_writes(self):
        self.adopt(PERSON, ITEM)
        self.assertEqual(self.people.search([("number", "=", "999271828173")]), self.lan)
        self.assertEqual(self.people.search([("item_ids.value", "=", "ab-2")]), self.nothing)
        self.assertFalse(any(self.own(self.empty, f"number_index{slot}") for slot in (0, 1)))

    def test_value_with_one_holder_has_one_holder_still(self):
        self.adopt(PERSON, ITEM)
        self.env.cr.execute("ALTER TABLE test_socreg_item ADD UNIQUE (value_index1)")
        with self.assertRefusedByDatabase():
            self.items.create({"person_id": self.nothing.id, "value": "AB-1"})

    def test_key_is_made_for_classes_in_use(self):
        self.adopt(PERSON)
        self.assertTrue(self.own(self.lan, "key_health"))
        self.assertFalse(self.own(self.nothing, "key_health"))
        self.nothing.answers = {"see": 1}
        self.assertEqual(self.fresh(self.nothing).answers, {"see": 1})

    def test_attachment_moves_into_the_column(self):
        contents = {901: PHOTO, 903: b"another", 0: b"nobody's"}
        files = self.env["ir.attachment"].create(
            [{"name": "photo", "raw": content} for content in contents.values()]
        )
        self.env.flush_all()
        for file, id_ in zip(files, contents, strict=True):
            # As it was while nothing of its record was sealed.
            self.env.cr.execute(
                "UPDATE ir_attachment SET res_model = 'test_socreg.person', res_field = 'photo',"
                " res_id = %s WHERE id = %s",
                [id_, file.id],
            )
        self.env.invalidate_all()
        self.env.cr.execute("ALTER TABLE test_socreg_person DROP COLUMN photo")
        with patch.object(adoption, "FILES_A_PIECE", 2):
            self.adopt(WITH_FILE)
        self.assertEqual(self.lan.photo, base64.b64encode(PHOTO))
        self.assertEqual(self.empty.photo, base64.b64encode(b"another"))
        self.assertFalse(self.nothing.photo or files.exists())

    def test_table_has_new_files_without_what_was_dropped(self):
        node = "SELECT pg_relation_filenode('test_socreg_person')"
        self.env.cr.execute(node)
        before = self.env.cr.fetchone()
        self.adopt(PERSON)
        self.env.cr.execute(node)
        self.assertNotEqual(self.env.cr.fetchone(), before)

    def test_value_that_belongs_to_nobody_stops_the_migration(self):
        self.env.cr.execute(
            "ALTER TABLE test_socreg_item ALTER person_id DROP NOT NULL;"
            "UPDATE test_socreg_item SET person_id = NULL WHERE id = 901"
        )
        with self.assertRaises(KeyDestroyed):
            self.adopt(PERSON, ITEM)
