from contextlib import contextmanager

import psycopg2

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.fields import SealedField
from odoo.addons.socreg_crypto.opening import may_open

from ..core.acting import acting
from ..core.fold import difference
from ..core.timeline import timeline
from .socreg_historised import SIGNED


class SocregHistorised(models.AbstractModel):
    """How a version is restored: written once more, by the caller, as a new version."""

    _inherit = "socreg.historised"  # pylint: disable=consider-merging-classes-inherited

    def history_restore(self, version_id, fields=None):
        """Make this record what it was after a version, and what hung on it, as far as may be.

        :param fields: names of its own fields that are restored, and nothing else; None is all
        :return: what could not be restored, in words
        :raises AccessError: something differs that the user may not see
        """
        history = self._history()
        records = history._events_of(self._name, self.id)
        versions = timeline((e for events in records.values() for e in events), self.id)
        number = history._version(versions, version_id).number
        cut = self._history_cut(versions, None, version_id)
        then = history._states_of(records, self.id, cut)
        now = history._states_of(records, self.id)
        key = (self._name, self.id)
        if key not in then:
            raise UserError(_("It was not there at that time."))
        chosen = [key] if fields is not None else sorted({*then, *self._history_seen(now)})
        todo = {k: self._to_restore(k, then.get(k), now.get(k), fields) for k in chosen}
        self._refuse_unseen(todo)
        with self._restoring(_("Restored from version %(number)s", number=number)):
            values, faults = self._restored_values(then[key], todo.pop(key))
            self.write(values)
            return [*faults, *self._restore_others(todo, then, now)]

    def _history_withdraw(self):
        """Undo that records hang on their subject: they did not in the version that is restored."""
        self.unlink()

    @contextmanager
    def _restoring(self, name):
        """Call what is written within by a name."""
        with acting(version=name):
            self.env.cr.precommit.data.pop(SIGNED, None)
            yield
            self.env.flush_all()

    def _to_restore(self, key, then, now, fields):
        """Return the columns of a record that are to be written."""
        return [
            d.column
            for d in difference(then, now)
            if (fields is None or d.column in fields) and self._is_restorable(key[0], d.column)
        ]

    @api.model
    def _refuse_unseen(self, todo):
        """Refuse to write, or to take away, what the user may not see.

        :param todo: columns by (model, record's id)
        :raises AccessError: there is such a thing
        """
        history = self.env["socreg.history"]
        labels = {
            history._label(name, column)
            for (name, _record_id), columns in todo.items()
            for column in columns
            if isinstance(self.env[name]._fields[column], SealedField)
        }
        if labels and not may_open(self.env):
            hidden = ", ".join(sorted(labels))
            raise AccessError(_("You may not see, nor restore: %(fields)s.", fields=hidden))

    @api.model
    def _is_restorable(self, name, column):
        model, history = self.env.get(name), self.env["socreg.history"]
        field = None if model is None else model._fields.get(column)
        is_known = field is not None and column not in ("rid", "erased_at")
        return (
            is_known and history._may_read(name, column) and not history._is_derived(name, column)
        )

    @api.model
    def _restored_values(self, state, columns):
        """Return the values to write of a state, and in words those that cannot be written any more."""
        history, model = self.env["socreg.history"], self.env[state.model]
        opened = history._open(self._name, [state.only(columns)])
        values, faults = {}, []
        for column in columns:
            told = opened[state.model, state.record_id].get(column)
            field = model._fields[column]
            if told is not None and told.stand_in is not None:
                faults.append(f"{history._label(state.model, column)}: {told.stand_in}")
            else:
                values[column] = self._value_to_write(field, told and told.value)
                if values[column] is None:
                    del values[column]
                    gone = _("what it led to is gone")
                    faults.append(f"{history._label(state.model, column)}: {gone}")
        return values, faults

    @api.model
    def _value_to_write(self, field, value):
        """Return a value of the log as `write` takes it; None where it leads to what is gone."""
        if field.type == "many2many":
            found = self.env[field.comodel_name].browse(value or []).exists()
            return [(6, 0, found.ids)] if len(found) == len(value or []) else None
        if value is None:
            return False
        if field.type == "many2one" and not self.env[field.comodel_name].browse(value).exists():
            return None
        if field.type == "datetime" and isinstance(value, str):
            return value.replace("T", " ")[:19]
        return value

    def _restore_others(self, todo, then, now):
        """Restore what hung on the record, each row or none of it; return what was refused, in words.

        What was not there goes first: it may stand in the way of what was.
        """
        faults = []
        for key in sorted(todo, key=lambda key: (key in then, key)):
            if key in then and not todo[key]:
                continue
            what = self.env["socreg.history"]._model_name(key[0])
            try:
                with self.env.cr.savepoint():
                    told = self._restore_other(key, todo[key], then.get(key), now.get(key))
                    self.env.flush_all()
            except UserError as error:
                told = [str(error)]
            except psycopg2.IntegrityError:
                told = [_("something that stands today is in the way")]
            faults += [f"{what}: {words}" for words in told]
        return faults

    def _restore_other(self, key, columns, then, now):
        """Restore one row; return what could not be written, in words."""
        model = self.env.get(key[0])
        if model is None:
            return [_("what it led to is gone")]
        record = model.browse(key[1]).exists()
        if then is None:
            record._history_withdraw()
            return []
        if record and now is None:
            return [_("it belongs to somebody else today")]
        values, faults = self._restored_values(then, columns)
        if record:
            record.write(values)
        else:
            model.create(values)
        return faults
