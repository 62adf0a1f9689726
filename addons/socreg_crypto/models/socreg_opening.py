from collections import defaultdict

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..fields import Integers
from ..opening import openings

SERVER = "server"
FILES = "ir.attachment"


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
    field_labels = fields.Char(string="What", compute="_compute_field_labels")
    record_ids = Integers(string="Records", readonly=True)
    record_count = fields.Integer(string="How Many", readonly=True)
    subject_model = fields.Char(readonly=True)
    subject_ids = Integers(
        string="Subjects", readonly=True, help="The root records whose data these are."
    )

    @api.depends("model")
    def _compute_model_name(self):
        for opening in self:
            model = self.env.get(opening.model)
            opening.model_name = opening.model if model is None else model._description

    @api.depends("model", "field_names")
    @api.depends_context("lang")
    def _compute_field_labels(self):
        for opening in self:
            model, names = self.env.get(opening.model), opening.field_names.split(", ")
            known = {} if model is None else model._fields
            opening.field_labels = ", ".join(
                known[name]._description_string(self.env) if name in known else name
                for name in names
            )

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
    def _write_log_apart(self, env, door):
        """Write what this transaction opened so far, in an environment of another that lasts.

        For what is shown while the transaction goes on: the log has it before anybody sees it.
        """
        seen = openings(self.env.cr).seen
        lines = _by_model(seen)
        seen.clear()
        self._write_lines(env, door, lines)

    @api.model
    def _write_lines(self, env, door, lines):
        now = fields.Datetime.now()
        # Nobody may write this log: not the user whose opening it tells of, either.
        log = env["socreg.opening"].sudo()
        log.create(
            [
                {
                    "user_id": uid,
                    "opened_at": now,
                    "door": door,
                    "reason": reason,
                    "model": model,
                    "field_names": ", ".join(sorted(names)),
                    "record_ids": part,
                    "record_count": len(part),
                    "subject_model": subject_model,
                    "subject_ids": subjects,
                }
                for (uid, reason, model), (ids, names) in lines.items()
                if ids
                for part, subject_model, subjects in log._by_subject(model, ids)
            ]
        ).flush_recordset()

    @api.model
    def _by_subject(self, model, ids):
        """Return what was opened by the model of the root records that it hangs on.

        :return: triples of ids, the name of their subjects' model or None, and the subjects' ids
        """
        records = self.env.get(model)
        if model == FILES:
            return self._files_by_subject(records.browse(ids))
        if not isinstance(records, self.env.registry["socreg.sealed"]):
            return [(ids, None, ())]
        field = records._subject_field
        if not field:
            return [(ids, model, ids)]
        return [(ids, records._fields[field].comodel_name, self._owners(records, field, ids))]

    @api.model
    def _files_by_subject(self, files):
        found = defaultdict(set)
        for held in files.exists():
            found[held.res_model].add(held.id)
        lines = []
        for model, ids in found.items():
            owners = {held.res_id for held in files.browse(ids)}
            ((_owners, *subject),) = self._by_subject(model, owners)
            lines.append((ids, *subject))
        return lines

    @api.model
    def _owners(self, records, field, ids):
        """Return the ids of the subjects that rows hang on, by one query; of lost rows, as was told."""
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT %s FROM %s WHERE id = ANY(%s)",
                SQL.identifier(field),
                SQL.identifier(records._table),
                list(ids),
            )
        )
        told = openings(self.env.cr).owners
        past = {told[records._name, id_] for id_ in ids if (records._name, id_) in told}
        return past | {id_ for (id_,) in self.env.cr.fetchall()}

    @api.model
    def _opened_of(self, subject):
        """Return a domain of the lines that tell of one root record and of all that hangs on it."""
        self.flush_model()
        # Apart from the order of the list: by that, the planner would walk the whole log.
        found = SQL(
            "SELECT id FROM (SELECT id, subject_model FROM socreg_opening"
            " WHERE subject_ids && %s::int[] OFFSET 0) AS o WHERE subject_model = %s",
            subject.ids,
            subject._name,
        )
        query = self._search([])
        query.add_where(SQL("%s IN (%s)", SQL.identifier(self._table, "id"), found))
        return [("id", "in", query)]

    def init(self):
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS socreg_opening_subject_ids"
            " ON socreg_opening USING gin (subject_ids)"
        )
        return result


def _by_model(seen):
    """Return ids and names of fields by (user's id, reason, model)."""
    lines = defaultdict(lambda: (set(), set()))
    for (*who_and_why, field), opened in seen.items():
        ids, names = lines[tuple(who_and_why)]
        ids |= opened
        names.add(field)
    return lines
