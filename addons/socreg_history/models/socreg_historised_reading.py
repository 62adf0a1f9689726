from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ..core.cell import plain_words, sealed_bytes
from ..core.fold import always, difference, through, until
from ..core.moment import as_text, of_text
from .socreg_history_words import NOTHING

MOST_VERSIONS = 200
MOST_ROWS = 500
MOST_CHANGES = 12


class SocregHistorised(models.AbstractModel):
    """How the history of a subject is read: by who may read the subject."""

    _inherit = "socreg.historised"

    # By which of its columns a record is called in lists of changes, and which one tells that it ended.
    _history_title = None
    _history_end = None

    def history_versions(self, limit=40, before=None):
        """Return what happened to this record and to what hangs on it, the newest first.

        :param before: the id of a version: what came before it
        :return: `versions`, each a dictionary of id, number, at, who, source, name and changes, and `more`
        """
        history, limit = self._history(), min(max(int(limit), 1), MOST_VERSIONS)
        xid = history._transaction_of(self._name, self.id, before) if before else None
        rows = history._versions_of(self._name, self.id, limit + 1, xid)
        return {"versions": self._told_versions(rows[:limit]), "more": len(rows) > limit}

    def history_as_of(self, moment=None, version_id=None):
        """Return what was known of this record at a moment, or after a version, as its form would show it.

        :param moment: ISO 8601, in UTC where it names no time zone
        :return: `at`, `existed`, `version`, `sections` of fields and `lists` of rows
        """
        history = self._history()
        cut = self._history_cut(moment, version_id)
        records = history._events_of(self._name, self.id)
        then = self._history_seen(history._states_of(records, self.id, cut))
        now = history._states_of(records, self.id)
        version = self._told_versions(
            history._versions_of(self._name, self.id, 1, **self._version_at(moment, version_id))
        )
        opened = history._open(self._name, list(then.values()))
        shown = history._in_words(then.values(), opened)
        own = then.get((self._name, self.id))
        changed = self._changed_columns(own, now.get((self._name, self.id)), opened)
        return {
            "at": version[0]["at"] if version_id and version else moment,
            "existed": own is not None,
            "version": version[0] if version else None,
            "sections": self._told_sections(own, shown, changed) if own else [],
            "lists": self._told_lists(then, shown),
        }

    def history_difference(self, left, right=None):
        """Return in what two versions of this record differ, one row a field.

        :param left: the id of a version
        :param right: the id of another; None is today
        :return: dictionaries of what, field, label, left, right and masked
        """
        history = self._history()
        records = history._events_of(self._name, self.id)
        then, now = (
            self._history_seen(history._states_of(records, self.id, self._history_cut(None, side)))
            for side in (left, right)
        )
        return [
            row
            for key in sorted({*then, *now}, key=lambda key: (key[0] != self._name, key))
            for row in self._told_difference(*key, then.get(key), now.get(key))
        ]

    def history_name_version(self, version_id, name):
        """Give a version a name, or another one."""
        history, text = self._history(), (name or "").strip()
        if not text:
            raise UserError(_("Type a name for the version."))
        history._transaction_of(self._name, self.id, version_id)
        self.env["socreg.version.label"].create(
            {
                "version": str(version_id),
                "subject_model": self._name,
                "subject": self.id,
                "name": text,
            }
        )
        return True

    @api.model
    def _history_words(self, column, value, state):
        """Return in words what a column of this model held; for fields that have words of their own."""
        return plain_words(value)

    @api.model
    def _history_sections(self, columns, state):
        """Return under which titles columns of a state are shown: pairs of title and columns."""
        return [(self._description, columns)]

    @api.model
    def _history_visible(self, states):
        """Return those of these states of this model that the user may see."""
        return states

    def _history(self):
        """Return the reader of the log, if the user may read this record.

        :raises AccessError: they may not
        """
        self.ensure_one()
        if not self.with_context(active_test=False).search_count([("id", "=", self.id)]):
            raise AccessError(_("You may not read this record, nor its history."))
        self.env.flush_all()
        return self.env["socreg.history"]

    def _history_seen(self, states):
        """Return the states that the user may see, of those that hung on this record."""
        history, seen = self.env["socreg.history"], {}
        for name in {model for model, _record_id in states}:
            mine = [state for state in states.values() if state.model == name]
            model = self.env.get(name)
            if model is not None and history._may_list(name):
                seen |= {(name, s.record_id): s for s in model._history_visible(mine)}
        return seen

    def _history_cut(self, moment, version_id):
        if version_id:
            history = self.env["socreg.history"]
            return through(history._transaction_of(self._name, self.id, version_id))
        return until(self._moment(moment)) if moment else always

    @api.model
    def _moment(self, text):
        try:
            return of_text(str(text))
        except ValueError as error:
            raise UserError(_("This is no date and time.")) from error

    def _version_at(self, moment, version_id):
        """Return which version is shown, for `_versions_of`: what came before it began to count."""
        if version_id:
            history = self.env["socreg.history"]
            return {"before": history._transaction_of(self._name, self.id, version_id) + 1}
        return {"moment": self._moment(moment)} if moment else {}

    def _told_versions(self, rows):
        """Return versions as the web client is told of them."""
        if not rows:
            return []
        history = self.env["socreg.history"]
        asked, ids = [(self.id, row["xid"]) for row in rows], [row["id"] for row in rows]
        changes = history._changes_in_words(self._name, asked)
        labels = self.env["socreg.version.label"]._names_of(self._name, [self.id], ids)
        users = history._user_names(row["actor"] for row in rows)
        return [
            {
                "id": row["id"],
                "number": row["number"],
                "at": as_text(row["at"]),
                "who": history._who(row["actor"], users),
                "source": row["actor"].get("source") or "",
                "name": labels.get((self.id, row["id"])) or row["actor"].get("version") or "",
                "changes": changes.get((self.id, row["xid"]), [])[:MOST_CHANGES],
            }
            for row in rows
        ]

    def _changed_columns(self, then, now, opened):
        """Return the columns in which a state differs from today's, as far as the user may see that."""
        if then is None:
            return set()
        history, found = self.env["socreg.history"], difference(then, now)
        sealed = [d.column for d in found if d.right and sealed_bytes(d.right.value)]
        today = history._open(self._name, [now.only(sealed)] if sealed else [])
        values = today.get((self._name, self.id), {})
        before = opened[self._name, self.id]
        return {
            d.column
            for d in found
            if d.column not in values
            or values[d.column].is_masked
            or d.left is None
            or values[d.column] != before[d.column]
        }

    def _told_sections(self, state, shown, changed):
        history, values = self.env["socreg.history"], shown[self._name, self.id]
        known = [c for c in self._history_shown_columns() if history._may_read(self._name, c)]
        gone = [c for c in values if c not in known and c not in self._fields]
        return [
            {
                "title": title,
                "fields": [
                    {
                        "name": column,
                        "label": history._label(self._name, column),
                        "value": values.get(column, NOTHING).words,
                        "masked": values.get(column, NOTHING).is_masked,
                        "changed": column in changed,
                    }
                    for column in columns
                ],
            }
            for title, columns in self._history_sections([*known, *gone], state)
            if columns
        ]

    @api.model
    def _history_shown_columns(self):
        """Return the columns and many2manys of this model that history shows, in order."""
        links = [field.name for field in self._history_links()]
        return [*self._history_columns(), *links]

    def _told_lists(self, states, shown):
        """Return what hung on the record: a list a model, and side from which it hung."""
        history = self.env["socreg.history"]
        lists = []
        for name in dict.fromkeys(model for model, _id in sorted(states) if model != self._name):
            model = self.env.get(name)
            mine = [state for state in states.values() if state.model == name]
            if model is None:
                continue
            for column in filter(None, dict.fromkeys((model._history_subject, model._history_party))):
                rows = [s for s in mine if s.value(column) == self.id]
                if rows:
                    lists.append(self._told_list(model, column, rows, shown))
        return lists

    def _told_list(self, model, side, states, shown):
        """Return one list; a column that is empty throughout is left out.

        :param side: the column by which its rows hung on this record
        """
        history, name = self.env["socreg.history"], model._name
        rows = [(state, shown[name, state.record_id]) for state in states]
        columns = [
            column
            for column in model._history_shown_columns()
            if column != side
            and history._may_read(name, column)
            and not history._is_derived(name, column)
            and any(values.get(column, NOTHING) != NOTHING for _state, values in rows)
        ]
        return {
            "title": self._history_list_title(model, side),
            "columns": [history._label(name, column) for column in columns],
            "more": len(rows) > MOST_ROWS,
            "rows": [
                {
                    "cells": [values.get(column, NOTHING).words for column in columns],
                    "masked": [values.get(column, NOTHING).is_masked for column in columns],
                    "ended": bool(model._history_end and state.value(model._history_end)),
                }
                for state, values in rows[:MOST_ROWS]
            ],
        }

    @api.model
    def _history_list_title(self, model, side):
        """Return how the list of a model is called: as the field of this one that shows it."""
        for field in self._fields.values():
            if field.type == "one2many" and field.comodel_name == model._name:
                if field.inverse_name == side:
                    return field._description_string(self.env)
        return model._description

    def _told_difference(self, name, record_id, left, right):
        """Return the rows of one record in which it differs."""
        history, model = self.env["socreg.history"], self.env.get(name)
        found = [d.column for d in difference(left, right)]
        if not found:
            return []
        titles = [model._history_title] if model is not None and model._history_title else []
        sides = [
            self._told_side(state.only([*found, *titles]) if state else None)
            for state in (left, right)
        ]
        what = "" if name == self._name else self._what(name, titles, *sides)
        rows = []
        for column in found:
            (one, before), (other, after) = (side.get(column, (None, NOTHING)) for side in sides)
            is_same = one is not None and one == other and not before.is_masked
            if is_same or not history._may_read(name, column) or history._is_derived(name, column):
                continue
            rows.append(
                {
                    "what": what,
                    "field": column,
                    "label": history._label(name, column),
                    "left": before.words,
                    "right": after.words,
                    "masked": before.is_masked or after.is_masked,
                }
            )
        return rows

    def _told_side(self, state):
        """Return a state's values as they are and as the user reads them, by column."""
        if state is None:
            return {}
        history, key = self.env["socreg.history"], (state.model, state.record_id)
        opened = history._open(self._name, [state])
        shown = history._in_words([state], opened)[key]
        return {column: (opened[key][column], shown[column]) for column in shown}

    @api.model
    def _what(self, name, titles, left, right):
        """Return how a record is called in a list of differences."""
        words = [(side[t][1].words) for t in titles for side in (right, left) if t in side]
        kind = self.env["socreg.history"]._model_name(name)
        return f"{kind} {words[0]}" if words else kind
