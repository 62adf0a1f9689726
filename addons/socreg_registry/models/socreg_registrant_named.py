from odoo import _, api, models
from odoo.exceptions import AccessError

from .res_users import READ
from .socreg_family import KIN

NAMED = (*KIN, "merged_into_id")


class SocregRegistrant(models.Model):
    """Whom a registrant is said to belong with: nobody whom the user may not see.

    Rules look at the dates of kin: by what is refused, anybody's birth date could be found out.
    """

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        if not self._sees_everybody():
            defaults = self.default_get(list(NAMED))
            self._refuse_unseen(
                vals.get(name, defaults.get(name)) for vals in vals_list for name in NAMED
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self._sees_everybody():
            # Whom somebody else named may be written back, as forms do.
            self._refuse_unseen(
                vals[name]
                for name in NAMED
                if vals.get(name) and any(record[name].id != vals[name] for record in self)
            )
        return super().write(vals)

    @api.model
    def _sees_everybody(self):
        return self.env.su or self.env["res.users"]._scope(READ).is_everywhere

    @api.model
    def _refuse_unseen(self, ids):
        named = self.browse(set(filter(None, ids)))
        if named - named._within(READ):
            raise AccessError(_("Somebody who is named here lies outside your areas."))
