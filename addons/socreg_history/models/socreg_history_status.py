from odoo import _, api, models
from odoo.exceptions import AccessError

WELL, WARNING, BAD = "well", "warning", "bad"


class SocregHistory(models.AbstractModel):
    """Whether the log is in order, in words, and what to do where it is not."""

    _inherit = "socreg.history"

    @api.model
    def log_status(self):
        """Return the state of the log for whoever may audit it.

        :return: a list of dictionaries of name, title, state (well, warning or bad), words, what to
            do as `advice`, and `rows` with their `columns` where there is a list
        :raises AccessError: the user audits nothing
        """
        if not self._may_audit():
            raise AccessError(_("Only auditors and managers see the state of the log."))
        return [
            {"advice": "", "columns": [], "rows": [], **section}
            for section in self._status_sections()
        ]

    @api.model
    def _may_audit(self):
        """Tell whether the user may see the state of the log."""
        return self.env.user.has_group("base.group_system")

    @api.model
    def _status_sections(self):
        """Return the parts of the status; extend it by what else there is to say."""
        return [self._status_of_guard(), self._status_of_log(), self._status_of_months()]

    @api.model
    def _status_of_guard(self):
        section = {"name": "guard", "title": _("Guard")}
        if self._is_guarded():
            words = _(
                "On: the log belongs to the database's role “%(role)s”. Odoo adds to it and cannot"
                " change or delete what stands there.",
                role=self._schema_owner(),
            )
            return {**section, "state": WELL, "words": [words]}
        return {
            **section,
            "state": WARNING,
            "words": [_("Off: Odoo's own role of the database could change the log.")],
            "advice": _(
                "Have the administrator of PostgreSQL apply the file %(file)s of the addons to this"
                " database once; then upgrade the addon. What is logged meanwhile stays.",
                file="socreg_history/data/history.sql",
            ),
        }

    @api.model
    def _status_of_log(self):
        section = {"name": "log", "title": _("Logging")}
        faults = self._faults()
        if not faults:
            return {**section, "state": WELL, "words": [_("Every change is logged.")]}
        return {
            **section,
            "state": BAD,
            "words": faults,
            "advice": _(
                "Something may go unlogged. Upgrade the addon that is named, or have an administrator"
                " switch the trigger on again; ask who switched it off."
            ),
        }

    @api.model
    def _status_of_months(self):
        self.env.cr.execute(
            "SELECT c.relname, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)"
            " FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'socreg_history.event'::regclass ORDER BY c.relname"
        )
        parts = self.env.cr.fetchall()
        self.env.cr.execute("SELECT to_char(now() AT TIME ZONE 'UTC', '\"event_\"YYYY_MM')")
        current = self.env.cr.fetchone()[0]
        ahead = sum(name > current for name, *_rest in parts if name != "event_default")
        return {
            "name": "months",
            "title": _("Parts of the Log"),
            "state": WELL if ahead else WARNING,
            "words": [_("There is room made for %(months)s months to come.", months=ahead)],
            "advice": "" if ahead else _("See whether Odoo's scheduled actions run."),
            "columns": [_("Part"), _("Events, about"), _("Megabytes")],
            "rows": [
                [self._name_of_part(name), str(events), f"{size / 1_000_000:.1f}"]
                for name, events, size in parts
                if name <= current or (name == "event_default" and events)
            ],
        }

    @api.model
    def _name_of_part(self, name):
        if name == "event_default":
            return _("Put aside")
        return name.removeprefix("event_").replace("_", "-")
