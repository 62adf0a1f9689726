from collections import defaultdict
from typing import NamedTuple

from odoo import _, api, models, tools

from odoo.addons.socreg_crypto.fields import OwnColumn

from ..core.cell import plain_words
from ..core.fold import LINK

GONE = "#"
FILES = ("binary", "image")


class Shown(NamedTuple):
    """A value as the user may read it."""

    words: str = ""
    is_masked: bool = False


NOTHING = Shown()


class SocregHistory(models.AbstractModel):
    """What the log holds, in words: as the fields of today would show it."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _in_words(self, states, opened):
        """Return `Shown` by column, by (model, record's id); what the user may not read is left out.

        :param opened: what `_open` returned for these states
        """
        names = self._names(opened)
        return {
            (state.model, state.record_id): {
                column: Shown(
                    self._words_of(state, column, value, names)
                    if value.stand_in is None
                    else value.stand_in,
                    value.is_masked,
                )
                for column, value in opened[state.model, state.record_id].items()
                if self._may_read(state.model, column)
            }
            for state in states
        }

    @api.model
    def _names(self, opened):
        """Return the names of what many2ones and many2manys lead to, as their fields would show them."""
        ids = defaultdict(set)
        for (name, _record_id), values in opened.items():
            model = self.env.get(name)
            for column, value in values.items():
                field = None if model is None else model._fields.get(column)
                if field is not None and field.type in ("many2one", "many2many") and value.value:
                    linked = value.value if isinstance(value.value, list) else [value.value]
                    ids[field.comodel_name].update(linked)
        names = {}
        for comodel, wanted in ids.items():
            # As many2ones do, for who may not read what they lead to: it says itself what it tells.
            model = self.env[comodel].sudo().with_context(active_test=False)
            named_by = model._fields.get(model._rec_name)
            names_of = [named_by.name] if named_by is not None and named_by.store else []
            found = model.search_fetch([("id", "in", list(wanted))], names_of)
            names.update(((comodel, record.id), record.display_name) for record in found)
        return names

    @api.model
    def _words_of(self, state, column, opened, names):
        """Return one value in words."""
        value, model = opened.value, self.env.get(state.model)
        field = None if model is None else model._fields.get(column)
        if value is None or field is None:
            return plain_words(value)
        if field.type in ("many2one", "many2many"):
            linked = value if isinstance(value, list) else [value]
            return ", ".join(names.get((field.comodel_name, id_)) or GONE for id_ in linked)
        if field.type == "selection":
            options = dict(self._described(state.model)[column].get("selection") or ())
            return options.get(value) or plain_words(value)
        if field.type == "boolean":
            return _("Yes") if value else _("No")
        if field.type in FILES:
            return _("File")
        return model._history_words(column, value, state)

    @api.model
    def _label(self, name, column):
        """Return how a column is called: by its field where it has one."""
        described = self._described(name).get(column)
        return described["string"] if described else column

    @api.model
    def _may_read(self, name, column):
        """Tell whether the user may read such a column, or may once have: its field is no more."""
        model = self.env.get(name)
        field = None if model is None else model._fields.get(column)
        if field is None:
            return column != "rid"
        return not isinstance(field, OwnColumn) and column in self._described(name)

    @api.model
    @tools.ormcache("self.env.uid", "self.env.lang", "name")
    def _described(self, name):
        """Return labels and choices of the fields that the user may read."""
        model = self.env.get(name)
        return {} if model is None else model.fields_get(attributes=["string", "selection"])

    @api.model
    def _is_derived(self, name, column):
        """Tell whether a column follows from others: who tells of changes need not tell of it."""
        model = self.env.get(name)
        field = None if model is None else model._fields.get(column)
        return field is not None and bool(field.compute or field.related) and field.readonly

    @api.model
    def _model_name(self, name):
        model = self.env.get(name.partition(LINK)[0])
        return name if model is None else model._description

    @api.model
    def _may_list(self, name):
        """Tell whether the user may read records of a model at all."""
        model = self.env.get(name)
        access = self.env["ir.model.access"]
        return model is None or access.check(name, "read", raise_exception=False)

    @api.model
    def _changes_in_words(self, subject_model, subject_id, version):
        """Return what a version of a subject changed, in words."""
        words = {}
        for event in version.events:
            name = event.model.partition(LINK)[0]
            if self._may_list(name):
                is_own = name == subject_model and event.record_id == subject_id
                columns = sorted(event.body or ())
                told = self._change_in_words(event.model, event.op, columns, is_own)
                words.update(dict.fromkeys(told))
        return list(words)

    @api.model
    def _change_in_words(self, name, operation, columns, is_own):
        """Return what one event changed: labels of fields, or what happened to the record."""
        is_link, name, what = LINK in name, name.partition(LINK)[0], self._model_name(name)
        happened = {
            "r": _("%(what)s: found", what=what),
            "c": _("%(what)s: new", what=what),
            "d": _("%(what)s: deleted", what=what),
        }
        if operation in happened and not is_link:
            return [happened[operation]]
        labels = [
            self._label(name, column)
            for column in columns
            if self._may_read(name, column) and not self._is_derived(name, column)
        ]
        return labels if is_own else [f"{what}: {label}" for label in labels]

    @api.model
    def _user_names(self, actors):
        """Return the names of users, by id; those who are no more have none."""
        ids = list({actor["user"] for actor in actors if actor.get("user")})
        # Whoever reads what was done reads who did it, as the field of a user shows it.
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.search_fetch([("id", "in", ids)], ["partner_id"])
        return {user.id: user.partner_id.name for user in found}

    @api.model
    def _who(self, actor, names):
        """Return who was at work: a user, or the database's role where it was past Odoo."""
        if not actor.get("user"):
            return _("Past Odoo, as %(role)s", role=actor.get("role") or "")
        return names.get(actor["user"]) or actor.get("login") or ""
