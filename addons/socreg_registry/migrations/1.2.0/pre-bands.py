"""Make the column of poverty bands: without it the ORM would write everybody to leave it empty."""


def migrate(cr, version):
    cr.execute("ALTER TABLE socreg_registrant ADD COLUMN IF NOT EXISTS poverty_band_id integer")
