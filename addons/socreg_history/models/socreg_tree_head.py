from odoo import api, fields, models
from odoo.tools import SQL


class SocregTreeHead(models.Model):
    """A signed root of the tree over the log: with it anybody can tell that nothing below changed."""

    _name = "socreg.tree.head"
    _inherit = "socreg.view"
    _description = "Signed Root of the Log"
    _auto = False
    _log_access = False
    _order = "id desc"

    size = fields.Integer(string="Events", readonly=True, help="How many events it proves.")
    root = fields.Char(readonly=True)
    sealed_at = fields.Datetime(string="When", readonly=True)
    note = fields.Text(
        string="Signed Note", readonly=True, help="C2SP checkpoint, for any verifier."
    )

    @api.model
    def _view(self):
        return SQL(
            """
            SELECT size AS id, size, encode(root, 'base64') AS root,
                at AT TIME ZONE 'UTC' AS sealed_at, note
            FROM socreg_history.tree_head
            """
        )

    @api.depends("size")
    def _compute_display_name(self):
        for head in self:
            head.display_name = str(head.size)

    @api.model
    def _log_name(self):
        """Return what signed roots call this log."""
        # No user may read parameters: this one tells a database from others, and is public.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"socreg/{uuid}"
