from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..core import poverty
from ..core.question import STATISTICAL
from .socreg_poverty_model import PartOfModel
from .socreg_register_field import WITH_OPTIONS

FACTS = [
    ("size", "Members"),
    ("dependency_ratio", "Dependants per Adult"),
    ("children_under5", "Children under 5"),
    ("head_female", "Head Is a Woman"),
    ("head_education", "Education of the Head"),
]


class SocregPovertyLine(PartOfModel, models.Model):
    """One weight of a poverty model."""

    _name = "socreg.poverty.line"
    _description = "Weight of a Poverty Model"
    _order = "model_id, sequence, id"

    model_id = fields.Many2one(
        "socreg.poverty.model", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one(
        "socreg.area",
        ondelete="restrict",
        help="Where this weight holds, areas within included. Empty: everywhere that has no own.",
    )
    source = fields.Selection(
        [
            (poverty.INTERCEPT, "Intercept"),
            ("field", "Answer"),
            ("fact", "Household"),
        ],
        required=True,
        default="field",
    )
    register_id = fields.Many2one(related="model_id.register_id")
    field_id = fields.Many2one("socreg.register.field", string="Answer", ondelete="restrict")
    field_kind = fields.Selection(related="field_id.kind")
    option_id = fields.Many2one(
        "socreg.register.option",
        ondelete="restrict",
        help="The weight counts where this is chosen.",
    )
    fact = fields.Selection(FACTS, string="Household")
    education_level = fields.Selection(
        selection=lambda self: self.env["socreg.registrant"]._fields["education_level"].selection,
    )
    weight = fields.Float(required=True, digits=(16, 6))
    variable = fields.Char(compute="_compute_variable")

    _sql_constraints = [
        (
            "variable_fits_source",
            "CHECK ((source = 'field') = (field_id IS NOT NULL)"
            " AND (source = 'fact') = (fact IS NOT NULL))",
            "Say which answer or which fact of the household is weighed.",
        ),
        (
            "level_of_education",
            "CHECK ((education_level IS NOT NULL) = (COALESCE(fact, '') = 'head_education'))",
            "Say which level of education has this weight.",
        ),
    ]

    @api.depends("source", "field_id", "fact")
    def _compute_variable(self):
        for line in self:
            line.variable = line.field_id.key or line.fact or line.source

    @api.constrains("field_id", "option_id")
    def _check_field_id(self):
        for line in self.filtered("field_id"):
            field = line.field_id
            if field.register_id != line.model_id.register_id or field.data_class != STATISTICAL:
                raise ValidationError(
                    _(
                        "%(field)s is no statistical field of the model's register.",
                        field=field.name,
                    )
                )
            if (field.kind in WITH_OPTIONS) != bool(line.option_id):
                raise ValidationError(
                    _("%(field)s: a choice has a weight for each option.", field=field.name)
                )
            if line.option_id and line.option_id.field_id != field:
                raise ValidationError(_("%(field)s has no such option.", field=field.name))
            if field.kind == "date":
                raise ValidationError(_("%(field)s: a date has no weight.", field=field.name))

    @api.constrains(
        "model_id", "area_id", "source", "field_id", "option_id", "fact", "education_level"
    )
    def _check_once(self):
        for model in self.model_id:
            keys = [(*line._key(), line.area_id.id) for line in model.line_ids]
            if len(set(keys)) != len(keys):
                raise ValidationError(_("A model weighs the same thing once in an area."))

    def _key(self):
        return self.variable, self.option_id.code or self.education_level or None

    def _as_core(self):
        variable, option = self._key()
        return poverty.Line(variable, self.weight, option, self.area_id.id or None)

    def _label(self):
        """Return what the variable is called, in the user's language."""
        if self.field_id:
            return self.field_id.name
        name = "fact" if self.fact else "source"
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
