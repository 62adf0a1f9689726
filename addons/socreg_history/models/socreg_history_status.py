from odoo import _, api, models
from odoo.exceptions import AccessError

MOST_READERS = 100
WELL, WARNING, BAD = "well", "warning", "bad"


class SocregHistory(models.AbstractModel):
    """Whether the log is in order, in words, and what to do where it is not."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

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
        sections = [self._status_of_guard(), self._status_of_log()]
        if "socreg.sealing" in self.env:
            status = self.env["socreg.sealing"]._status()
            sections += [self._status_of_proof(status), self._status_of_witness(status)]
        sections.append(self._status_of_months())
        if "socreg.consumer" in self.env:
            sections.append(self._status_of_readers())
        return sections

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
    def _status_of_proof(self, status):
        words = [
            _(
                "Proven: %(events)s events, last on %(when)s.",
                events=status["sealed"],
                when=status["sealed_at"] or _("no day yet"),
            ),
            _(
                "Not proven yet: %(events)s events; the oldest is %(seconds)s seconds old.",
                events=f"{status['unsealed']}{'+' if status['unsealed_more'] else ''}",
                seconds=status["lag"],
            ),
        ]
        held = status["held_by"]
        if held:
            words.append(
                _(
                    "A transaction that writes since %(seconds)s seconds holds the proof up.",
                    seconds=held["seconds"] or 0,
                )
            )
        late = [word for word in status["problems"] if word not in self._of_witness(status)]
        return {
            "name": "proof",
            "title": _("Proof"),
            "state": WARNING if late else WELL,
            "words": [*words, *late],
            "advice": (late and _("An administrator finds why with odoo socreg_seal.")) or "",
        }

    @api.model
    def _of_witness(self, status):
        failure = status["witness"]["failure"]
        return [*(alarm["words"] for alarm in status["alarms"]), *([failure] if failure else [])]

    @api.model
    def _status_of_witness(self, status):
        witness, troubles = status["witness"], self._of_witness(status)
        told = _(
            "It knows the proof of %(events)s events, last told on %(when)s.",
            events=witness["size"],
            when=witness["told_at"] or _("no day yet"),
        )
        advice = _(
            "Find out whether the database was restored or its file moved; then an administrator"
            " answers the alarm, or mends what keeps the witness from being reached."
        )
        return {
            "name": "witness",
            "title": _("Witness"),
            "state": BAD if status["alarms"] else WARNING if troubles else WELL,
            "words": [told, *troubles],
            "advice": advice if troubles else "",
        }

    @api.model
    def _status_of_readers(self):
        # How far readers are is nobody's secret; what they read is not told.
        readers = self.env["socreg.consumer"].sudo().search([], limit=MOST_READERS)
        failed = readers.filtered("failed_at")
        return {
            "name": "readers",
            "title": _("Readers of the Log"),
            "state": WARNING if failed else WELL,
            "words": [] if readers else [_("Nobody reads it yet.")],
            "advice": _("See to what each failed reader says.") if failed else "",
            "columns": [_("Reader"), _("Events behind"), _("Seconds behind"), _("Why")],
            "rows": [
                [reader.name, str(reader.behind), str(reader.lag), reader.reason or ""]
                for reader in readers
            ],
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
