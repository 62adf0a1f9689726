from odoo import api, fields, models
from odoo.tools import SQL

OPERATIONS = [
    ("r", "Found"),
    ("c", "Created"),
    ("u", "Changed"),
    ("d", "Deleted"),
    ("s", "Logged Otherwise"),
]


class SocregEvent(models.Model):
    """One change of one record, as the database's triggers wrote it; nobody changes it."""

    _name = "socreg.event"
    _inherit = "socreg.logged"
    _description = "Change"
    _auto = False
    _log_access = False
    _order = "id desc"

    position = fields.Char(readonly=True, help="Where it stands in the order of the log.")
    model = fields.Char(readonly=True)
    record_id = fields.Integer(readonly=True)
    number = fields.Integer(readonly=True, help="The how many-th change of this record.")
    operation = fields.Selection(OPERATIONS, string="What", readonly=True)
    party = fields.Integer(string="Other Subject", readonly=True)
    changes = fields.Char(compute="_compute_changes")

    @api.model
    def _view(self):
        return SQL(
            """
            SELECT %s, e.xid || '.' || e.seq AS position,
                e.model, e.record_id, e.ver AS number, e.op AS operation, e.party_id AS party,
                ' ' || array_to_string(ARRAY(SELECT jsonb_object_keys(e.body)), ' ') || ' ' AS columns
            FROM socreg_history.event AS e JOIN socreg_history.act AS a USING (xid)
            """,
            self._view_columns(),
        )

    @api.depends_context("lang", "uid")
    def _compute_changes(self):
        history = self.env["socreg.history"]
        for event in self:
            words = history._change_in_words(
                event.model, event.operation, (event.columns or "").split(), is_own=True
            )
            event.changes = ", ".join(words)
