from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_users import MANAGE

TOLD = ("name", "code")


class SocregArea(models.Model):
    """How areas change: renamed and merged, and still known by what they were."""

    # One model in two files: what an area is, and how it changes.
    _inherit = "socreg.area"  # pylint: disable=consider-merging-classes-inherited
    _rec_names_search = ["complete_name", "code", "alias_ids.name", "alias_ids.code"]

    alias_ids = fields.One2many("socreg.area.alias", "area_id", string="Known As Before")
    merged_into_id = fields.Many2one(
        "socreg.area", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    merged_on = fields.Date(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_to_change_tree()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_to_change_tree()
        self._remember_names([(area, vals) for area in self])
        return super().write(vals)

    @api.model
    def _write_each(self, changes):
        """Write to many areas what is each one's own.

        :param changes: pairs of an area and its values
        """
        self._refuse_to_change_tree()
        self._remember_names(changes)
        for area, vals in changes:
            area._write_remembered(vals)

    def _write_remembered(self, vals):
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def unlink(self):
        self._refuse_to_change_tree()
        return super().unlink()

    @api.model
    def _refuse_to_change_tree(self):
        """Refuse managers of some areas: who moves an area moves what others, and they, may see."""
        if not self.env.su and not self.env["res.users"]._scope(MANAGE).is_everywhere:
            raise AccessError(_("Only a nationwide manager changes areas."))

    @api.model
    def _remember_names(self, changes):
        """Keep what areas are called before they are called otherwise."""
        renamed = [
            area._alias_vals(area)
            for area, vals in changes
            if any(name in vals and area[name] != vals[name] for name in TOLD)
        ]
        # Former names are written by this model alone.
        self.env["socreg.area.alias"].sudo().create(renamed)

    def _alias_vals(self, area):
        return {"area_id": area.id, "name": self.name, "code": self.code}

    def _merge_into(self, target):
        """Make these areas part of another: their people, roles, what lay in them, and their names.

        Who had a role in one of them has it in the whole of the other one: their people are there.
        """
        self._refuse_to_change_tree()
        above = self.search([("id", "parent_of", target.ids)])
        if not self or self & above:
            raise UserError(_("An area cannot become part of itself or of what lies in it."))
        # Managers keep the tree and may not change people; that these move is the tree's change.
        people = self.env["socreg.registrant"].sudo().with_context(active_test=False)
        people.search([("area_id", "in", self.ids)]).write({"area_id": target.id})
        self._hand_over_roles(target)
        self.with_context(active_test=False).child_ids.write({"parent_id": target.id})
        aliases = self.env["socreg.area.alias"].sudo()
        self.sudo().alias_ids.write({"area_id": target.id})
        aliases.create([area._alias_vals(target) for area in self])
        today = fields.Date.today()
        return self.write({"active": False, "merged_into_id": target.id, "merged_on": today})

    def _hand_over_roles(self, target):
        """Have the roles that were given in these areas hold in another one instead."""
        # Who may merge areas answers for all of the country; others' roles are theirs to give.
        lines = self.env["res.users.role.line"].sudo().with_context(active_test=False)
        lines = lines.search([("area_ids", "in", self.ids)])
        if lines:
            lines.write({"area_ids": [*((3, id_) for id_ in self.ids), (4, target.id)]})
