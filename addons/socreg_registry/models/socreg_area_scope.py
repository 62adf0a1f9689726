from odoo import _, api, models
from odoo.exceptions import AccessError

from .res_users import MANAGE


class SocregArea(models.Model):
    """Who arranges areas: managers, each below their own.

    Rights hold in an area and all within it: whoever could put another area there would take in all
    who live in it.
    """

    # One model in two files: what an area is, and who may change it.
    _inherit = "socreg.area"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        areas._refuse_beyond_manager()
        areas.parent_id._refuse_beyond_manager()
        return areas

    def write(self, vals):
        self._refuse_beyond_manager()
        result = super().write(vals)
        if "parent_id" in vals:
            self._refuse_beyond_manager()
            self._refuse_other_parent()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_beyond_manager(self):
        self._refuse_beyond_manager()

    def _refuse_beyond_manager(self):
        """Refuse areas that lie outside those in which the user is a manager today."""
        if self.env.su:
            return
        scope = self.env["res.users"]._scope(MANAGE)
        if not all(scope.holds(area.parent_path) for area in self):
            raise AccessError(_("This area lies outside those that you manage."))

    def _refuse_other_parent(self):
        """Refuse to put an area of one's own into one of others."""
        parents = self.parent_id
        is_top = any(not area.parent_id for area in self)
        if is_top and not (self.env.su or self.env["res.users"]._scope(MANAGE).is_everywhere):
            raise AccessError(_("This area lies outside those that you manage."))
        parents._refuse_beyond_manager()
