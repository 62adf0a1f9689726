from odoo import api, models


class SocregOpening(models.Model):
    """The log of openings, whose lines can be proven like every change."""

    _name = "socreg.opening"
    _inherit = ["socreg.opening", "socreg.historised"]

    # Reading goes on while nothing is taken in, and is written down all the same.
    _history_intake = False

    @api.model
    def _history_wishes(self):
        # A line tells of many people: it belongs to nobody's versions.
        nobody = {"subject_model": None, "subject_column": None}
        return [{**wish, **nobody} for wish in super()._history_wishes()]
