from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SocregVersion(models.Model):
    """What one transaction did to one subject and to all that hangs on it; nobody changes it.

    Its id is the position of the first of its events.
    """

    _name = "socreg.version"
    _inherit = "socreg.logged"
    _description = "Version"
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(compute="_compute_name", search="_search_name")
    number = fields.Integer(compute="_compute_told", help="The how many-th version of its subject.")
    changes = fields.Char(compute="_compute_told")

    @api.model
    def _view(self):
        return SQL(
            """
            SELECT %s, (SELECT ' ' || string_agg(DISTINCT k.name, ' ') || ' '
                FROM (SELECT jsonb_object_keys(p.body) AS name %s) AS k) AS columns
            FROM socreg_history.event AS e JOIN socreg_history.act AS a USING (xid)
            WHERE e.subject_id IS NOT NULL
                AND socreg_begins_version(e.subject_id, e.at, e.xid, e.seq, e.model)
            """,
            self._view_columns(),
            self._events_of_version(),
        )

    @api.model
    def _events_of_version(self):
        """Return the SQL of the events `p` of the version that an event `e` belongs to."""
        return SQL(
            """
            FROM socreg_history.event AS p
            WHERE p.subject_id = e.subject_id AND p.at = e.at AND p.xid + 0 = e.xid AND %s = %s
            """,
            self._subject_model_of("p"),
            self._subject_model_of("e"),
        )

    @api.depends("version_name")
    def _compute_name(self):
        labels = self.env["socreg.version.label"]
        for model, versions in self.grouped("subject_model").items():
            names = labels._names_of(model, versions.mapped("subject_id"), versions.ids)
            for version in versions:
                key = version.subject_id, version.id
                version.name = names.get(key) or version.version_name

    @api.depends_context("lang", "uid")
    def _compute_told(self):
        history = self.env["socreg.history"]
        for model, versions in self.grouped("subject_model").items():
            found = history._versions_of(model, set(versions.mapped("subject_id")))
            known = {(s, version.xid): version for s in found for version in found[s]}
            for version in versions:
                told = known.get((version.subject_id, version.xid))
                words = history._changes_in_words(model, version.subject_id, told) if told else []
                version.number = told.number if told else 0
                version.changes = ", ".join(words)

    @api.model
    def _search_name(self, operator, value):
        """Find the versions that the writer, or somebody later, called so."""
        if operator not in ("=", "in", "like", "ilike") or not value:
            raise UserError(_("Type the name of a version to look for."))
        # Who may read a version reads its names; what is found is read by its own rules.
        labels = self.env["socreg.version.label"].sudo().search([("name", operator, value)])
        given = self.env["socreg.history"]._given_names(operator, value)
        named = [int(label.version) for label in labels]
        return ["|", ("id", "in", named), ("version_name", "in", given)]
