from datetime import date
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.core.elevation import machinery
from odoo.addons.socreg_crypto.opening import SEERS

from .common import RegistryCase

SCRIPT = Path(__file__).parents[1] / "migrations" / "1.1.0" / "pre-migrate.py"
IMAGE = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PLAIN_TYPES = {"birthdate": "date", "latitude": "numeric", "longitude": "numeric"}
PERSON = {
    "given_name": "Nguyễn Lan",
    "family_name": "Trần",
    "additional_name": "Thị",
    "local_name": "阮蘭",
    "birthdate": date(1980, 5, 17),
    "birth_place": "Huế",
    "state_reason": "none",
    "address": "1 River Road\nCommune 1",
    "latitude": 16.463712,
    "longitude": 107.590866,
    "email": "Lan@example.org",
}


class TestMigration(RegistryCase):
    """A registry as it stood before its fields were sealed, and the script that seals them."""

    def setUp(self):
        super().setUp()
        self.script = load_script(str(SCRIPT), "pre-migrate")
        self.person = self.registrants.create({**PERSON, "kind": "individual", "photo": IMAGE})
        self.household = self.new_group("Trần household")
        self.identifier_type = self.env["socreg.identifier.type"].search([], limit=1)
        self.env.flush_all()
        self.env.invalidate_all()
        self.make_plain()
        self.fill()

    def make_plain(self):
        for plain in self.script.PLAINS:
            model = self.env[plain.model]
            own = ("rid", *(f"{n}_index{slot}" for n in self.names(plain) for slot in (0, 1)))
            gone = [*own, *self.names(plain), "name_tokens", "name_buckets"]
            self.alter(model, [f"DROP COLUMN IF EXISTS {name} CASCADE" for name in gone])
            names = [c.name for c in plain.columns if not c.is_file]
            kinds = [PLAIN_TYPES.get(name, "varchar") for name in names]
            self.alter(model, [f"ADD {n} {kind}" for n, kind in zip(names, kinds, strict=True)])

    def fill(self):
        sets = ", ".join(f"{name} = %({name})s" for name in PERSON)
        self.env.cr.execute(
            f"UPDATE socreg_registrant SET {sets} WHERE id = %(id)s",
            {**PERSON, "id": self.person.id},
        )
        self.env.cr.execute(
            "UPDATE socreg_registrant SET group_name = 'Trần household' WHERE id = %s",
            [self.household.id],
        )
        self.env.cr.execute(
            "INSERT INTO socreg_phone (registrant_id, number) VALUES (%(id)s, '+84905123456');"
            "INSERT INTO socreg_identifier (registrant_id, type_id, value, status)"
            " VALUES (%(id)s, %(type)s, 'AB123', 'valid')",
            {"id": self.person.id, "type": self.identifier_type.id},
        )
        photo = self.env["ir.attachment"].create({"name": "photo", "datas": IMAGE})
        photo.flush_recordset()
        # As it was while nothing of its record was sealed.
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = 'socreg.registrant', res_field = 'photo',"
            " res_id = %s WHERE id = %s",
            [self.person.id, photo.id],
        )
        photo.invalidate_recordset()

    def alter(self, model, changes):
        changes = ", ".join(["DISABLE TRIGGER USER", *changes])
        self.env.cr.execute(f"ALTER TABLE {model._table} {changes}")

    def names(self, plain):
        return [column.name for column in plain.columns]

    def migrate(self):
        self.script.migrate(self.env.cr, "1.0.0")
        self.env.invalidate_all()

    def test_every_sealed_field_is_declared_as_it_is(self):
        for plain in self.script.PLAINS:
            model = self.env[plain.model]
            fields = [f for f in model._sealed_fields() if f.name != "name_tokens"]
            self.assertEqual(model._subject_field, plain.subject_field)
            # Fields that came later were sealed from the first.
            self.assertLessEqual(
                {(c.name, c.field, c.level.value, c.data_class) for c in plain.columns},
                {(f.name, type(f), f.blind, f.data_class) for f in fields},
            )

    def test_values_are_what_they_were(self):
        self.migrate()
        self.assertEqual({name: self.person[name] for name in PERSON}, PERSON)
        self.assertEqual(self.person.photo, IMAGE)
        self.assertEqual(self.household.name, "Trần household")
        self.assertEqual(self.person.phone_ids.number, "+84905123456")
        self.assertEqual(self.person.identifier_ids.value, "AB123")

    def test_people_are_found_by_name_and_number(self):
        self.migrate()
        for text in ("Lan Tran", "阮蘭", "ab-123", "0905 123 456"):
            self.assertIn(self.person, self.registrants.search([("lookup", "ilike", text)]), text)
        self.assertEqual(self.registrants.search([("email", "=", "lan@example.org")]), self.person)
        self.assertIn(self.household, self.registrants.search([("name", "ilike", "household")]))

    def test_index_is_the_one_that_writing_makes(self):
        self.migrate()
        names = ("email_index0", "email_index1", "name_tokens", "name_buckets")
        with machinery():
            migrated = self.person.sudo().read(names)
        self.person.write({"email": False, "given_name": "Mai"})
        self.person.write({name: PERSON[name] for name in ("email", "given_name")})
        with machinery():
            self.assertEqual(self.person.sudo().read(names), migrated)

    def test_whoever_could_see_still_can(self):
        users = "user_ids" if "user_ids" in self.env["res.groups"]._fields else "users"
        clerk = new_test_user(self.env, "test-clerk", groups="base.group_user")
        boss = new_test_user(self.env, "test-boss", groups="base.group_user")
        group = self.env["res.groups"].create({"name": "Old", users: [(4, clerk.id)]})
        self.env["res.groups"].create(
            {"name": "Bosses", "implied_ids": [(4, group.id)], users: [(4, boss.id)]}
        )
        self.env["ir.model.data"].create(
            {
                "module": "socreg_registry",
                "name": "socreg_registry_group_personal_data",
                "model": "res.groups",
                "res_id": group.id,
            }
        )
        self.env.flush_all()
        self.migrate()
        self.assertTrue(clerk.has_group(SEERS) and boss.has_group(SEERS))
