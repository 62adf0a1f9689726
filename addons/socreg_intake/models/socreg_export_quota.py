from datetime import datetime, timezone

from odoo import _, api, fields, models
from odoo.exceptions import UserError

PARAMETER = "socreg_intake.export_rows_a_day"
USUAL = 100_000


class SocregExportQuota(models.Model):
    """How many rows a user asked for on a day. The database keeps it below what they may take.

    Who asks for two files at once waits: the second is counted when the first has been.
    """

    _name = "socreg.export.quota"
    _description = "Rows a User Took Out on a Day"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True, help="In the time of the server (UTC).")
    row_count = fields.Integer(required=True, readonly=True)
    allowed = fields.Integer(required=True, readonly=True)

    _sql_constraints = [
        ("user_day_unique", "UNIQUE (user_id, day)", "A day of a user is counted once."),
        (
            "within_allowed",
            "CHECK (row_count <= allowed)",
            "This is more than you may take out in a day.",
        ),
    ]

    @api.model
    def _allowed(self):
        """Return how many rows a user may take out in a day."""
        # Managers set it, and everybody who takes something out is held to it.
        said = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return int(said) if said and said.isdecimal() else USUAL

    @api.model
    def _left(self):
        """Return how many rows the user may still take out today."""
        # Nobody reads the table itself; how much is left is each one's own to know.
        today = [("user_id", "=", self.env.uid), ("day", "=", self._today())]
        taken = sum(self.sudo().search(today).mapped("row_count"))
        return max(self._allowed() - taken, 0)

    @api.model
    def _take(self, rows):
        """Count rows that the user asks for.

        :raises UserError: they are more than are left today
        """
        left = self._left()
        if rows > left:
            raise UserError(
                _(
                    "You may take out %(left)s more rows today, and these are %(rows)s.",
                    left=left,
                    rows=rows,
                )
            )
        if not rows:
            return
        # One statement, so that of two at once the second counts upon the first.
        self.env.cr.execute(
            """
            INSERT INTO socreg_export_quota AS quota (user_id, day, row_count, allowed)
            VALUES (%(user)s, %(day)s, %(rows)s, %(allowed)s)
            ON CONFLICT (user_id, day) DO UPDATE
            SET row_count = quota.row_count + excluded.row_count, allowed = excluded.allowed
            """,
            {
                "user": self.env.uid,
                "day": self._today(),
                "rows": rows,
                "allowed": self._allowed(),
            },
        )
        self.invalidate_model()

    @api.model
    def _today(self):
        # A user may choose their time zone, and must not gain a day by it.
        return datetime.now(timezone.utc).date()
