import json

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core.errors import InvalidValue
from ..core.folding import fold
from ..core.mapping import ColumnMap, ColumnMapping

KIND = "socreg.mapping"
VERSION = 1


class SocregMapping(models.Model):
    """Which column of a source's files says what, so that nobody chooses it twice.

    It names headings, and words that stand for codes; nothing of it is of anybody.
    """

    _name = "socreg.mapping"
    _description = "Mapping of Columns"
    _order = "source_id, name, id"

    name = fields.Char(required=True)
    source_id = fields.Many2one("socreg.source", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    columns = fields.Json(required=True, help="What each heading says.")
    encoding = fields.Char(help="Empty: found out for each file.")
    delimiter = fields.Char(help="Empty: found out for each file.")
    header_row = fields.Integer(help="Line of the headings. 0: found out for each file.")

    _sql_constraints = [
        ("name_unique", "UNIQUE (source_id, name)", "Another mapping of the source is named so."),
        ("header_row_counts", "CHECK (header_row >= 0)", "Lines are counted from 1."),
    ]

    @api.constrains("columns")
    def _check_columns(self):
        for mapping in self:
            mapping._mapping()

    def _mapping(self):
        """Return what each heading says, as rows are read by it."""
        try:
            return ColumnMapping.from_json(self.columns)
        except InvalidValue:
            raise UserError(_("This is no mapping of columns.")) from None

    @api.model
    def _recognised(self, source, headings):
        """Return the source's mapping that fits a file with these headings best, if one does."""
        known = {fold(heading) for heading in headings}
        mappings = self.search([("source_id", "=", source.id)])
        fitting = [
            (len(wanted), mapping.id)
            for mapping in mappings
            if (wanted := set(map(fold, mapping._mapping().columns))) and wanted <= known
        ]
        return self.browse(max(fitting)[1]) if fitting else self.browse()

    def _mapping_for(self, headings):
        """Return the mapping with its headings written as a file writes them."""
        mapping, by_fold = self._mapping(), {fold(heading): heading for heading in headings}
        columns: dict[str, ColumnMap] = {
            by_fold[fold(heading)]: column
            for heading, column in mapping.columns.items()
            if fold(heading) in by_fold
        }
        return ColumnMapping.from_json(
            {**mapping.to_json(), "columns": {h: c.to_json() for h, c in columns.items()}}
        )

    def mapping_export(self):
        """Return the mapping as JSON text, for other registries."""
        self.ensure_one()
        said = {name: self[name] or "" for name in ("name", "columns", *self._option_names())}
        return json.dumps({"kind": KIND, "v": VERSION, **said}, ensure_ascii=False, indent=1)

    @api.model
    def mapping_import(self, source_code, text):
        """Keep a mapping that `mapping_export` wrote; one of the same name is replaced."""
        source = self.env["socreg.source"].search([("code", "=", source_code)])
        said = self._read_export(text)
        return self._keep(source, said.pop("name"), said).name

    @api.model
    def _read_export(self, text):
        try:
            said = json.loads(text)
            if said["kind"] != KIND or said["v"] != VERSION:
                raise UserError(_("This file is no mapping of columns."))
            ColumnMapping.from_json(said["columns"])
            return {
                "name": str(said["name"]),
                "columns": said["columns"],
                "encoding": str(said.get("encoding") or ""),
                "delimiter": str(said.get("delimiter") or "")[:1],
                "header_row": int(said.get("header_row") or 0),
            }
        except (ValueError, KeyError, TypeError, InvalidValue):
            raise UserError(_("This file is no mapping of columns.")) from None

    @api.model
    def _option_names(self):
        return ("encoding", "delimiter", "header_row")

    @api.model
    def _keep(self, source, name, vals):
        """Keep a mapping of a source by its name."""
        known = self.search([("source_id", "=", source.id), ("name", "=", name)])
        if known:
            known.write(vals)
            return known
        return self.create({**vals, "name": name, "source_id": source.id})
