from odoo import fields, models


class TestSocregItem(models.Model):
    """An item with a picture that Odoo keeps as an attachment."""

    _inherit = "test_socreg.item"  # pylint: disable=consider-merging-classes-inherited

    scan = fields.Image()
    guarded_scan = fields.Image(groups="base.group_system")


class TestSocregPlain(models.Model):
    """The same without a seal."""

    _inherit = "test_socreg.plain"  # pylint: disable=consider-merging-classes-inherited

    scan = fields.Image()
