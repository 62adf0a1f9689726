from odoo import models


class SocregRegistrant(models.Model):
    """Who looked at somebody's data: for an export, what it was for."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    def _told_opening(self, line):
        told = super()._told_opening(line)
        # Whoever may know of the opening may know what it was for.
        purpose = line.sudo().export_id.purpose
        return {**told, "why": purpose or told["why"]}
