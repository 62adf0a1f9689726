from base64 import b64decode

from odoo import _, api, fields, models

from ..core import area_csv

MOST_FAULTS = 100


class SocregAreaImport(models.TransientModel):
    """Bring the tree of areas from a file, after a look at what that would change."""

    _name = "socreg.area.import"
    _description = "Import of Areas"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    is_checked = fields.Boolean(readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    same_count = fields.Integer(string="Same", readonly=True)
    fault_count = fields.Integer(string="Not Taken", readonly=True)
    faults = fields.Text(string="Why", readonly=True)

    @api.onchange("file")
    def _onchange_file(self):
        self.is_checked = False

    def action_check(self):
        """Count what the file would change, and say which lines it would leave out and why."""
        self.ensure_one()
        self._report(*self._plan())
        return self._show()

    def action_import(self):
        """Make and change areas; lines that cannot be taken are left out and told."""
        self.ensure_one()
        new, changed, same, faults = self._plan()
        areas = self.env["socreg.area"].with_context(active_test=False)
        rows = [row for level in new for row in level] + [row for _area, row in changed]
        known = {area.code: area.id for area in self._areas_of(rows)}
        for level in new:
            made = areas.create([self._vals(row, known) for row in level])
            known |= dict(zip((row.code for row in level), made.ids, strict=True))
        areas._write_each([(area, self._changes(area, row, known)) for area, row in changed])
        self._report(new, changed, same, faults)
        return self._show()

    def _plan(self):
        """Return new rows level by level, changed areas with their rows, how many are same, faults."""
        rows, faults = area_csv.parse(b64decode(self.file or b""))
        known = {area.code: area for area in self._areas_of(rows)}
        parents = {code: area.parent_id.code or "" for code, area in known.items()}
        levels, misplaced = area_csv.in_order(rows, parents)
        new = [[row for row in level if row.code not in known] for level in levels]
        there = [(known[row.code], row) for level in levels for row in level if row.code in known]
        changed = [(area, row) for area, row in there if self._is_changed(area, row)]
        return new, changed, len(there) - len(changed), sorted([*faults, *misplaced], key=_line)

    def _areas_of(self, rows):
        """Return the areas that lines name, and all above them."""
        areas = self.env["socreg.area"].with_context(active_test=False)
        named = {code for row in rows for code in (row.code, row.parent_code)}
        return areas.search([("id", "parent_of", areas.search([("code", "in", list(named))]).ids)])

    def _is_changed(self, area, row):
        now = (area.name, area.parent_id.code or "", area.level or "")
        return now != (row.name, row.parent_code, row.level)

    def _changes(self, area, row, known):
        now = {"name": area.name, "level": area.level, "parent_id": area.parent_id.id}
        vals = self._vals(row, known)
        return {name: vals[name] for name in now if vals[name] != now[name]}

    def _vals(self, row, known):
        return {
            "code": row.code,
            "name": row.name,
            "level": row.level or False,
            "parent_id": known.get(row.parent_code, False),
        }

    def _report(self, new, changed, same, faults):
        told = [self._words(fault) for fault in faults[:MOST_FAULTS]]
        self.write(
            {
                "is_checked": True,
                "new_count": sum(map(len, new)),
                "changed_count": len(changed),
                "same_count": same,
                "fault_count": len(faults),
                "faults": "\n".join(told),
            }
        )

    def _words(self, fault):
        words = {
            "no_column": _("the file has no column %(value)s", value=fault.value),
            "no_code": _("the code is missing"),
            "no_name": _("the name of %(value)s is missing", value=fault.value),
            "twice": _("the code %(value)s stands in the file already", value=fault.value),
            "no_parent": _("there is no area %(value)s, or it has no place", value=fault.value),
            "circle": _("the area lies within itself, through %(value)s", value=fault.value),
        }
        return _("Line %(line)s: %(why)s.", line=fault.line, why=words[fault.reason])

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


def _line(fault):
    return fault.line
