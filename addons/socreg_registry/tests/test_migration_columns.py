from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tools import SQL

from .common import RegistryCase

SCRIPTS = Path(__file__).parents[1] / "migrations" / "1.2.0"
# What was computed and stored of a registrant in 1.1.
COMPUTED_BEFORE = {"birth_year"}


class TestMigrationOfColumns(RegistryCase):
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
        for script in sorted(SCRIPTS.glob("pre-*.py")):
            load_script(str(script), script.stem).migrate(self.env.cr, "17.0.1.1.0")
        self.assertEqual(self.columns(computed), computed)

    def columns(self, names):
        """Return which of these columns registrants have."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'socreg_registrant' AND column_name = ANY(%s)",
            [list(names)],
        )
        return {name for (name,) in self.env.cr.fetchall()}
