from odoo import _, api, fields, models
from odoo.tools import format_date

from odoo.addons.socreg_crypto.core.elevation import elevated, elevation, showing
from odoo.addons.socreg_registry.models.res_users import READ

from ..core.edit import UNLINK, Edit, lines_touched, plain
from ..core.entry import Entry

TELLING = "proposed changes"
WHOLE = "*"


class SocregSubmission(models.Model):
    """What a submission proposes, beside what stands there."""

    # One model in several files, by noun.
    _inherit = "socreg.submission"  # pylint: disable=consider-merging-classes-inherited

    change_ids = fields.One2many(
        "socreg.submission.change", "submission_id", string="Changes", data_class="statistical"
    )
    evidence_ids = fields.Many2many(
        "ir.attachment",
        string="Evidence Files",
        compute="_compute_evidence_ids",
        data_class="statistical",
    )
    conflict_count = fields.Integer(
        string="Conflicts", compute="_compute_conflict_count", data_class="statistical"
    )

    @api.depends_context("uid")
    def _compute_evidence_ids(self):
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_submission = files.grouped("res_id")
        for submission in self:
            submission.evidence_ids = by_submission.get(submission.id, files.browse())

    @api.depends("change_ids.is_conflict")
    def _compute_conflict_count(self):
        for submission in self:
            submission.conflict_count = len(submission.change_ids.filtered("is_conflict"))

    def _is_divisible(self):
        """Tell whether its fields can be taken one by one: what is new is taken as a whole."""
        self.ensure_one()
        edit = self._edit()
        if edit:
            return edit.operation == "write"
        return bool(self.registrant_id)

    @elevated(TELLING)
    def _said_opened(self):
        return self._said()

    @elevated(TELLING)
    def _edit(self):
        """Return the edit that is proposed, or None where a source delivered an entry."""
        said = self._said()
        return Edit.from_json(said) if "edit" in said else None

    @elevated(TELLING)
    def _entry(self):
        """Return the entry that was delivered."""
        return Entry.from_json({k: v for k, v in self._said().items() if k != "base"})

    @elevated(TELLING)
    def _base(self):
        """Return what stood in the fields when this was proposed, by path."""
        said = self._said()
        return said.get("base", {})

    def _record(self):
        """Return the record that is to change; an empty one where it is to be created."""
        edit = self._edit()
        if edit:
            return self.env[edit.model].browse([edit.id] if edit.id else [])
        return self.registrant_id

    def _told(self):
        """Return, by path, a label, what stands there and what is proposed, in words."""
        self.ensure_one()
        # Who may see the submission sees what it says, masked by the fields that show it.
        with elevation(TELLING), showing():
            edit = self._edit()
            return self._told_of_edit(edit) if edit else self._told_of_entry(self._entry())

    def _told_of_edit(self, edit):
        record = self._seen(self._record())
        if edit.operation == UNLINK:
            return {WHOLE: (_("The whole line"), self._row_in_words(record), _("Deleted"))}
        model = self.env[edit.model]
        return {
            name: (
                model._fields[name]._description_string(self.env),
                self._in_words(record, name, record[name]) if record else "",
                self._in_words(model, name, value),
            )
            for name, value in edit.values.items()
            if name in model._fields
        }

    def _told_of_entry(self, entry):
        record, told = self._seen(self.registrant_id), {}
        intake = self.env["socreg.intake"]
        model = self.env["socreg.registrant"]
        for name, value in entry.values.items():
            if name in model._fields:
                present = self._in_words(record, name, record[name]) if record else ""
                told[name] = intake._label_of(name), present, self._in_words(model, name, value)
        for name in ("identifiers", "phones", "memberships"):
            for place, one in enumerate(getattr(entry, name)):
                path = f"{name}.{place}"
                text = one if isinstance(one, str) else self._said_in_words(one.to_json())
                told[path] = intake._label_of(path), "", text
        return told

    def _seen(self, record):
        """Return a record that may be read, or none: somebody may have moved out of sight."""
        return self._only_seen(record.exists())

    @api.model
    def _only_seen(self, records):
        """Return those that lie in the user's areas."""
        is_scoped = isinstance(records, self.env.registry["socreg.scoped"])
        return records._within(READ) if is_scoped else records

    def _said_in_words(self, said):
        return ", ".join(
            str(part)
            for value in said.values()
            for part in (value if isinstance(value, list) else [value])
            if value is not True
        )

    def _in_words(self, model, name, value):
        """Return a value of a field as people read it."""
        field = model._fields[name]
        if field.type in ("one2many", "many2many"):
            return self._list_in_words(field, value)
        if value is None or (value is False and field.type != "boolean"):
            return ""
        words = {
            "selection": lambda: dict(field._description_selection(self.env)).get(value),
            "many2one": lambda: self._link_in_words(field, value),
            "date": lambda: format_date(self.env, value),
            "boolean": lambda: _("Yes") if value else _("No"),
            "binary": lambda: _("A file"),
        }.get(field.type, lambda: str(value))
        return words() or str(value)

    def _link_in_words(self, field, value):
        linked = self.env[field.comodel_name]
        if isinstance(value, str):
            return value
        linked = linked.browse(value) if isinstance(value, int) else value
        return linked.exists().display_name or ""

    def _list_in_words(self, field, value):
        if isinstance(value, models.BaseModel):
            return "; ".join(self._row_in_words(row) for row in self._only_seen(value))
        rows = self.env[field.comodel_name]
        words = []
        for command in value or []:
            if not isinstance(command, (list, tuple)):
                words.append(str(command))
                continue
            code, id_, more = (*command, 0, 0)[:3]
            row = rows.browse(id_) if code in (1, 2, 3, 4) else rows
            words += {
                0: lambda vals=more: ["+ " + self._vals_in_words(rows, vals)],
                1: lambda row=row, vals=more: [
                    f"{self._row_in_words(row)} → {self._vals_in_words(rows, vals)}"
                ],
                2: lambda row=row: ["− " + self._row_in_words(row)],
                3: lambda row=row: ["− " + self._row_in_words(row)],
                4: lambda row=row: ["+ " + self._row_in_words(row)],
                6: lambda ids=more: [self._row_in_words(row) for row in rows.browse(ids)],
            }.get(code, list)()
        return "; ".join(words)

    def _row_in_words(self, row):
        """Return what tells a line of a list from others."""
        row = self._only_seen(row.exists())
        if not row:
            return ""
        return row.display_name or ""

    def _vals_in_words(self, model, vals):
        told = (
            self._in_words(model, name, value)
            for name, value in vals.items()
            if name in model._fields
        )
        return ", ".join(text for text in told if text)

    @elevated(TELLING)
    def _conflicts(self):
        """Return the paths where something else stands now than when this was proposed."""
        self.ensure_one()
        record, base = self._record().exists(), self._base()
        # Whoever decides is told that somebody changed it, wherever that lies.
        record = record.sudo()
        if not record:
            return set(base)
        wanted = self._wanted()
        present = self._stands(record, wanted)
        return {
            path
            for path, was in base.items()
            if present.get(path) != was and present.get(path) != plain(wanted.get(path))
        }

    def _wanted(self):
        """Return the values that are proposed, by the record's field."""
        edit = self._edit()
        return dict(edit.values) if edit else dict(self._entry().values)

    @api.model
    def _stands(self, record, wanted):
        """Return what stands in the fields that somebody wants to change, as JSON.

        Of lists, only the lines that would be changed or taken away.
        """
        with elevation(TELLING), showing():
            return {
                name: self._stands_in(record, name, wanted[name])
                for name in wanted
                if name in record._fields
            }

    @api.model
    def _stands_in(self, record, name, wanted):
        field, value = record._fields[name], record[name]
        if field.type == "one2many":
            rows = {row.id: row for row in value}
            return {
                str(id_): {n: self._stands_in(rows[id_], n, None) for n in sorted(set(names))}
                if id_ in rows
                else None
                for id_, names in lines_touched(wanted).items()
            }
        if field.type == "many2many":
            return sorted(value.ids)
        if field.type == "many2one":
            return value.id or None
        return plain(value) if value or field.type == "boolean" else None
