from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql

TIME, FIELD = "occurred_at", "field_name"
EARLIEST, LATEST = (">", ">="), ("<", "<=")


class SocregLogged(models.AbstractModel):
    """What the log tells of each of its lines: when, who, whence, of whom.

    A model of it is a view of the database, newest first by the position in the log, which is its id.
    """

    _name = "socreg.logged"
    _inherit = "socreg.view"
    _description = "Line of the Log"

    occurred_at = fields.Datetime(string="When", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    role = fields.Char(string="Database Role", readonly=True)
    door = fields.Char(readonly=True, help="The address that was called.")
    source = fields.Char(readonly=True)
    version_name = fields.Char(string="Version", readonly=True)
    xid = fields.Integer(string="Transaction", readonly=True)
    subject_model = fields.Char(string="Kind of Subject", readonly=True)
    subject_id = fields.Integer(readonly=True)
    columns = fields.Char(string="Changed Columns", readonly=True, prefetch=False)
    field_name = fields.Char(
        string="Changed Field", store=False, search="_search_field_name", help="Its technical name."
    )

    @api.model
    def _view_columns(self):
        """Return the SQL of the columns that all such views have, of an event `e` and its act `a`."""
        return SQL(
            """
            e.seq AS id, e.at AT TIME ZONE 'UTC' AS occurred_at,
            (a.actor ->> 'user')::bigint AS user_id, a.actor ->> 'role' AS role,
            a.actor ->> 'door' AS door, a.actor ->> 'source' AS source,
            a.actor ->> 'version' AS version_name, e.xid, e.subject_id, %s AS subject_model
            """,
            self._subject_model_of("e"),
        )

    @api.model
    def _subject_model_of(self, alias):
        return SQL(
            "(SELECT w.subject_model FROM socreg_history.watched AS w WHERE w.model = %s)",
            SQL.identifier(alias, "model"),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Look for a time in its months alone, and for a field among few lines."""
        self.env.flush_all()
        leaves = list(domain)
        self._refuse_endless(leaves)
        return super()._search(self._bounded(leaves), *args, **kwargs)

    @api.model
    def _refuse_endless(self, domain):
        """Refuse to look through the whole log for a field that changed."""
        names = {leaf[0] for leaf in domain if isinstance(leaf, (list, tuple))}
        if FIELD in names and not names & self._narrowing():
            raise UserError(_("Say of whom, by whom or since when the field changed, too."))

    @api.model
    def _narrowing(self):
        """Return the fields that leave a part of the log to look through."""
        return {"id", TIME, "user_id", "subject_id"}

    @api.model
    def _bounded(self, domain):
        """Return a domain whose leaves on time name the positions that they can mean, too.

        Positions grow with time but for clocks that jump back, and each month knows its own.
        """
        bounded = []
        for leaf in domain:
            is_time = isinstance(leaf, (list, tuple)) and leaf[0] == TIME
            position = self._position_of(*leaf) if is_time else None
            bounded += ["&", leaf, position] if position else [leaf]
        return bounded

    @api.model
    def _position_of(self, _name, operator, value):
        try:
            moment = fields.Datetime.to_datetime(value)
        except ValueError:
            return None
        if not moment or operator not in (*EARLIEST, *LATEST):
            return None
        is_latest = operator in LATEST
        self.env.cr.execute(
            SQL(
                "SELECT %s(seq) FROM socreg_history.event WHERE at %s %s::timestamp AT TIME ZONE 'UTC'",
                SQL("max" if is_latest else "min"),
                SQL("<" if is_latest else ">="),
                moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
                + relativedelta(months=int(is_latest)),
            )
        )
        found = self.env.cr.fetchone()[0]
        if found is None:
            return ("id", "=", 0)
        return ("id", "<=" if is_latest else ">=", found)

    @api.model
    def _search_field_name(self, operator, value):
        """Find the lines that tell of a change of a field."""
        if operator not in ("=", "like", "ilike", "in") or not value:
            raise UserError(_("Type the technical name of a field to look for."))
        names = [value] if isinstance(value, str) else list(value)
        leaves = [("columns", "like", f" {sql.escape_psql(name)} ") for name in names]
        return ["|"] * (len(leaves) - 1) + leaves
