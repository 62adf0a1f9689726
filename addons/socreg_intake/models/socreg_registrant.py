from odoo import api, fields, models

from ..core.passing import is_passing

OWN = "source_id"


class SocregRegistrant(models.Model):
    """Which source first brought a registrant."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    source_id = fields.Many2one(
        "socreg.source",
        string="First Brought By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        data_class="statistical",
    )

    @api.model_create_multi
    def create(self, vals_list):
        source_id = self.env["socreg.source"]._form_policy()[0]
        if is_passing():
            return super().create([{OWN: source_id, **vals} for vals in vals_list])
        return super().create([{**vals, OWN: source_id} for vals in vals_list])

    def write(self, vals):
        return super().write({name: value for name, value in vals.items() if name != OWN})

    def _erase(self):
        """Destroy what was said of them, too."""
        # The caller answers for who may erase.
        self.env["socreg.submission"].sudo().search([("registrant_id", "in", self.ids)])._erase()
        return super()._erase()
