from odoo import _, api, models

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

    @api.model
    def _sentences(self):
        return {
            **super()._sentences(),
            "quotes": _("a quotation mark is not closed."),
            "too_many_cells": _("the row has more cells than there are headings."),
            "long_cell": _("a cell is too long."),
            "nobody": _("the row does not say who it is of."),
            "missing": _("it is missing."),
            "differs": _("another row of the file says otherwise of the same household."),
            "heads": _("two members are its head."),
            "number": _("this is no number."),
            "boolean": _("this is neither yes nor no."),
            "ambiguous": _("it can be read in two ways."),
            "date_order": _("the date can be read in two ways: say which part comes first."),
            "computed": _("the spreadsheet could not compute it."),
            "age": _("this is no age."),
            "rounded": _("the spreadsheet rounded the number: format its column as text."),
            "short": _("it is too short."),
            "characters": _("there are signs in it that do not belong there."),
        }
