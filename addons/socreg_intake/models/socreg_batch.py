from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.fields import SealedChar, SealedJson

from ..numbering import free_numbers

DRAFT, CHECKING, CHECKED = "draft", "checking", "checked"
QUEUED, RUNNING, PAUSED = "queued", "running", "paused"
CANCELLED, DONE = "cancelled", "done"
UNDOING, UNDONE = "undoing", "undone"
STATES = [
    (DRAFT, "Being Prepared"),
    (CHECKING, "Being Checked"),
    (CHECKED, "Checked"),
    (QUEUED, "Waiting"),
    (RUNNING, "Running"),
    (PAUSED, "Paused"),
    (CANCELLED, "Cancelled"),
    (DONE, "Done"),
    (UNDOING, "Being Undone"),
    (UNDONE, "Undone"),
]
AT_WORK = (CHECKING, QUEUED, RUNNING, UNDOING)
PATTERN = "B#########"
REGISTRAR = "socreg_registry.socreg_registry_group_registrar"


class SocregBatch(models.Model):
    """A file that somebody brings: kept sealed, checked, taken in piece by piece, told about.

    Nobody writes one by hand: who brings the file calls what is named for it. Its rows stand
    nowhere but sealed in `socreg.batch.block` and `socreg.batch.piece`, with the batch's own key.
    """

    _name = "socreg.batch"
    _inherit = ["socreg.historised", "socreg.sealed.subject"]
    _description = "Import"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(
        readonly=True, copy=False, help="By which people speak of it.", data_class="statistical"
    )
    source_id = fields.Many2one(
        "socreg.source", required=True, index=True, ondelete="restrict", data_class="statistical"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Brought By",
        required=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    follows_id = fields.Many2one(
        "socreg.batch",
        string="Goes with",
        index="btree_not_null",
        ondelete="restrict",
        data_class="statistical",
        help="Households that the file names by keys may stand in that file.",
    )
    state = fields.Selection(
        STATES, required=True, default=DRAFT, index=True, data_class="statistical"
    )
    file_name = SealedChar(mask="hide")
    size = fields.Integer(string="Bytes", data_class="statistical")
    sha256 = fields.Char(string="SHA-256", data_class="statistical")
    setting = SealedJson(help="How the file is read, its headings, and what they say.")
    rows = fields.Integer(data_class="statistical")
    report = fields.Json(data_class="statistical")
    trouble = fields.Char(
        help="What the work stopped for, as the key of a sentence.", data_class="statistical"
    )
    started_at = fields.Datetime(data_class="statistical")
    ended_at = fields.Datetime(data_class="statistical")
    piece_ids = fields.One2many("socreg.batch.piece", "batch_id", data_class="statistical")
    block_ids = fields.One2many("socreg.batch.block", "batch_id", data_class="statistical")

    _sql_constraints = [("number_unique", "UNIQUE (number)", "Another import has this number.")]

    @api.model_create_multi
    def create(self, vals_list):
        numbers = free_numbers(self, PATTERN, len(vals_list))
        return super().create(
            [{**vals, "number": number} for vals, number in zip(vals_list, numbers, strict=True)]
        )

    def unlink(self):
        """Refuse to delete: that a file was brought stays known."""
        if self:
            raise UserError(  # pylint: disable=no-raise-unlink
                _("Imports are not deleted. Cancel what is not wanted, or undo it.")
            )
        return super().unlink()

    def action_open(self):
        """Open the screen on which a file is brought in and watched."""
        return {
            "type": "ir.actions.client",
            "tag": "socreg_batch",
            "name": _("Import %(number)s", number=self.number) if self else _("Import"),
            "params": {"number": self.number or ""},
        }

    @api.model
    def _of(self, number):
        """Return the user's own batch of a number, to work on.

        :raises AccessError: there is none, or it is somebody else's
        """
        batch = self.search([("number", "=", number), ("user_id", "=", self.env.uid)])
        if not batch or not self.env.user.has_group(REGISTRAR):
            raise AccessError(_("This import is not yours."))
        return batch

    def _root(self):
        """Return the first of the files that go together: keys of households hold in all of them."""
        root = self.sudo()
        while root.follows_id:
            root = root.follows_id
        return root.with_env(self.env)

    def _become(self, state, **vals):
        """Write what becomes of the batch, which nobody writes by hand."""
        return self.sudo().write({"state": state, **vals})

    def _expect(self, *states):
        """Refuse what cannot be done with a batch in its state."""
        self.ensure_one()
        if self.state not in states:
            raise UserError(
                _(
                    "This cannot be done now: the import is “%(state)s”.",
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
