from odoo import api, models

from ..core.cell import sealed_bytes
from ..core.fold import difference
from ..core.moment import as_text
from .socreg_history_words import NOTHING

MOST_ROWS = 500
MOST_CHANGES = 12


class SocregHistorised(models.AbstractModel):
    """What the web client is told of history: plain data, as the user may see it."""

    _inherit = "socreg.historised"  # pylint: disable=consider-merging-classes-inherited

    def _told_versions(self, versions):
        """Return versions as the web client is told of them."""
        if not versions:
            return []
        history = self.env["socreg.history"]
        actors = history._actors_of(version.xid for version in versions)
        ids = [version.id for version in versions]
        labels = self.env["socreg.version.label"]._names_of(self._name, [self.id], ids)
        users = history._user_names(actors.values())
        return [
            {
                "id": version.id,
                "number": version.number,
                "at": as_text(version.at),
                "who": history._who(actors[version.xid], users),
                "source": actors[version.xid].get("source") or "",
                "name": labels.get((self.id, version.id))
                or actors[version.xid].get("version")
                or "",
                "changes": history._changes_in_words(self._name, self.id, version)[:MOST_CHANGES],
            }
            for version in versions
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
        lists = []
        for name in dict.fromkeys(model for model, _id in sorted(states) if model != self._name):
            model = self.env.get(name)
            mine = [state for state in states.values() if state.model == name]
            if model is None:
                continue
            for column in filter(
                None, dict.fromkeys((model._history_subject, model._history_party))
            ):
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
        shown = (
            field._description_string(self.env)
            for field in self._fields.values()
            if field.type == "one2many"
            and (field.comodel_name, field.inverse_name) == (model._name, side)
        )
        return next(shown, model._description)

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
