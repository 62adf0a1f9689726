from odoo import api, fields, models, tools

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
    _description = "Change"
    _auto = False
    _log_access = False
    _order = "id desc"

    position = fields.Char(readonly=True, help="Where it stands in the order of the log.")
    occurred_at = fields.Datetime(string="When", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    role = fields.Char(string="Database Role", readonly=True)
    door = fields.Char(readonly=True, help="The address that was called.")
    source = fields.Char(readonly=True)
    version_name = fields.Char(string="Version", readonly=True)
    model = fields.Char(readonly=True)
    record_id = fields.Integer(readonly=True)
    number = fields.Integer(readonly=True, help="The how many-th change of this record.")
    operation = fields.Selection(OPERATIONS, string="What", readonly=True)
    subject_id = fields.Integer(readonly=True)

    def init(self):
        result = super().init()
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(self._view())
        return result

    @api.model
    def _view(self):
        return """
            CREATE VIEW socreg_event AS
            SELECT e.seq AS id, e.xid || '.' || e.seq AS position,
                e.at AT TIME ZONE 'UTC' AS occurred_at, (a.actor ->> 'user')::int AS user_id,
                a.actor ->> 'role' AS role, a.actor ->> 'door' AS door,
                a.actor ->> 'source' AS source, a.actor ->> 'version' AS version_name,
                e.model, e.record_id, e.ver AS number, e.op AS operation, e.subject_id
            FROM socreg_history.event AS e JOIN socreg_history.act AS a USING (xid)
        """
