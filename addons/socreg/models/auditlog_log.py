import re
from collections import defaultdict

from odoo import _, api, fields, models

from odoo.addons.socreg_crypto.core.masks import HIDDEN

VALUES = ("old_value", "new_value", "old_value_text", "new_value_text")
TEXTS = ("old_value_text", "new_value_text")
SECRET = re.compile(r"password|secret|token|wrapped|private", re.IGNORECASE)
PARAMETERS = "ir.config_parameter"
EMPTY = ("", "False", "[]", "{}", "0")
LONGEST = 60


class AuditlogLog(models.Model):
    """The log of configuration, in plain text: it names nobody and keeps no secret."""

    _inherit = "auditlog.log"

    operation = fields.Char(string="What", compute="_compute_operation")
    changes = fields.Text(compute="_compute_changes")

    @api.depends("method")
    def _compute_operation(self):
        words = {
            "create": _("Created"),
            "write": _("Changed"),
            "unlink": _("Deleted"),
            "read": _("Read"),
            "export_data": _("Exported"),
        }
        for log in self:
            log.operation = words.get(log.method, log.method)

    @api.depends("line_ids")
    def _compute_changes(self):
        for log in self:
            log.changes = "; ".join(line._in_words() for line in log.line_ids if line._is_change())

    @api.model_create_multi
    def create(self, vals_list):
        models_ = self.env["ir.model"].sudo().browse(vals.get("model_id") for vals in vals_list)
        names = self._public_names(models_, vals_list)
        return super().create(
            [
                self._without_secrets(model.model, {**vals, **names.get(number, {})})
                for number, (model, vals) in enumerate(zip(models_, vals_list, strict=True))
            ]
        )

    @api.model
    def _public_names(self, models_, vals_list):
        """Return what the records of people are called, by the place of their log in the list."""
        places = defaultdict(dict)
        for number, (model, vals) in enumerate(zip(models_, vals_list, strict=True)):
            if self.env["auditlog.rule"]._is_personal(model.model):
                places[model.model][number] = vals.get("res_id")
        names = {}
        for model, ids in places.items():
            records = self.env[model].browse(filter(None, ids.values()))
            known = self.env["auditlog.rule"]._public_names(records)
            names.update({number: {"name": known.get(id_) or model} for number, id_ in ids.items()})
        return names

    @api.model
    def _without_secrets(self, model, vals):
        """Return values whose lines hide what a system parameter says, where it is a secret."""
        if model != PARAMETERS or not SECRET.search(vals.get("name") or ""):
            return vals
        lines = [
            (*command[:2], {**command[2], **_hidden(command[2])})
            for command in vals.get("line_ids") or []
        ]
        return {**vals, "line_ids": lines}


class AuditlogLogLine(models.Model):
    """What changed of one field: of people no value, and of what leads to people no name."""

    _inherit = "auditlog.log.line"

    @api.model_create_multi
    def create(self, vals_list):
        held = self.env["ir.model.fields"].sudo().browse(v.get("field_id") for v in vals_list)
        return super().create(
            [
                {**vals, **self._masked(field, vals)}
                for field, vals in zip(held, vals_list, strict=True)
            ]
        )

    def _is_change(self):
        return self.log_id.method == "read" or any(self._told())

    def _in_words(self):
        """Return what changed of one field, for the list of changes."""
        old, new = self._told()
        told = f"{old} → {new}" if old and new else new or (old and f"{old} → –")
        return f"{self.field_description}: {told}" if told else self.field_description

    def _told(self):
        """Return both values as a list has room for them; nothing of what is empty."""
        values = self.old_value_text or self.old_value, self.new_value_text or self.new_value
        texts = ("" if (value or "") in EMPTY else value for value in values)
        return [f"{text[:LONGEST]}…" if len(text) > LONGEST else text for text in texts]

    @api.model
    def _masked(self, field, vals):
        """Return what is kept instead of values that the log may not keep."""
        is_personal = self.env["auditlog.rule"]._is_personal
        if is_personal(field.model) or SECRET.search(field.name or ""):
            return _hidden(vals)
        if field.relation and is_personal(field.relation):
            return {name: _without_names(vals[name]) for name in VALUES if vals.get(name)}
        if field.relation:
            return {name: _names(vals[name]) for name in TEXTS if vals.get(name)}
        return {}


def _hidden(vals):
    return {name: HIDDEN for name in VALUES if vals.get(name)}


def _names(value):
    """Return the names alone of what a relation leads to, as a read gives it."""
    pairs = value if isinstance(value, list) else [value]
    named = [pair for pair in pairs if isinstance(pair, (list, tuple)) and len(pair) > 1]
    return ", ".join(str(name or f"#{id_}") for id_, name, *_rest in named) or str(value)


def _without_names(value):
    """Return the ids alone of what a relation leads to, as a read gives it."""
    pairs = value if isinstance(value, list) else [value]
    ids = [pair[0] if isinstance(pair, (list, tuple)) else pair for pair in pairs]
    return str(ids if isinstance(value, list) else ids[0])
