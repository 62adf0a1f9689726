from odoo import _, api, models
from odoo.exceptions import UserError


class SocregHistory(models.AbstractModel):
    """Which moments the log tells of no more: what happened then is in an archive."""

    _inherit = "socreg.history"

    @api.model
    def _check_kept(self, moment, events=()):
        """Refuse a moment that lies in an archive, or before one.

        :param events: of the subject: whose first is known, and came later, was nothing then
        :raises UserError: it does
        """
        name = self._archive_of(moment)
        began = bool(events) and events[0].ver == 1 and all(e.at > moment for e in events)
        if name and not began:
            self._refuse_archived(name)

    @api.model
    def _refuse_archived(self, name):
        """Say which archive has what was asked for.

        :raises UserError: always
        """
        raise UserError(
            _("What was known then has left the log: look in the archive %(name)s.", name=name)
        )

    @api.model
    def _archive_of(self, moment):
        """Return the name of the archive that has what stood at a moment; None where the log has it."""
        return self._value(
            """
            SELECT coalesce(max(name) FILTER (WHERE socreg_history.month_of(name) <= %s), min(name))
            FROM socreg_history.archive
            HAVING (socreg_history.month_of(max(name)) AT TIME ZONE 'UTC' + interval '1 month')
                AT TIME ZONE 'UTC' > %s
            """,
            moment,
            moment,
        )

    @api.model
    def _newest_archive(self):
        """Return the name of the newest month that left the log; None where there is none."""
        return self._value("SELECT max(name) FROM socreg_history.archive")
