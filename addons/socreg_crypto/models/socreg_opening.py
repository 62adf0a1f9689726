from collections import defaultdict

from odoo import api, fields, models
from odoo.http import request

from ..fields import Integers
from ..opening import openings

SERVER = "server"


class SocregOpening(models.Model):
    """Who opened what of whom, by which door and why: one line a request, model and reason."""

    _name = "socreg.opening"
    _description = "Opening of Personal Data"
    _order = "id desc"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict", index=True
    )
    opened_at = fields.Datetime(required=True, readonly=True, index=True)
    door = fields.Char(
        required=True, readonly=True, help="The address that was called, or the server itself."
    )
    reason = fields.Char(
        readonly=True,
        help="What the software needed it for. Empty: it was opened for the user to see.",
    )
    model = fields.Char(required=True, readonly=True)
    model_name = fields.Char(string="Kind of Record", compute="_compute_model_name")
    field_names = fields.Char(string="Fields", required=True, readonly=True)
    record_ids = Integers(string="Records", readonly=True)
    record_count = fields.Integer(string="How Many", readonly=True)

    @api.depends("model")
    def _compute_model_name(self):
        for opening in self:
            model = self.env.get(opening.model)
            opening.model_name = opening.model if model is None else model._description

    @api.model
    def _write_log(self):
        """Write what this transaction opened; with it, or not at all."""
        seen = openings(self.env.cr).seen
        if seen:
            lines, door = _by_model(seen), request.httprequest.path if request else SERVER
            seen.clear()
            if getattr(self.env.cr, "readonly", False):
                with self.env.registry.cursor() as cr:
                    self._write_lines(self.env(cr=cr), door, lines)
            else:
                self._write_lines(self.env, door, lines)

    @api.model
    def _write_lines(self, env, door, lines):
        now = fields.Datetime.now()
        # Nobody may write this log: not the user whose opening it tells of, either.
        env["socreg.opening"].sudo().create(
            [
                {
                    "user_id": uid,
                    "opened_at": now,
                    "door": door,
                    "reason": reason,
                    "model": model,
                    "field_names": ", ".join(sorted(names)),
                    "record_ids": ids,
                    "record_count": len(ids),
                }
                for (uid, reason, model), (ids, names) in lines.items()
            ]
        ).flush_recordset()

    def init(self):
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS socreg_opening_record_ids"
            " ON socreg_opening USING gin (record_ids)"
        )


def _by_model(seen):
    """Return ids and names of fields by (user's id, reason, model)."""
    lines = defaultdict(lambda: (set(), set()))
    for (*who_and_why, field), opened in seen.items():
        ids, names = lines[tuple(who_and_why)]
        ids |= opened
        names.add(field)
    return lines
