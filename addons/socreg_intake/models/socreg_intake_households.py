from collections import defaultdict

from odoo import api, models

from ..core.delivery import SAME
from ..core.entry import GROUP

HOUSEHOLD = "household"


class SocregIntake(models.AbstractModel):
    """Households that rows of a file speak of by a key which means something in that file alone."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _matches(self, source, cases, foreseen):
        """Find households by whom they hold, so that a file that comes again finds them, too."""
        result = super()._matches(source, cases, foreseen)
        unknown = self._unknown_households(cases)
        if unknown:
            members = self._members_said(cases, unknown)
            self._find_by_members(unknown, members, foreseen)
            self._complete_households(unknown, members)
        return result

    @api.model
    def _unknown_households(self, cases):
        """Return, by key, the groups of a file whom no number and no earlier row told."""
        return {
            case.entry.key: case
            for case in cases
            if case.entry.kind == GROUP
            and case.entry.key
            and case.delivery.batch
            and not (case.result or case.registrant_id or case.candidate_ids)
        }

    @api.model
    def _members_said(self, cases, keys):
        """Return pairs of who is said to be in these groups, and how, by the group's key."""
        members = defaultdict(list)
        for case in cases:
            for one in case.joinings:
                if one.key in keys:
                    members[one.key].append((case, one))
        return members

    @api.model
    def _find_by_members(self, unknown, members, foreseen):
        """Take the group in which all known members live for the one that is meant."""
        people = {c.registrant_id for said in members.values() for c, _one in said} - {None}
        present = self._exclusive_groups(people)
        for key, case in unknown.items():
            known = {case.registrant_id for case, _one in members[key]}
            groups = {present[id_] for id_ in known if id_ in present}
            if len(groups) != 1:
                continue
            case.registrant_id = groups.pop()
            foreseen.add(hash(("key", key)))
            for _case, one in members[key]:
                one.group_id = case.registrant_id

    @api.model
    def _keep(self, source, cases):
        """Remember what a file calls households that were known, for its later rows."""
        keys = self.env["socreg.source.key"]
        named = {
            keys._name_of(source, case.delivery): case.registrant_id
            for case in cases
            if case.result == SAME and case.entry.kind == GROUP and case.entry.key
        }
        known = keys._registrants(source, named)
        keys._remember(source, {name: id_ for name, id_ in named.items() if name not in known})
        return super()._keep(source, cases)

    @api.model
    def _exclusive_groups(self, ids):
        """Return the household in which each of them lives, by id."""
        if not ids:
            return {}
        rows = self.env["socreg.membership"].search_fetch(
            [
                ("member_id", "in", sorted(ids)),
                ("end_date", "=", False),
                ("is_exclusive", "=", True),
            ],
            ["member_id", "group_id"],
        )
        return {row.member_id.id: row.group_id.id for row in rows}

    @api.model
    def _complete_households(self, unknown, members):
        """Give new groups what their members' rows leave unsaid: what they are, and where."""
        household = self.env.ref(
            "socreg_registry.socreg_group_type_household", raise_if_not_found=False
        )
        for key, case in unknown.items():
            if case.registrant_id:
                continue
            if household:
                case.values.setdefault("group_type_id", household.id)
            areas = [c.values["area_id"] for c, _one in members[key] if c.values.get("area_id")]
            if areas:
                case.values.setdefault("area_id", areas[0])
