import secrets
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.fields import SealedJson
from odoo.addons.socreg_crypto.opening import may_open
from odoo.addons.socreg_registry.models.res_users import MANAGE
from odoo.addons.socreg_registry.models.socreg_registrant import KINDS

from ..core.entry import GROUP, INDIVIDUAL
from ..core.export_file import fits_a_sheet
from ..core.sheet import XLSX
from .socreg_export_profile import FORMATS, MEMBERS, ROWS

MANAGER = "socreg_registry.socreg_registry_group_manager"
PREPARED, RUNNING, DONE, STOPPED = "prepared", "running", "done", "stopped"
STATES = [
    (PREPARED, "Prepared"),
    (RUNNING, "Leaving"),
    (DONE, "Done"),
    (STOPPED, "Stopped"),
]
# How long a file waits to be fetched.
LASTS = timedelta(hours=1)
OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "in", "not in", "ilike", "like", "child_of")
RECALL = "recall of what was asked for"
SHORTEST_PURPOSE = 5


class SocregExport(models.Model):
    """That somebody took data out: who, when, what for, which columns of whom, and how many rows.

    It is made before a file leaves, and the file is fetched with its number, once and by whoever
    made it. Nobody changes or deletes one.
    """

    _name = "socreg.export"
    _inherit = ["socreg.sealed.subject"]
    _description = "Export"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(24),
        help="By which its user fetches the file, once.",
        data_class="statistical",
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    profile_name = fields.Char(string="Profile", readonly=True, data_class="statistical")
    kind = fields.Selection(
        KINDS, string="Of", required=True, readonly=True, data_class="statistical"
    )
    rows = fields.Selection(ROWS, required=True, readonly=True, data_class="statistical")
    format = fields.Selection(FORMATS, required=True, readonly=True, data_class="statistical")
    paths = fields.Json(readonly=True, data_class="statistical")
    has_labels = fields.Boolean(readonly=True, data_class="statistical")
    columns_in_words = fields.Char(
        string="Columns", compute="_compute_columns_in_words", data_class="statistical"
    )
    purpose = fields.Char(required=True, readonly=True, data_class="statistical")
    asked = SealedJson(readonly=True, help="Whom the list showed; forgotten when the file leaves.")
    asked_in_words = fields.Char(
        string="Whom",
        readonly=True,
        help="What the list was searched by, without what was searched for.",
        data_class="statistical",
    )
    is_opened = fields.Boolean(
        string="Personal Data Opened", readonly=True, data_class="statistical"
    )
    row_count = fields.Integer(string="Rows Asked For", readonly=True, data_class="statistical")
    sent_count = fields.Integer(string="Rows Sent", readonly=True, data_class="statistical")
    state = fields.Selection(
        STATES, required=True, readonly=True, default=PREPARED, data_class="statistical"
    )
    started_at = fields.Datetime(readonly=True, data_class="statistical")
    finished_at = fields.Datetime(readonly=True, data_class="statistical")
    digest = fields.Char(
        string="Digest (SHA-256)",
        readonly=True,
        help="Of the whole file: whoever has it shows by this that it is the one.",
        data_class="statistical",
    )

    _sql_constraints = [("number_unique", "UNIQUE (number)", "Another export has this number.")]

    @api.depends("paths")
    @api.depends_context("lang")
    def _compute_columns_in_words(self):
        known = self.env["socreg.export.columns"]._offered_of_all()
        for export in self:
            export.columns_in_words = ", ".join(
                known.get(path, path) for path in export.paths or ()
            )

    @api.depends("profile_name", "create_date")
    def _compute_display_name(self):
        # The number fetches the file: it is no name.
        for export in self:
            day = fields.Date.to_string(export.create_date)
            export.display_name = (
                f"{export.profile_name or export._description} {day or ''}".strip()
            )

    @api.model
    def _check_may_export(self):
        """Refuse who may not take data out.

        :raises AccessError: only managers do
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(_("Only managers take data out of the registry."))

    @api.model
    def _make(self, profile, domain, purpose):
        """Make a file ready for its user to fetch; its rows count as taken out today.

        :param domain: of the people or groups that the list shows
        :raises AccessError: the user may not take data out
        :raises UserError: no purpose is told, or it is more than one file or one day takes
        """
        self._check_may_export()
        self._check_whole(domain)
        purpose = " ".join((purpose or "").split())
        if len(purpose) < SHORTEST_PURPOSE:
            raise UserError(_("Say what the file is for."))
        profile.ensure_one()
        profile.read(["name"])
        profile.column_ids._check_path()
        count = self._count(profile.kind, profile.rows, domain)
        paths = profile._columns()
        if profile.format == XLSX and not fits_a_sheet(count, len(paths) + 1):
            raise UserError(_("So much does not fit a sheet: take it out as CSV, or in parts."))
        self.env["socreg.export.quota"]._take(count)
        # Nobody writes a record of this by hand: not who it tells of, either.
        made = self.sudo().create(
            {
                "user_id": self.env.uid,
                "profile_name": profile.name,
                "kind": profile.kind,
                "rows": profile.rows,
                "format": profile.format,
                "paths": paths,
                "has_labels": profile.has_labels,
                "purpose": purpose,
                "asked": domain,
                "asked_in_words": self._in_words(domain),
                "is_opened": may_open(self.env),
                "row_count": count,
            }
        )
        return made.sudo(False)

    @api.model
    def _check_whole(self, domain):
        """Refuse a domain that ends early, or is none.

        :raises UserError: ours beside it would be taken for what it lacks
        """
        missing = 0
        for item in domain:
            missing = missing or 1
            if isinstance(item, (list, tuple)) and len(item) == 3:
                missing -= 1
            elif item in ("&", "|"):
                missing += 1
            elif item != "!":
                missing = -1
                break
        if missing:
            raise UserError(_("The list cannot be searched for in this way."))

    @api.model
    def _of(self, number):
        """Return the user's own export of this number, or none."""
        mine = [("number", "=", number), ("user_id", "=", self.env.uid)]
        # Who may export no more is told so when they try.
        return self.sudo().search(mine).sudo(False)

    def _begin(self):
        """Begin to send the file, and return the domain of whom it holds.

        :raises AccessError: the user may not take data out any more
        :raises UserError: it was fetched before, or is too old, or the list has grown since
        """
        self._check_may_export()
        # Two requests for one file write the same row: the second is tried again, and finds this.
        export = self.sudo()
        is_late = fields.Datetime.now() - export.create_date > LASTS
        if export.state != PREPARED or is_late:
            raise UserError(_("This file was fetched, or waited too long: ask for it again."))
        with elevation(RECALL):
            domain = export.asked or []
        if self._count(export.kind, export.rows, domain) > export.row_count:
            raise UserError(_("The list has grown since you asked: ask for the file again."))
        with elevation(RECALL):
            export.write({"state": RUNNING, "started_at": fields.Datetime.now(), "asked": False})
        return domain

    @api.model
    def _count(self, kind, rows, domain):
        whom = self._domain(kind, rows, domain)
        return self.env["socreg.registrant"].search_count(whom)

    @api.model
    def _domain(self, kind, rows, domain):
        """Return a domain of those whose rows leave: within what the user manages.

        What a caller says comes last, or stands in a list of its own: it ties nothing of ours.
        """
        registrants = self.env["socreg.registrant"]
        within = [("kind", "=", kind), *registrants._domain_within(MANAGE)]
        if kind == GROUP and rows == MEMBERS:
            inner = [("end_date", "=", False), ("group_id", "any", [*within, *domain])]
            people = [("kind", "=", INDIVIDUAL), *registrants._domain_within(MANAGE)]
            return [*people, ("membership_ids", "any", inner)]
        return [*within, *domain]

    @api.model
    def _in_words(self, domain):
        """Return by which fields people were searched, and not for what."""
        leaves = [item for item in domain if isinstance(item, (list, tuple)) and len(item) == 3]
        if [leaf[0] for leaf in leaves] == ["id"]:
            return _("Chosen in the list")
        told = dict.fromkeys(map(self._leaf_in_words, leaves))
        return ", ".join(filter(None, told)) or _("Everybody")

    @api.model
    def _leaf_in_words(self, leaf):
        path, operator, _value = leaf
        labels, model = [], self.env["socreg.registrant"]
        for name in path.split(".") if isinstance(path, str) else ():
            field = model._fields.get(name)
            if field is None:
                return _("Something else")
            labels.append(field._description_string(self.env))
            if field.relational:
                model = self.env[field.comodel_name]
        sign = operator if operator in OPERATORS else "…"
        return f"{' / '.join(labels)} {sign}" if labels else ""
