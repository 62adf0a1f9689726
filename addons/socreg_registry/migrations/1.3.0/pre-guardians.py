"""Find in the database for whom somebody answers: the ORM would load everybody to do so."""


def migrate(cr, version):
    cr.execute(
        "ALTER TABLE socreg_registrant"
        " ADD COLUMN IF NOT EXISTS birth_year_without_guardian integer DEFAULT 0"
    )
    # Rows that keep the default are not written.
    cr.execute(
        "ALTER TABLE socreg_registrant ALTER COLUMN birth_year_without_guardian DROP DEFAULT"
    )
    cr.execute(
        """
        UPDATE socreg_registrant AS person SET birth_year_without_guardian = birth_year
        WHERE birth_year > 0 AND state = 'active' AND NOT EXISTS (
            SELECT FROM socreg_registrant AS kin WHERE kin.state = 'active'
            AND kin.id IN (person.parent1_id, person.parent2_id, person.guardian_id)
        )
        """
    )
