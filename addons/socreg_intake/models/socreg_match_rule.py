from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..core import match

GRADES = [("possible", "Possibly the Same"), ("certain", "The Same")]
GRADE_BY_CHOICE = {"possible": match.Grade.POSSIBLE, "certain": match.Grade.CERTAIN}


class SocregMatchRule(models.Model):
    """In what a person of a delivery and a registered one agree, to be taken for the same."""

    _name = "socreg.match.rule"
    _description = "Rule to Match People"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    by_name = fields.Boolean(
        string="Name",
        default=True,
        help="Given and family name, in any order and script, spelled alike. At least two parts.",
    )
    by_birthdate = fields.Boolean(string="Birth Date")
    by_birth_year = fields.Boolean(string="Birth Year", help="A year more or less is the same.")
    by_area = fields.Boolean(string="Area", help="The same, or one within the other.")
    by_sex = fields.Boolean(string="Sex")
    by_phone = fields.Boolean(string="Phone")
    grade = fields.Selection(
        GRADES,
        string="Then It Is",
        required=True,
        default="possible",
        help="What contradicts (another sex, another year of birth) lowers it.",
    )

    @api.constrains("by_name", "by_birthdate", "by_birth_year", "by_area", "by_sex", "by_phone")
    def _check_fields(self):
        """Refuse rules that would fit half a country."""
        for rule in self:
            is_dated = rule.by_birthdate or rule.by_birth_year
            if not (rule.by_phone or (rule.by_name and (is_dated or rule.by_area))):
                raise ValidationError(
                    _(
                        "A rule asks for a phone number, or for the name with a date, a year or an"
                        " area."
                    )
                )

    def _to_core(self):
        """Return these rules as `core.match` takes them."""
        return [
            match.Rule(
                tuple(name for name in match.FIELDS if rule[f"by_{name}"]),
                GRADE_BY_CHOICE[rule.grade],
            )
            for rule in self
        ]
