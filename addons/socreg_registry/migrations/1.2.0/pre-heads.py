"""Find the groups without head in the database: the ORM would load everybody to do so."""

HAVE_HEADS = ("household", "family")


def migrate(cr, version):
    cr.execute("ALTER TABLE socreg_group_type ADD COLUMN IF NOT EXISTS needs_head boolean")
    cr.execute(
        "UPDATE socreg_group_type SET needs_head = code = ANY(%s) WHERE needs_head IS NULL",
        [list(HAVE_HEADS)],
    )
    cr.execute("ALTER TABLE socreg_registrant ADD COLUMN IF NOT EXISTS is_headless boolean")
    cr.execute(
        """
        UPDATE socreg_registrant AS g SET is_headless = true
        FROM (
            SELECT group_id FROM socreg_membership WHERE end_date IS NULL
            GROUP BY group_id HAVING NOT bool_or(coalesce(is_head, false))
        ) AS headless, socreg_group_type AS t
        WHERE g.id = headless.group_id AND t.id = g.group_type_id AND t.needs_head
        """
    )
