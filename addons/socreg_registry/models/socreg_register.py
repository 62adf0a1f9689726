from dataclasses import dataclass

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ..core.question import LONGEST_NAME, NAME, STATISTICAL
from .socreg_register_field import WITH_OPTIONS
from .socreg_registrant import KINDS

BOTH = "both"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a register asks, and by which names, labels and keys."""

    questions: tuple
    retired: frozenset
    classes: dict
    labels: dict
    keys: dict
    names: dict
    words: dict


class Definition(fields.PropertiesDefinition):
    """Odoo's definition of a register's statistical fields, in the language of who reads it."""

    def convert_to_record(self, value, record):
        words = record._asked().words
        definitions = super().convert_to_record(value, record)
        return [{**item, **words.get(item["name"], {})} for item in definitions]


class SocregRegister(models.Model):
    """What a ministry keeps of some people or groups besides who they are: farmers, disability …"""

    _name = "socreg.register"
    _description = "Register"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Small letters, digits and single underscores. Files and programs know the register by it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    enrols = fields.Selection(
        [*KINDS, (BOTH, "Both")], string="Who May Enrol", required=True, default="individual"
    )
    group_type_ids = fields.Many2many(
        "socreg.group.type",
        string="Group Types",
        help="Which groups may enrol. Empty: groups of any type.",
    )
    field_ids = fields.One2many("socreg.register.field", "register_id", string="Fields", copy=True)
    properties_definition = Definition(
        compute="_compute_properties_definition", store=True, copy=False
    )

    _sql_constraints = [
        ("code_unique", "UNIQUE (code)", "Another register has this code."),
    ]

    @api.depends(
        "field_ids.key",
        "field_ids.name",
        "field_ids.kind",
        "field_ids.data_class",
        "field_ids.sequence",
        "field_ids.active",
        "field_ids.option_ids.name",
        "field_ids.option_ids.code",
        "field_ids.option_ids.sequence",
    )
    def _compute_properties_definition(self):
        for register in self.with_context(lang="en_US"):
            asked = register.field_ids.filtered(lambda f: f.data_class == STATISTICAL and f.active)
            ordered = asked.sorted(lambda f: (f.sequence, f.id))
            register.properties_definition = [field._as_property() for field in ordered]

    @api.constrains("code")
    def _check_code(self):
        for register in self:
            code = register.code
            if not NAME.fullmatch(code) or len(code) > LONGEST_NAME:
                raise ValidationError(
                    _(
                        "The code of a register begins with a letter and has small letters, digits"
                        " and single underscores: %(most)s at most.",
                        most=LONGEST_NAME,
                    )
                )

    @api.constrains("field_ids")
    def _check_options(self):
        for field in self.field_ids:
            if field.kind in WITH_OPTIONS and not field.option_ids:
                raise ValidationError(_("%(field)s: say what may be chosen.", field=field.name))

    @api.constrains("enrols", "group_type_ids")
    def _check_enrols(self):
        """Refuse to shut out who is enrolled."""
        enrolments = self.env["socreg.enrolment"].sudo()  # whoever they are: none may be shut out
        for register in self:
            outside = register._domain_outside()
            ours = [("register_id", "=", register.id), ("left_on", "=", False)]
            if outside and enrolments.search(ours + outside, limit=1):
                raise ValidationError(
                    _("Somebody is enrolled who would not be allowed to: end that first.")
                )

    def write(self, vals):
        if "properties_definition" in vals:
            raise UserError(_("The fields of a register are defined on its form."))
        if "code" in vals and any(register.code != vals["code"] for register in self):
            self.field_ids._refuse_when_used(_("The code"))
        result = super().write(vals)
        if "code" in vals:
            self.env.registry.clear_cache()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        given = [
            {k: v for k, v in vals.items() if k != "properties_definition"} for vals in vals_list
        ]
        return super().create(given)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # Whoever they are: the manager need not see them.
        enrolments = self.env["socreg.enrolment"].sudo()
        if enrolments.search([("register_id", "in", self.ids)], limit=1):
            raise UserError(_("Somebody is enrolled: archive the register instead."))

    def copy(self, default=None):
        """Make a register of the same fields; its code is to be changed."""
        self.ensure_one()
        taken = self.with_context(active_test=False).search(
            [("code", "=like", f"{self.code}_copy%")]
        )
        code = f"{self.code}_copy{len(taken) + 1}"
        return super().copy({"code": code, **(default or {})})

    def _domain_outside(self):
        """Return a domain of the enrolments of those whom this register does not enrol."""
        self.ensure_one()
        outside = [] if self.enrols == BOTH else [("registrant_id.kind", "!=", self.enrols)]
        if not self.group_type_ids or self.enrols == "individual":
            return outside
        other_type = [
            "&",
            ("registrant_id.kind", "=", "group"),
            ("registrant_id.group_type_id", "not in", self.group_type_ids.ids),
        ]
        return ["|", *outside, *other_type] if outside else other_type

    def _enrols_whom(self, registrant):
        """Tell whether the register enrols such as this one."""
        if self.enrols not in (BOTH, registrant.kind):
            return False
        types = self.group_type_ids
        return registrant.kind != "group" or not types or registrant.group_type_id in types

    def _every_field(self):
        """Return the fields in order, archived ones included."""
        # What a register asks is no secret of who may read an answer.
        every = self.sudo().with_context(active_test=False).field_ids
        return every.sorted(lambda field: (field.sequence, field.id))

    def _asked(self):
        """Return what this register asks, in the user's language; remembered until it changes."""
        return self._asked_in(self.env.lang) if self.id else self._read_asked()

    @ormcache("self.id", "lang")
    def _asked_in(self, lang):
        return self._read_asked()

    def _read_asked(self):
        every = self._every_field()
        plain = every.filtered(lambda field: field.data_class == STATISTICAL)
        return Asked(
            questions=tuple(field._as_question() for field in every if field.active),
            retired=frozenset(field.name_key for field in every if not field.active),
            classes={field.name_key: field.data_class for field in every},
            labels={field.name_key: field.name for field in every},
            keys={field.name_key: field.key for field in plain},
            names={field.key: field.name_key for field in plain},
            words={field.key: field._words_of_property() for field in plain},
        )

    def _questions(self):
        """Return what this register asks, in order, in the user's language."""
        return self._asked().questions

    def _nothing_of(self, data_class):
        """Return answers that empty all that is asked of a class."""
        return {asked.name: None for asked in self._questions() if asked.data_class == data_class}
