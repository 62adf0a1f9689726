from contextlib import suppress

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import SealedChar, SealedDate, SealedImage

LONGEST_LIFE = 130
# Languages whose speakers say the family name first (ISO 639-1).
FAMILY_NAME_FIRST = ("hu", "ja", "km", "ko", "vi", "zh")


class SocregRegistrant(models.Model):
    """What is known of a person, and of no group."""

    # One model in three files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    given_name = SealedChar(blind="name_bucket", mask="initials")
    family_name = SealedChar(blind="name_bucket", mask="initials")
    additional_name = SealedChar(
        blind="name_bucket", mask="initials", help="Middle names, a father's or grandfather's name."
    )
    local_name = SealedChar(
        blind="name_bucket",
        mask="initials",
        help="The whole name as the person writes it in their own script.",
    )
    birthdate = SealedDate(string="Birth Date")
    is_birthdate_estimated = fields.Boolean(
        string="Birth Date Is Estimated", data_class="statistical"
    )
    birth_year = fields.Integer(
        compute="_compute_birth_year", store=True, index=True, data_class="statistical"
    )
    age = fields.Integer(compute="_compute_age", data_class="statistical")
    birth_place = SealedChar()
    sex = fields.Selection(
        [("0", "Not Known"), ("1", "Male"), ("2", "Female"), ("9", "Not Applicable")],
        help="ISO/IEC 5218.",
        data_class="statistical",
    )
    marital_status = fields.Selection(
        [
            ("single", "Single"),
            ("married", "Married"),
            ("separated", "Separated"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
            ("partner", "Living with a Partner"),
            ("annulled", "Marriage Annulled"),
        ],
        data_class="statistical",
    )
    education_level = fields.Selection(
        [
            ("0", "Early Childhood or None"),
            ("1", "Primary"),
            ("2", "Lower Secondary"),
            ("3", "Upper Secondary"),
            ("4", "Post-Secondary"),
            ("5", "Short-Cycle Tertiary"),
            ("6", "Bachelor"),
            ("7", "Master"),
            ("8", "Doctorate"),
        ],
        help="The highest level completed (ISCED 2011).",
        data_class="statistical",
    )
    employment_status = fields.Selection(
        [
            ("employed", "Employed"),
            ("unemployed", "Unemployed"),
            ("inactive", "Not in Labour Force"),
        ],
        data_class="statistical",
    )
    occupation_code = fields.Char(
        string="Occupation (ISCO)",
        size=4,
        help="One to four digits of ISCO-08.",
        data_class="statistical",
    )
    occupation_id = fields.Many2one(
        "socreg.occupation",
        compute="_compute_occupation_id",
        inverse="_inverse_occupation_id",
        search="_search_occupation_id",
        help="The finest group known in which the code lies.",
        data_class="statistical",
    )
    citizenship_id = fields.Many2one("res.country", ondelete="restrict", data_class="statistical")
    photo = SealedImage(max_width=512, max_height=512)
    membership_ids = fields.One2many(
        "socreg.membership", "member_id", string="Member Of", data_class="statistical"
    )

    _sql_constraints = [
        (
            "occupation_code_is_isco",
            "CHECK (occupation_code IS NULL OR occupation_code ~ '^\\d{1,4}$')",
            "An occupation code is one to four digits of ISCO-08.",
        ),
    ]

    @api.depends("birthdate")
    @elevated("birth year")
    def _compute_birth_year(self):
        for person in self:
            person.birth_year = person.birthdate.year if person.birthdate else False

    @api.model
    def _derived_of_new(self, vals_list):
        derived = super()._derived_of_new(vals_list)
        if "default_birthdate" not in self.env.context:
            for vals, more in zip(vals_list, derived, strict=True):
                # What is no date is refused by its field.
                with suppress(ValueError, TypeError):
                    born = fields.Date.to_date(vals.get("birthdate"))
                    more["birth_year"] = born.year if born else False
        return derived

    @api.depends("birthdate")
    @api.depends_context("tz")
    @elevated("age")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for person in self:
            born = person.birthdate
            before = born and (today.month, today.day) < (born.month, born.day)
            person.age = born and today.year - born.year - before

    @api.depends("occupation_code")
    def _compute_occupation_id(self):
        for person in self:
            person.occupation_id = self._occupation_of(person.occupation_code)

    def _inverse_occupation_id(self):
        for person in self:
            if person.occupation_id.id != self._occupation_of(person.occupation_code):
                person.occupation_code = person.occupation_id.code

    @api.model
    def _occupation_of(self, code):
        return bool(code) and self.env["socreg.occupation"]._group_of(code)

    def _search_occupation_id(self, operator, value):
        """Find who works in an occupation, or in a finer group of it."""
        if operator in ("!=", "not in", "not ilike", "not like"):
            positive = {"!=": "=", "not in": "in", "not ilike": "ilike", "not like": "like"}
            return ["!", *self._search_occupation_id(positive[operator], value)]
        if operator in ("=", "in"):
            values = [value] if operator == "=" else list(value)
            occupations = self.env["socreg.occupation"].browse(filter(None, values))
            none = [] if all(values) else [("occupation_code", "=", False)]
        else:
            # Odoo 19 has made a domain on occupations of the words.
            named = value if operator == "any" else [("name", operator, value)]
            occupations = self.env["socreg.occupation"].search(named)
            none = []
        leaves = [*none, *(("occupation_code", "=like", f"{o.code}%") for o in occupations)]
        return [*["|"] * (len(leaves) - 1), *leaves] if leaves else [(0, "=", 1)]

    @api.constrains("occupation_code")
    def _check_occupation_code(self):
        codes = set(self.mapped("occupation_code")) - {False}
        unknown = [code for code in codes if not self._occupation_of(code)]
        if unknown:
            raise ValidationError(
                _("There is no occupation with the code %(code)s.", code=min(unknown))
            )

    @api.constrains("birthdate")
    @elevated("check of a birth date")
    def _check_birthdate(self):
        today = fields.Date.context_today(self)
        for person in self.filtered("birthdate"):
            if person.birthdate > today:
                raise ValidationError(_("A birth date cannot lie in the future."))
            if person.birthdate.year < today.year - LONGEST_LIFE:
                raise ValidationError(
                    _("A birth date cannot lie more than %(years)s years back.", years=LONGEST_LIFE)
                )

    def _name_parts(self, kind):
        parts = super()._name_parts(kind)
        if kind != "individual":
            return parts
        names = ["given_name", "additional_name", "family_name"]
        if self and self.preferred_lang in FAMILY_NAME_FIRST:
            names.reverse()
        return [*parts, *names, "local_name"]
