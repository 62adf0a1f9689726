from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ..core.cell import plain_words
from ..core.fold import always, through, until
from ..core.moment import of_text
from ..core.timeline import timeline

MOST_VERSIONS = 200


class SocregHistorised(models.AbstractModel):
    """How the history of a subject is read: by who may read the subject."""

    _inherit = "socreg.historised"  # pylint: disable=consider-merging-classes-inherited

    # By which of its columns a record is called in lists of changes, and which one tells that it ended.
    _history_title = None
    _history_end = None

    def history_versions(self, limit=40, before=None):
        """Return what happened to this record and to what hangs on it, the newest first.

        :param before: the id of a version: what came before it
        :return: `versions`, each a dictionary of id, number, at, who, source, name and changes, and `more`
        """
        page, more = self._history_page(limit, before)
        return {"versions": self._told_versions(page), "more": more}

    def history_as_of(self, moment=None, version_id=None):
        """Return what was known of this record at a moment, or after a version, as its form would show it.

        :param moment: ISO 8601, in UTC where it names no time zone
        :return: `at`, `existed`, `version`, `sections` of fields and `lists` of rows
        :raises UserError: what was known then is in an archive
        """
        history = self._history()
        records = history._events_of(self._name, self.id)
        versions = timeline((e for events in records.values() for e in events), self.id)
        if moment and not version_id:
            own_events = records.get((self._name, self.id), [])
            history._check_kept(self._moment(moment), own_events)
        cut = self._history_cut(versions, moment, version_id)
        then = self._history_seen(history._states_of(records, self.id, cut))
        now = history._states_of(records, self.id)
        last = [v for v in versions if any(cut(event) for event in v.events)][-1:]
        version = self._told_versions(last)
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
        versions = timeline((e for events in records.values() for e in events), self.id)
        cuts = (self._history_cut(versions, None, side) for side in (left, right))
        then, now = (self._history_seen(history._states_of(records, self.id, cut)) for cut in cuts)
        return [
            row
            for key in sorted({*then, *now}, key=lambda key: (key[0] != self._name, key))
            for row in self._told_difference(*key, then.get(key), now.get(key))
        ]

    def history_name_version(self, version_id, name):
        """Give a version a name, or another one."""
        text = (name or "").strip()
        if not text:
            raise UserError(_("Type a name for the version."))
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
        return self._history_of_all()

    def _history_of_all(self):
        """Return the reader of the log, if the user may read each of these records.

        :raises AccessError: they may not
        """
        found = self.with_context(active_test=False).search_count([("id", "in", self.ids)])
        if found < len(self):
            raise AccessError(_("You may not read this record, nor its history."))
        self.env.flush_all()
        return self.env["socreg.history"]

    def _history_page(self, limit, before):
        """Return the newest versions before one, and whether there are more."""
        history, limit = self._history(), min(max(int(limit), 1), MOST_VERSIONS)
        versions = history._versions_of(self._name, [self.id])[self.id]
        if before:
            versions = versions[: history._version(versions, before).number - 1]
        return versions[::-1][:limit], len(versions) > limit

    def _history_seen(self, states):
        """Return the states that the user may see, of those that hung on this record."""
        history, seen = self.env["socreg.history"], {}
        for name in {model for model, _record_id in states}:
            mine = [state for state in states.values() if state.model == name]
            model = self.env.get(name)
            if model is not None and history._may_list(name):
                seen |= {(name, s.record_id): s for s in model._history_visible(mine)}
        return seen

    def _history_cut(self, versions, moment, version_id):
        """Return what counts: all until a moment, through one of these versions, or all."""
        if version_id:
            return through(self.env["socreg.history"]._version(versions, version_id).xid)
        return until(self._moment(moment)) if moment else always

    @api.model
    def _moment(self, text):
        try:
            return of_text(str(text))
        except ValueError as error:
            raise UserError(_("This is no date and time.")) from error
