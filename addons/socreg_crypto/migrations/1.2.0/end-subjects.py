"""Say in the log of openings whose data it was: at the end, when every model is known."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

LINES_AT_ONCE = 10_000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT DISTINCT model FROM socreg_opening WHERE subject_model IS NULL")
    for (model,) in cr.fetchall():
        if isinstance(env.get(model), env.registry["socreg.sealed"]):
            _fill(cr, env[model])
    cr.execute("DROP INDEX IF EXISTS socreg_opening_record_ids")


def _fill(cr, records):
    field = records._subject_field
    subjects = SQL("record_ids")
    if field:
        subjects = SQL(
            "(SELECT array_agg(DISTINCT r.%s) FROM %s AS r WHERE r.id = ANY(record_ids))",
            SQL.identifier(field),
            SQL.identifier(records._table),
        )
    model = records._fields[field].comodel_name if field else records._name
    filled = LINES_AT_ONCE
    while filled == LINES_AT_ONCE:
        cr.execute(
            SQL(
                "UPDATE socreg_opening SET subject_model = %s, subject_ids = %s WHERE id IN"
                " (SELECT id FROM socreg_opening WHERE model = %s AND subject_model IS NULL LIMIT %s)",
                model,
                subjects,
                records._name,
                LINES_AT_ONCE,
            )
        )
        filled = cr.rowcount
