from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tools import SQL

from .common import RegistryCase

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCRIPTS = [p for n in ("1.2.0", "1.3.0") for p in sorted((MIGRATIONS / n).glob("pre-*.py"))]
# What was computed and stored of a registrant in 1.1.
COMPUTED_BEFORE = {"birth_year"}


class TestMigrationOfColumns(RegistryCase):
    def setUp(self):
        super().setUp()
        # They know columns that did not stand there before.
        self.env.cr.execute("ALTER TABLE socreg_registrant DISABLE TRIGGER USER")

    def test_upgrade_writes_nobody_to_fill_a_new_column(self):
        computed = {
            field.name
            for field in self.registrants._fields.values()
            if field.store and field.compute and field.column_type
        }
        new = computed - COMPUTED_BEFORE
        self.assertIn("poverty_band_id", new)
        for name in new:
            column = SQL.identifier(name)
            self.env.cr.execute(SQL("ALTER TABLE socreg_registrant DROP COLUMN %s", column))
        for script in SCRIPTS:
            load_script(str(script), script.stem).migrate(self.env.cr, "17.0.1.1.0")
        self.assertEqual(self.columns(computed), computed)

    def test_upgrade_finds_for_whom_nobody_answers(self):
        adult, gone, unknown = self.new_people("Adult", "Gone", "Unknown")
        gone.write({"state": "deceased", "state_date": "2020-01-01"})
        child, orphan, ward = self.new_people("Child", "Orphan", "Ward")
        people = adult | gone | child | orphan | ward
        (adult | gone).write({"birthdate": "1970-01-01"})
        (child | orphan | ward).write({"birthdate": "2000-01-01"})
        child.write({"parent1_id": gone.id, "parent2_id": adult.id})
        orphan.parent1_id = gone
        ward.guardian_id = adult
        everybody = people | unknown | self.new_group("Group")
        before = everybody.mapped("birth_year_without_guardian")
        self.assertEqual(before, [1970, 0, 0, 2000, 0, 0, 0])
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE socreg_registrant DROP COLUMN birth_year_without_guardian")
        load_script(str(SCRIPTS[-1]), SCRIPTS[-1].stem).migrate(self.env.cr, "17.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(everybody.mapped("birth_year_without_guardian"), before)

    def columns(self, names):
        """Return which of these columns registrants have."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'socreg_registrant' AND column_name = ANY(%s)",
            [list(names)],
        )
        return {name for (name,) in self.env.cr.fetchall()}
