from odoo import api, models

from ..core.fold import LINK, through

MOST_NAMES = 100


class SocregHistorised(models.AbstractModel):
    """The change log of a subject, field by field, and the names of its versions."""

    _inherit = "socreg.historised"  # pylint: disable=consider-merging-classes-inherited

    def history_names(self):
        """Return the versions of this record that have a name, the newest first.

        :return: dictionaries of id, name and at
        """
        history = self._history()
        versions = history._versions_of(self._name, [self.id])[self.id][::-1]
        labels = self.env["socreg.version.label"]._names_of(
            self._name, [self.id], [version.id for version in versions]
        )
        actors = history._actors_of(version.xid for version in versions)
        named = [
            version
            for version in versions
            if (self.id, version.id) in labels or actors[version.xid].get("version")
        ]
        return [
            {"id": version["id"], "name": version["name"], "at": version["at"]}
            for version in self._told_versions(named[:MOST_NAMES])
        ]

    def history_changes(self, limit=10, before=None):
        """Return what changed of this record and of what hangs on it, field by field, the newest first.

        :param limit: how many versions
        :param before: the id of a version: what came before it
        :return: `changes`, each a dictionary of at, who, source, version, what, field, label, old, new
            and masked; `last`, the id of the oldest version of them; and `more`
        """
        page, more = self._history_page(limit, before)
        records = self.env["socreg.history"]._events_of(self._name, self.id) if page else {}
        changes = [
            {**change, **self._told_occasion(told)}
            for told, version in zip(self._told_versions(page), page, strict=True)
            for change in self._changes_of_transaction(records, version.xid)
        ]
        last = page[-1].id if page else None
        return {"changes": changes, "last": last, "more": more}

    def _told_occasion(self, version):
        return {
            "at": version["at"],
            "who": version["who"],
            "source": version["source"],
            "version": version["name"],
            "number": version["number"],
        }

    @api.model
    def _record_of(self, key):
        return key[0].partition(LINK)[0], key[1]

    def _changes_of_transaction(self, records, xid):
        """Return the fields that one transaction changed.

        :param records: what `_events_of` returned
        """
        history = self.env["socreg.history"]
        changed = {
            self._record_of(key)
            for key, events in records.items()
            if any(event.xid == xid for event in events)
        }
        # A list of links is told of with the record that it is a field of.
        touched = {
            key: events for key, events in records.items() if self._record_of(key) in changed
        }
        then, now = (
            self._history_seen(history._states_of(touched, self.id, through(cut)))
            for cut in (xid - 1, xid)
        )
        return [
            {
                "what": row["what"],
                "field": row["field"],
                "label": row["label"],
                "old": row["left"],
                "new": row["right"],
                "masked": row["masked"],
            }
            for key in sorted({*then, *now}, key=lambda key: (key[0] != self._name, key))
            for row in self._told_difference(*key, then.get(key), now.get(key))
        ]
