from collections import defaultdict

from odoo import _, api, models, tools
from odoo.exceptions import MissingError
from odoo.tools import SQL, file_open

from ..core.fold import LINK, Event, InArchive, always, by_record, fold, gaps, join
from ..core.timeline import timeline

FUNCTIONS = "socreg_history/data/reading.sql"
MOST_MOVES = 20
NAMES, WHOLE = False, True


class SocregHistory(models.AbstractModel):
    """What subjects were, and all that hung on them, at any moment."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

    def init(self):
        result = super().init()
        with file_open(FUNCTIONS) as file:
            self.env.cr.execute(file.read())
        return result

    @api.model
    def _states(self, subject_model, subject_id, within=always):
        """Return what a subject was and what hung on it: states by (model, record's id).

        What speaks of it as the other party is among them. Nobody's rights are asked: the caller does.

        :param within: a cut of `core.fold`: what counts
        """
        return self._states_of(self._events_of(subject_model, subject_id), subject_id, within)

    @api.model
    def _states_of(self, records, subject_id, within=always):
        """Return the states of records that hung on a subject at a cut.

        :param records: what `_events_of` returned
        :raises UserError: what one of them was is in an archive
        """
        try:
            folded = [fold(events, within) for events in records.values()]
        except InArchive as error:
            self._refuse_archived(self._archive_of(error.at))
        joined = join(state for state in folded if state)
        return {
            key: state
            for key, state in joined.items()
            if subject_id in (state.subject_id, state.party_id)
        }

    @api.model
    def _events_of(self, subject_model, subject_id):
        """Return all events of the records that ever hung on a subject, by (model, record's id).

        What archived months made of a record comes first, as one event.
        """
        found = self._events(subject_model, [subject_id], WHOLE)
        records, asked = by_record(found), {subject_id}
        for _move in range(MOST_MOVES):
            elsewhere = self._missing(records, subject_id) - asked
            if not elsewhere:
                break
            asked |= elsewhere
            found += self._events_elsewhere(subject_model, records, elsewhere)
            records = by_record(found)
        return records

    @api.model
    def _missing(self, records, subject_id):
        """Return under whom the events stand that are missing of these records and of their links."""
        linked = self._models_with_links()
        missing = set()
        for (model, _record_id), events in records.items():
            missing |= gaps(events)
            if model in linked:
                whose = {id_ for e in events for id_ in (e.subject_id, e.left_subject_id) if id_}
                missing |= whose - {subject_id}
        return missing

    @api.model
    def _events_elsewhere(self, subject_model, records, subjects):
        """Return the events of records and of their links that hang on other subjects."""
        below, _party = self._models_around(subject_model)
        ids = defaultdict(set)
        for model, record_id in records:
            ids[model.partition(LINK)[0]].add(record_id)
        return [
            event
            for model in below
            if (wanted := ids.get(model.partition(LINK)[0]))
            for event in self._events_where(
                "socreg_events_elsewhere(%s, %s, %s)", list(subjects), model, list(wanted)
            )
        ]

    @api.model
    def _events(self, subject_model, subjects, whole):
        """Return the events that touched subjects.

        :param whole: WHOLE bodies, or NAMES of columns alone in their place
        """
        below, party = self._models_around(subject_model)
        return self._events_where(
            "socreg_events_of(%s, %s, %s, %s)", list(subjects), below, party, whole
        )

    @api.model
    def _events_where(self, function, *parameters):
        self.env.cr.execute(SQL("SELECT * FROM %s", SQL(function, *parameters)))
        return [Event(*row) for row in self.env.cr.fetchall()]

    @api.model
    @tools.ormcache("subject_model")
    def _models_around(self, subject_model):
        """Return the names of what is logged of a model of subjects: all of it, and what names a party."""
        self.env.cr.execute(
            "SELECT model, party_column IS NOT NULL FROM socreg_history.watched"
            " WHERE subject_model = %s ORDER BY model",
            [subject_model],
        )
        rows = self.env.cr.fetchall()
        return [model for model, _party in rows], [model for model, party in rows if party]

    @api.model
    @tools.ormcache()
    def _models_with_links(self):
        """Return the names of models that have many2manys in the log."""
        self.env.cr.execute(
            "SELECT DISTINCT split_part(model, '/', 1) FROM socreg_history.watched"
            " WHERE field IS NOT NULL"
        )
        return frozenset(model for (model,) in self.env.cr.fetchall())

    @api.model
    def _versions_of(self, subject_model, subjects):
        """Return the versions of subjects, in order, by subject; their events tell names of columns alone."""
        events = self._events(subject_model, subjects, NAMES)
        return {subject: timeline(events, subject) for subject in subjects}

    @api.model
    def _version(self, versions, version_id):
        """Return the version of this id, of a subject's.

        :raises MissingError: it has no such version
        """
        found = [version for version in versions if str(version.id) == str(version_id)]
        if not found:
            archived = self._newest_archive()
            raise MissingError(
                _(
                    "There is no such version in the log; up to %(name)s, look in archives.",
                    name=archived,
                )
                if archived
                else _("There is no such version.")
            )
        return found[0]

    @api.model
    def _actors_of(self, xids):
        """Return who made transactions, by transaction."""
        self.env.cr.execute(
            "SELECT xid, actor FROM socreg_history.act WHERE xid = ANY(%s)", [list(xids)]
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _given_names(self, operator, value):
        """Return the names that writers gave to versions, of those that a search means."""
        if operator == "in":
            return list(value)
        if operator == "=":
            return [value]
        # From one name to the next by the index: names are few, and acts are many.
        self.env.cr.execute(
            SQL(
                "WITH RECURSIVE given AS (SELECT (%(first)s ORDER BY 1 LIMIT 1) AS name UNION ALL"
                " SELECT (%(first)s AND actor ->> 'version' > given.name ORDER BY 1 LIMIT 1)"
                " FROM given WHERE given.name IS NOT NULL)"
                " SELECT name FROM given WHERE name %(like)s %(pattern)s",
                first=SQL(
                    "SELECT actor ->> 'version' FROM socreg_history.act WHERE actor ? 'version'"
                ),
                like=SQL("ILIKE" if operator == "ilike" else "LIKE"),
                pattern=f"%{value}%",
            )
        )
        return [name for (name,) in self.env.cr.fetchall()]
