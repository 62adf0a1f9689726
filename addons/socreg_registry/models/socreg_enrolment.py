from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import PersonalField, SealedChar, SealedJson
from odoo.addons.socreg_crypto.opening import cached

from ..core.question import clean, missing
from ..deferred import check_when_done
from .res_users import READ

OPEN = "open"
STATES = [(OPEN, "Enrolled"), ("left", "Left"), ("mistaken", "Entered by Mistake")]


class Answers(PersonalField, fields.Json):
    """All answers by the name of their field; who may not see gets the statistical ones."""

    def masked(self, value, record):
        return record._statistical_of(value or {})

    def convert_to_record(self, value, record):
        return super().convert_to_record(value, record) or {}


class SocregEnrolment(models.Model):
    """That somebody is in a register, from when to when, and what they answered there."""

    _name = "socreg.enrolment"
    _inherit = ["socreg.historised", "socreg.scoped", "socreg.sealed"]
    _description = "Enrolment"
    _subject_field = _history_subject = "registrant_id"
    _scope_paths = ("registrant_id",)
    _order = "id desc"
    _rec_name = "register_id"

    register_id = fields.Many2one(
        "socreg.register",
        required=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    registrant_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    registrant_uid = fields.Char(
        related="registrant_id.uid", string="Public Number", data_class="statistical"
    )
    area_id = fields.Many2one(
        "socreg.area",
        compute="_compute_area_id",
        store=True,
        index=True,
        data_class="statistical",
    )
    enrolled_on = fields.Date(
        required=True, default=fields.Date.context_today, data_class="statistical"
    )
    left_on = fields.Date(copy=False, data_class="statistical")
    state = fields.Selection(
        STATES, required=True, default=OPEN, index=True, copy=False, data_class="statistical"
    )
    reason = SealedChar(copy=False, help="Why the registrant left, or what was mistaken.")
    properties = fields.Properties(
        definition="register_id.properties_definition",
        string="Fields",
        copy=False,
        data_class="statistical",
    )
    identifying_values = SealedJson(string="Identifying Fields", copy=False)
    sensitive_values = SealedJson(string="Sensitive Fields", copy=False, data_class="sensitive")
    answers = Answers(
        compute="_compute_answers",
        readonly=False,
        exportable=False,
    )
    field_definitions = fields.Json(
        compute="_compute_field_definitions", exportable=False, data_class="statistical"
    )
    registrant_kinds = fields.Json(
        compute="_compute_registrant_kinds", exportable=False, data_class="statistical"
    )

    _sql_constraints = [
        (
            "one_open",
            "EXCLUDE (register_id WITH =, registrant_id WITH =) WHERE (left_on IS NULL)"
            " DEFERRABLE INITIALLY DEFERRED",
            "This registrant is already enrolled in the register.",
        ),
        (
            "leaves_after_enrolment",
            "CHECK (left_on IS NULL OR left_on >= enrolled_on)",
            "Nobody leaves a register before they enrol.",
        ),
        (
            "left_has_date",
            "CHECK ((state = 'open') = (left_on IS NULL))",
            "Say since when the registrant is no longer enrolled, and only then.",
        ),
    ]

    @api.depends("registrant_id.area_id")
    def _compute_area_id(self):
        for enrolment in self:
            enrolment.area_id = enrolment._linked("registrant_id").area_id

    @api.depends("register_id", "properties", "identifying_values", "sensitive_values")
    def _compute_answers(self):
        plain = self._stored_properties()
        for register, enrolments in self.grouped("register_id").items():
            names = register._asked().names
            for enrolment in enrolments:
                kept = plain.get(enrolment._origin.id) or {}
                enrolment.answers = {
                    **{names[key]: value for key, value in kept.items() if key in names},
                    **(enrolment.identifying_values or {}),
                    **(enrolment.sensitive_values or {}),
                }

    @api.depends("register_id", "identifying_values", "sensitive_values")
    @api.depends_context("uid", "lang")
    def _compute_field_definitions(self):
        kept = {"identifying": "identifying_values", "sensitive": "sensitive_values"}
        for enrolment in self:
            masked = {
                data_class: bool(enrolment._origin) and self._fields[name].is_kept_from(enrolment)
                for data_class, name in kept.items()
            }
            asked = enrolment.register_id.field_ids.filtered("active")
            enrolment.field_definitions = [
                field._for_widget(masked.get(field.data_class, False))
                for field in asked.sorted(lambda field: (field.sequence, field.id))
            ]

    @api.depends("register_id")
    def _compute_registrant_kinds(self):
        for enrolment in self:
            who = enrolment.register_id.enrols
            both = not who or who == "both"
            enrolment.registrant_kinds = ["individual", "group"] if both else [who]

    @api.depends("register_id", "registrant_id.uid")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell nothing of who is in a register that the user may not see."""
        shown = self._within(READ).filtered(lambda it: it.register_id.may_view)
        for enrolment in self - shown:
            enrolment.display_name = self._description
        for enrolment in shown:
            number = enrolment.registrant_id.uid or ""
            enrolment.display_name = f"{enrolment.register_id.name or ''} {number}".strip()

    @api.constrains("register_id", "registrant_id")
    def _check_registrant(self):
        for enrolment in self:
            if not enrolment.register_id._enrols_whom(enrolment.registrant_id):
                raise ValidationError(
                    _(
                        "%(register)s does not enrol such as these.",
                        register=enrolment.register_id.name,
                    )
                )

    @api.constrains("enrolled_on", "left_on")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for enrolment in self:
            if max(enrolment.enrolled_on, enrolment.left_on or enrolment.enrolled_on) > today:
                raise ValidationError(_("Nobody enrols or leaves in the future."))

    @api.constrains("register_id", "properties", "identifying_values", "sensitive_values")
    @elevated("check of a register's fields")
    def _check_answers(self):
        """Hold every answer against the register, by whatever door it came."""
        for register, enrolments in self.grouped("register_id").items():
            questions, retired = register._questions(), register._asked().retired
            for enrolment in enrolments:
                answers = {k: v for k, v in enrolment.answers.items() if k not in retired}
                _kept, faults = clean(questions, answers)
                self._raise_faults(register, faults or missing(questions, answers))

    @api.model_create_multi
    def create(self, vals_list):
        check_when_done(self.env)
        return super().create(self._with_answers_apart(vals_list))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entered(self):
        if not self.env.su:
            raise UserError(_("An enrolment is not deleted: say that it was entered by mistake."))

    def action_open_registrant(self):
        """Open the person or group that is enrolled."""
        self.ensure_one()
        return self.registrant_id.get_formview_action()

    def _stored_properties(self):
        """Return what stands in the column of properties, by record's id."""
        stored = self.filtered("id")._origin
        known = cached(self._fields["properties"], self.env)
        unread = stored.browse(id_ for id_ in stored._ids if id_ not in known)
        if unread:
            unread.fetch(["properties"])
        # Odoo 17 begins a new cache with the first value.
        kept = cached(self._fields["properties"], self.env)
        return {id_: kept.get(id_) for id_ in stored._ids}

    def _statistical_of(self, answers):
        plain = self.register_id._asked().keys
        return {name: value for name, value in answers.items() if name in plain}

    @api.model
    def get_property_definition(self, full_name):
        """Name fields and options in the user's language."""
        definition = super().get_property_definition(full_name)
        if not definition:
            return definition
        # Labels are no secret of who may read the property.
        every = self.env["socreg.register.field"].sudo().with_context(active_test=False)
        asked = every.search([("key", "=", definition["name"])])
        return {**definition, **asked._words_of_property()} if asked else definition

    @api.model
    def _raise_faults(self, register, faults):
        """Refuse answers, in words for each field; the words tell no answer."""
        if faults:
            raise ValidationError("\n".join(self._fault_in_words(register, f) for f in faults))

    @api.model
    def _fault_in_words(self, register, fault):
        label = register._asked().labels.get(fault.name)
        if not label:
            # What somebody took for a name may be an answer.
            return _("The register has no such field.")
        question = next((q for q in register._questions() if q.name == fault.name), None)
        words = {
            "required": _("an answer is needed"),
            "text": _("this is no text"),
            "too_long": _("the text is too long"),
            "integer": _("a whole number is needed"),
            "decimal": _("a number is needed, such as 2.5"),
            "range": self._range_in_words(question),
            "yes_no": _("the answer is yes or no"),
            "date": _("a date is needed, such as 2024-12-31"),
            "choice": _("this is none of the options"),
        }
        return _("%(field)s: %(what)s.", field=label, what=words.get(fault.key, fault.key))

    @api.model
    def _range_in_words(self, question):
        if question is None:
            return ""
        return _(
            "a number from %(lowest)s to %(highest)s is needed",
            lowest=f"{question.lowest or 0:g}",
            highest=f"{question.highest or 0:g}",
        )
