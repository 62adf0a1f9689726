from odoo import api, models

from odoo.addons.socreg_crypto.core.elevation import elevated, showing
from odoo.addons.socreg_crypto.fields import SealedField

from ..core.delivery import Changes
from ..core.edit import plain


class SocregIntake(models.AbstractModel):
    """What a delivery says that is not so yet."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @elevated("comparison with what is delivered")
    def _changes(self, cases):
        """Find out, for a list of who is known, what would change on each of them."""
        people = self.env["socreg.registrant"].browse(case.registrant_id for case in cases)
        present = self._present_values(people, {name for case in cases for name in case.values})
        numbers = self._present_identifiers([c.registrant_id for c in cases if c.identifiers])
        phones = self._phones_of([case.registrant_id for case in cases if case.phones])
        groups = self._present_groups([case.registrant_id for case in cases if case.joinings])
        for place, case in enumerate(cases):
            id_ = case.registrant_id
            case.changes = Changes(
                {
                    name: value
                    for name, value in case.values.items()
                    if self._differs(people, name, value, present[name][place])
                },
                [one for one in case.identifiers if not self._is_there(one, numbers.get(id_, {}))],
                [number for number in case.phones if number not in phones.get(id_, ())],
                [one for one in case.joinings if not self._is_member(one, groups.get(id_, {}))],
            )
            case.base = {
                name: self._as_it_stood(people._fields[name], present[name][place])
                for name in case.changes.values
            }

    @api.model
    def _as_it_stood(self, field, present):
        """Return what stands in a field as a submission keeps it."""
        if field.type == "many2one":
            return present[0] if present else None
        if field.type == "many2many":
            return sorted(present)
        return plain(present) if present or field.type == "boolean" else None

    @api.model
    def _present_values(self, people, names):
        """Return what stands in fields, by name: a list in the order of the people."""
        if names:
            # Who may see somebody may compare with them; what is said of them tells nothing more.
            people.fetch(list(names))
        present = {}
        for name in names:
            field = people._fields[name]
            with showing():
                if isinstance(field, SealedField):
                    present[name] = field.read_many(people)
                else:
                    present[name] = [self._plain(field, person[name]) for person in people]
        return present

    @api.model
    def _plain(self, field, value):
        return value.ids if field.relational else value

    @api.model
    def _differs(self, people, name, said, present):
        """Tell whether a value that is said is another than the one that stands there."""
        field = people._fields[name]
        if field.type == "many2many":
            ids = said[0][2] if said[0][0] == 6 else []
            return sorted(ids) != sorted(present)
        if field.type == "many2one":
            return (said or None) != (present[0] if present else None)
        if field.type == "float":
            return (field.convert_to_cache(said or 0.0, people) or 0.0) != (present or 0.0)
        return (said or False) != (present or False)

    @api.model
    def _present_identifiers(self, ids):
        """Return the valid identifiers of registrants: records by type and value, by registrant."""
        # Who may work on a registrant may work on their identifiers.
        rows = self.env["socreg.identifier"].sudo()
        names = ["registrant_id", "type_id", "value", "issued_on", "expires_on"]
        within = [("registrant_id", "in", ids), ("status", "=", "valid")]
        rows = rows.search_fetch(within, names) if ids else rows
        present = {}
        values = rows._fields["value"].read_many(rows)
        for row, value in zip(rows, values, strict=True):
            of_one = present.setdefault(row.registrant_id.id, {})
            of_one[row.type_id.id, value] = row
        return present

    @api.model
    def _is_there(self, said, present):
        """Tell whether an identifier is known, with all that is said of it."""
        row = present.get((said["type_id"], said["value"]))
        return bool(row) and all(
            row[name] == said[name] for name in ("issued_on", "expires_on") if name in said
        )

    @api.model
    def _present_groups(self, ids):
        """Return the open memberships of registrants: roles and start by group, by registrant."""
        # A registrant's memberships are shown to whoever may see them.
        rows = self.env["socreg.membership"].sudo()
        within = [("member_id", "in", ids), ("end_date", "=", False)]
        rows = rows.search(within) if ids else rows
        rows.fetch(["member_id", "group_id", "start_date"])
        present = {}
        for row in rows:
            present.setdefault(row.member_id.id, {})[row.group_id.id] = row
        return present

    @api.model
    def _is_member(self, said, present):
        """Tell whether somebody is in a group already, in these roles."""
        row = present.get(said.group_id)
        if not row:
            return False
        # What a delivery does not speak of stays as it is.
        same_roles = not said.role_ids or set(said.role_ids) == set(row.role_ids.ids)
        return same_roles and (not said.start_date or said.start_date == row.start_date)
