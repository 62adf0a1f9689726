from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.question import LONGEST_NAME, NAME, STATISTICAL, Question

FIELD_KINDS = [
    ("text", "Text"),
    ("integer", "Whole Number"),
    ("decimal", "Decimal Number"),
    ("yes_no", "Yes or No"),
    ("date", "Date"),
    ("choice", "Choice"),
    ("choices", "Several Choices"),
]
WITH_OPTIONS = ("choice", "choices")
NUMBERS = ("integer", "decimal")
CLASSES = [
    (STATISTICAL, "Statistical"),
    ("identifying", "Identifying"),
    ("sensitive", "Sensitive"),
]
PROPERTY_OF = {
    "integer": "integer",
    "decimal": "float",
    "yes_no": "boolean",
    "date": "date",
    "choice": "selection",
    "choices": "tags",
}
COLOURS = 11


class PartOfRegister:
    """What every part of a register does: have what is remembered of registers read anew."""

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        self.env.registry.clear_cache()
        return parts

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def update_field_translations(self, *args, **kwargs):
        result = super().update_field_translations(*args, **kwargs)
        self.env.registry.clear_cache()
        return result


class SocregRegisterField(PartOfRegister, models.Model):
    """One field of a register: what is asked of whoever is enrolled."""

    _name = "socreg.register.field"
    _description = "Field of a Register"
    _order = "register_id, sequence, id"

    register_id = fields.Many2one("socreg.register", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(string="Label", required=True, translate=True)
    name_key = fields.Char(
        string="Technical Name",
        required=True,
        help="The heading of the column in files. Small letters, digits and single underscores.",
    )
    key = fields.Char(compute="_compute_key", store=True, index=True)
    kind = fields.Selection(FIELD_KINDS, string="Type", required=True, default="integer")
    data_class = fields.Selection(
        CLASSES,
        string="Class",
        required=True,
        default=STATISTICAL,
        help="Statistical: plain, for filters and figures. Identifying: sealed. Sensitive, such as"
        " health: sealed with the keys for health. Text is never statistical.",
    )
    is_required = fields.Boolean(string="Required")
    help = fields.Char(translate=True)
    has_range = fields.Boolean(string="Has Limits")
    lowest = fields.Float()
    highest = fields.Float()
    option_ids = fields.One2many("socreg.register.option", "field_id", string="Options", copy=True)
    is_used = fields.Boolean(compute="_compute_is_used")

    _sql_constraints = [
        (
            "name_key_unique",
            "UNIQUE (register_id, name_key)",
            "Two fields of a register cannot have the same technical name.",
        ),
        ("key_unique", "UNIQUE (key)", "Another field has this key."),
        (
            "text_is_sealed",
            "CHECK (kind <> 'text' OR data_class <> 'statistical')",
            "A text may hold anything about anybody: make it identifying or sensitive.",
        ),
        (
            "highest_above_lowest",
            "CHECK (NOT has_range OR highest >= lowest)",
            "The highest number cannot be below the lowest.",
        ),
    ]

    @api.depends("register_id.code", "name_key")
    def _compute_key(self):
        for field in self:
            field.key = f"{field.register_id.code}__{field.name_key}"

    @api.depends("register_id")
    def _compute_is_used(self):
        for field in self:
            field.is_used = field._has_answers()

    @api.onchange("name")
    def _onchange_name(self):
        if self.name and not self.name_key:
            self.name_key = self._name_key_from(self.name)

    @api.constrains("name_key")
    def _check_name_key(self):
        for field in self:
            if not NAME.fullmatch(field.name_key) or len(field.name_key) > LONGEST_NAME:
                raise ValidationError(
                    _(
                        "%(field)s: a technical name begins with a letter and has small letters,"
                        " digits and single underscores: %(most)s at most.",
                        field=field.name,
                        most=LONGEST_NAME,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_name_key(vals) for vals in vals_list])

    def write(self, vals):
        for name, what in self._lasting().items():
            changed = self.filtered(lambda f, name=name: name in vals and f[name] != vals[name])
            changed._refuse_when_used(what)
        if "register_id" in vals and any(f.register_id.id != vals["register_id"] for f in self):
            raise UserError(_("A field stays in its register."))
        return super().write(vals)

    @api.model
    def _lasting(self):
        """Return, in words, what stays as it is once answers were given."""
        return {
            "kind": _("The type"),
            "data_class": _("The class"),
            "name_key": _("The technical name"),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for field in self:
            if field._has_answers():
                raise UserError(
                    _("%(field)s may hold answers: archive it instead.", field=field.name)
                )

    def _refuse_when_used(self, what):
        for field in self:
            if field._has_answers():
                raise UserError(
                    _(
                        "%(what)s of %(field)s stays: answers were given since it was made. Make a new field.",
                        what=what,
                        field=field.name,
                    )
                )

    def _has_answers(self):
        """Tell whether somebody was enrolled, or an enrolment changed, since the field was made."""
        self.ensure_one()
        if not self._origin:
            return False
        # Whoever they are: the manager need not see them.
        enrolments = self.env["socreg.enrolment"].sudo()
        enrolments.flush_model(["register_id", "write_date"])
        since = [("register_id", "=", self.register_id.id), ("write_date", ">=", self.create_date)]
        return bool(enrolments.search(since, limit=1))

    @api.model
    def _with_name_key(self, vals):
        if vals.get("name_key") or not vals.get("name"):
            return vals
        return {**vals, "name_key": self._name_key_from(vals["name"])}

    @api.model
    def _name_key_from(self, label):
        """Return a technical name made of a label, or nothing where it has no Latin letters."""
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in label.lower()).split()
        name = "_".join(words)[:LONGEST_NAME].strip("_")
        return name if NAME.fullmatch(name) else False

    def _as_property(self):
        """Return Odoo's definition of this field."""
        return {
            "name": self.key,
            "type": PROPERTY_OF[self.kind],
            **self._words_of_property(),
        }

    def _words_of_property(self):
        options = self.option_ids.sorted(lambda option: (option.sequence, option.id))
        words = {"string": self.name}
        if self.kind == "choice":
            words["selection"] = [[option.code, option.name] for option in options]
        if self.kind == "choices":
            words["tags"] = [
                [option.code, option.name, place % COLOURS + 1]
                for place, option in enumerate(options)
            ]
        return words

    def _as_question(self):
        return Question(
            name=self.name_key,
            kind=self.kind,
            data_class=self.data_class,
            is_required=self.is_required,
            options={option.code: option.name for option in self.option_ids},
            lowest=self.lowest if self.has_range else None,
            highest=self.highest if self.has_range else None,
        )

    def _for_widget(self, is_masked):
        """Return what the form needs to ask this.

        :param is_masked: whether something may be there that the user is not shown
        """
        options = self.option_ids.sorted(lambda option: (option.sequence, option.id))
        return {
            "name": self.name_key,
            "label": self.name,
            "kind": self.kind,
            "data_class": self.data_class,
            "is_required": self.is_required,
            "help": self.help or "",
            "options": [[option.code, option.name] for option in options],
            "lowest": self.lowest if self.has_range else None,
            "highest": self.highest if self.has_range else None,
            "is_masked": is_masked,
        }


class SocregRegisterOption(PartOfRegister, models.Model):
    """What may be chosen in a field of a register."""

    _name = "socreg.register.option"
    _description = "Option of a Register's Field"
    _order = "sequence, id"

    field_id = fields.Many2one(
        "socreg.register.field", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Label", required=True, translate=True)
    code = fields.Char(required=True, help="How files and programs know this option.")

    _sql_constraints = [
        (
            "code_unique",
            "UNIQUE (field_id, code)",
            "Two options of a field cannot have the same code.",
        ),
        (
            "code_is_simple",
            "CHECK (code = lower(code) AND code ~ '^\\w{1,40}$')",
            "The code of an option has small letters, digits and underscores.",
        ),
    ]

    @api.model_create_multi
    def create(self, vals_list):
        make = self.env["socreg.register.field"]._name_key_from
        named = [
            vals
            if vals.get("code") or not vals.get("name")
            else {**vals, "code": make(vals["name"])}
            for vals in vals_list
        ]
        return super().create(named)

    def write(self, vals):
        if "code" in vals:
            changed = self.filtered(lambda option: option.code != vals["code"])
            changed.field_id._refuse_when_used(_("An option's code"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.field_id._refuse_when_used(_("An option"))
