from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import poverty

DRAFT, IN_FORCE, RETIRED = "draft", "in_force", "retired"
STATES = [(DRAFT, "Draft"), (IN_FORCE, "In Force"), (RETIRED, "Retired")]
HIGHER_IS_BETTER = "better"
NEXT = {DRAFT: (DRAFT, IN_FORCE), IN_FORCE: (IN_FORCE, RETIRED), RETIRED: (RETIRED,)}
PARTS = ("line_ids", "band_ids", "direction", "register_id", "name", "version", "valid_from")


class SocregPovertyModel(models.Model):
    """A proxy-means test: what is asked of a household, and how it is weighed."""

    _name = "socreg.poverty.model"
    _description = "Poverty Model"
    _order = "valid_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Char(required=True, default="1")
    valid_from = fields.Date(required=True, default=fields.Date.context_today)
    direction = fields.Selection(
        [(HIGHER_IS_BETTER, "Better Off"), ("poorer", "Poorer")],
        string="A Higher Score Means",
        required=True,
        default=HIGHER_IS_BETTER,
    )
    state = fields.Selection(STATES, required=True, default=DRAFT, copy=False)
    is_example = fields.Boolean(
        string="Example", help="Made to show how a model is written: nobody is to be judged by it."
    )
    note = fields.Text(help="Where the weights come from: survey, year, method.")
    register_id = fields.Many2one(
        "socreg.register",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "socreg_registry.socreg_register_living_conditions", raise_if_not_found=False
        ),
        help="Whose answers are weighed.",
    )
    line_ids = fields.One2many("socreg.poverty.line", "model_id", string="Weights", copy=True)
    band_ids = fields.One2many("socreg.poverty.band", "model_id", string="Bands", copy=True)

    _sql_constraints = [
        (
            "one_in_force",
            "EXCLUDE (state WITH =) WHERE (state = 'in_force')",
            "Another model is in force: retire it first.",
        ),
        (
            "version_unique",
            "UNIQUE (name, version)",
            "This model already has such a version.",
        ),
        (
            "no_example_in_force",
            "CHECK (NOT (is_example AND state = 'in_force'))",
            "An example is never put in force: copy it and put in your own weights.",
        ),
    ]

    @api.depends("name", "version")
    def _compute_display_name(self):
        for model in self:
            model.display_name = f"{model.name or ''} {model.version or ''}".strip()

    @api.constrains("state")
    def _check_complete(self):
        for model in self.filtered(lambda model: model.state == IN_FORCE):
            if not model.line_ids:
                raise ValidationError(_("A model without weights says nothing."))
            model._check_bands()

    def write(self, vals):
        if "state" in vals and any(vals["state"] not in NEXT[model.state] for model in self):
            raise UserError(_("A model goes from draft into force, and is then retired for good."))
        if set(PARTS).intersection(vals):
            self._refuse_when_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_when_used()

    def copy(self, default=None):
        """Make the next version, in draft."""
        self.ensure_one()
        same = self.search_count([("name", "=", self.name)])
        version = {"version": f"{self.version}.{same}", "is_example": False}
        return super().copy({**version, **(default or {})})

    def action_put_in_force(self):
        """Retire the model that is in force, and weigh by this one from now on."""
        self.ensure_one()
        self.search([("state", "=", IN_FORCE)]).write({"state": RETIRED})
        self.flush_model(["state"])
        return self.write({"state": IN_FORCE})

    def action_retire(self):
        """Weigh nobody by this model any more."""
        return self.write({"state": RETIRED})

    def _refuse_when_used(self):
        for model in self:
            if model.state != DRAFT:
                raise UserError(
                    _("%(model)s was put in force: copy it to change it.", model=model.display_name)
                )

    def _check_bands(self):
        """Refuse bands with gaps, or whose numbers do not begin with the poorest."""
        bands = self._bands()
        if poverty.bands_leave_gaps(bands):
            raise ValidationError(
                _("The bands are to follow each other from the lowest score to the highest.")
            )
        ascending = sorted(bands, key=lambda band: (band.low is not None, band.low or 0.0))
        by_id = {band.id: band.number for band in self.band_ids}
        numbers = [by_id[band.key] for band in ascending]
        wanted = sorted(numbers, reverse=self.direction != HIGHER_IS_BETTER)
        if numbers != wanted or sorted(numbers) != list(range(1, len(numbers) + 1)):
            raise ValidationError(_("Band 1 is the poorest, whatever a higher score means."))

    def _lines(self):
        """Return the weights as the core takes them."""
        return [line._as_core() for line in self.line_ids]

    def _bands(self):
        return [
            poverty.Band(
                band.id,
                band.low if band.has_low else None,
                band.high if band.has_high else None,
            )
            for band in self.band_ids
        ]

    def _labels(self):
        """Return what each variable is called, in the user's language."""
        return {line.variable: line._label() for line in self.line_ids}

    def _words_of_answers(self):
        """Return what an option is called, by variable and code, in the user's language."""
        words = {
            (line.variable, option.code): option.name
            for line in self.line_ids
            for option in line.field_id.option_ids
        }
        registrants = self.env["socreg.registrant"]._fields
        levels = registrants["education_level"]._description_selection(self.env)
        return {**words, **{("head_education", code): name for code, name in levels}}


class PartOfModel:
    """What every part of a poverty model does: stay as it was once households were judged by it."""

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.model_id._refuse_when_used()
        return parts

    def write(self, vals):
        self.model_id._refuse_when_used()
        result = super().write(vals)
        self.model_id._refuse_when_used()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.model_id._refuse_when_used()


class SocregPovertyBand(PartOfModel, models.Model):
    """The scores that make a household poorest, poor …"""

    _name = "socreg.poverty.band"
    _description = "Poverty Band"
    _order = "model_id, number"

    model_id = fields.Many2one(
        "socreg.poverty.model", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, help="1 is the poorest.")
    name = fields.Char(required=True, translate=True)
    has_low = fields.Boolean(string="Has a Lowest Score", default=True)
    low = fields.Float(string="From", digits=(16, 6))
    has_high = fields.Boolean(string="Has a Limit", default=True)
    high = fields.Float(string="Below", digits=(16, 6))

    _sql_constraints = [
        (
            "number_unique",
            "UNIQUE (model_id, number)",
            "Two bands of a model cannot have the same number.",
        ),
    ]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for band in self:
            band.display_name = f"{band.number} · {band.name}"
