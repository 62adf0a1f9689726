from odoo import _, models
from odoo.exceptions import AccessError

MOST_AT_ONCE = 100
WHO_MAY_ASK = (
    "socreg_registry.socreg_registry_group_auditor",
    "socreg_registry.socreg_registry_group_manager",
)


class SocregRegistrant(models.Model):
    """Who looked at somebody's data."""

    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    def get_openings(self, limit=20, before=None):
        """Return who opened this registrant's data, the newest first, for auditors and managers.

        :param before: the id of a line: those before it
        :return: `openings`, each a dictionary of id, at, who, what, fields, why and door, and `more`
        :raises AccessError: the user may not know, or may not read the registrant
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in WHO_MAY_ASK):
            raise AccessError(_("Only auditors and managers see who looked at somebody's data."))
        if not self.search_count([("id", "=", self.id)]):
            raise AccessError(_("You may not read this record, nor who looked at it."))
        # A manager reads of the log what tells of this one registrant, and no more.
        log = self.env["socreg.opening"].sudo()
        limit = min(max(int(limit), 1), MOST_AT_ONCE)
        older = [("id", "<", int(before))] if before else []
        lines = log.search([*log._opened_of(self), *older], limit=limit + 1)
        return {
            "openings": [self._told_opening(line) for line in lines[:limit]],
            "more": len(lines) > limit,
        }

    def _told_opening(self, line):
        return {
            "id": line.id,
            "at": f"{line.opened_at.isoformat()}Z",
            "who": line.user_id.name,
            "what": line.model_name,
            "fields": line.field_labels,
            "count": line.record_count,
            "why": line.reason or "",
            "door": line.door,
        }
