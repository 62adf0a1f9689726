from odoo import api, models

from ..core.entry import GROUP, INDIVIDUAL
from ..core.mapping import MEMBER


class SocregIntake(models.AbstractModel):
    """What is wrong with a row of a file, in words that tell no value."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _label_of(self, path):
        """Call what a column may say as the screen on which it was chosen does."""
        mappings = self.env["socreg.mapping"]
        targets = mappings._targets()
        subject = GROUP if MEMBER.fullmatch(path) else INDIVIDUAL
        target = targets.find(subject, path)
        is_named = target and (path not in self.env["socreg.registrant"]._fields)
        return mappings._label_of_path(path, target) if is_named else super()._label_of(path)
