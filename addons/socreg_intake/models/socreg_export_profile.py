from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.socreg_registry.models.socreg_registrant import KINDS

from ..core.entry import GROUP, INDIVIDUAL
from ..core.sheet import CSV, XLSX

FORMATS = [(CSV, "CSV"), (XLSX, "Excel (XLSX)")]
EACH, MEMBERS = "each", "members"
ROWS = [(EACH, "One Row for Each"), (MEMBERS, "One Row for Each Member")]


class SocregExportProfile(models.Model):
    """Which columns leave the registry, and in what kind of file: chosen once, used again."""

    _name = "socreg.export.profile"
    _inherit = "socreg.checked"
    _description = "Export Profile"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, string="Of", required=True, default=INDIVIDUAL)
    rows = fields.Selection(
        ROWS,
        required=True,
        default=EACH,
        help="A file of groups has a row for each group, or for each person who is in one of them.",
    )
    format = fields.Selection(FORMATS, required=True, default=CSV)
    has_labels = fields.Boolean(
        string="Headings in Words",
        help="In your language. Otherwise headings are the names by which an import knows columns.",
    )
    is_shared = fields.Boolean(string="Shared", help="Other managers use it, too.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
        index=True,
    )
    column_ids = fields.One2many("socreg.export.column", "profile_id", string="Columns", copy=True)

    @api.constrains("kind", "rows", "column_ids")
    def _check_columns(self):
        for profile in self:
            profile.column_ids._check_path()

    def _kind_of_rows(self):
        """Return whom a row speaks of: of groups' members, people."""
        self.ensure_one()
        return GROUP if self.kind == GROUP and self.rows == EACH else INDIVIDUAL

    def _columns(self):
        """Return the paths of the columns, in order, after the public number."""
        self.ensure_one()
        return self.column_ids.sorted(lambda column: (column.sequence, column.id)).mapped("path")


class SocregExportColumn(models.Model):
    """A column of an export, by its path."""

    _name = "socreg.export.column"
    _inherit = "socreg.checked"
    _description = "Export Column"
    _order = "sequence, id"
    _rec_name = "path"

    profile_id = fields.Many2one(
        "socreg.export.profile", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    path = fields.Selection(selection="_selection_path", string="Column", required=True)

    _sql_constraints = [
        ("path_once", "UNIQUE (profile_id, path)", "The profile has this column already.")
    ]

    @api.model
    def _selection_path(self):
        return list(self.env["socreg.export.columns"]._offered_of_all().items())

    @api.constrains("path", "profile_id")
    def _check_path(self):
        """Refuse what rows of the profile cannot hold.

        :raises ValidationError: it names the column
        """
        columns = self.env["socreg.export.columns"]
        known = {kind: columns._offered(kind) for kind in (INDIVIDUAL, GROUP)} if self else {}
        for column in self:
            if column.path not in known[column.profile_id._kind_of_rows()]:
                raise ValidationError(
                    _("Rows of this profile have no column “%(path)s”.", path=column.path)
                )
