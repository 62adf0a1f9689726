import secrets
from itertools import islice

from babel import Locale

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import email_normalize, get_lang

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.core.name_match import MISTYPED
from odoo.addons.socreg_crypto.fields import (
    BlindIndex,
    PersonalChar,
    SealedChar,
    SealedFloat,
    SealedText,
)
from odoo.addons.socreg_crypto.models.socreg_sealed_named import ENOUGH
from odoo.addons.socreg_crypto.opening import may_open

from ..core import identifier, naming, public_number
from ..core.errors import InvalidValue
from .res_users import READ

KINDS = [("individual", "Person"), ("group", "Group")]
ACTIVE = "active"
STATES = [
    (ACTIVE, "Active"),
    ("deceased", "Deceased"),
    ("moved", "Moved Away"),
    ("merged", "Merged"),
    ("withdrawn", "Withdrawn"),
]
NEGATIVE = {"!=": "=", "not in": "in", "not like": "like", "not ilike": "ilike"}
IMMUTABLE = ("kind", "uid")
# The patterns of public numbers, the one for new numbers first; the others were given out before.
PATTERNS = "socreg_registry.public_number_patterns"
MOST_DRAWS = 20


class SocregRegistrant(models.Model):
    """A person or a group: whoever the registry knows.

    One model for both, told apart by `kind`; database constraints tie the fields of each to it.
    """

    _name = "socreg.registrant"
    _inherit = [
        "socreg.historised",
        "socreg.scoped",
        "socreg.sealed.subject",
        "socreg.sealed.named",
    ]
    _description = "Registrant"
    _order = "id desc"
    _rec_name = "name"
    _rec_names_search = ["lookup"]
    _searched_by_name = ("name", "lookup")
    _scope_paths = ("area_id",)

    kind = fields.Selection(
        KINDS, required=True, default="individual", index=True, data_class="statistical"
    )
    uid = fields.Char(
        string="Public Number",
        readonly=True,
        copy=False,
        help="The only number of this registrant that leaves the system.",
        data_class="statistical",
    )
    name = PersonalChar(compute="_compute_name", search="_search_name", mask="initials")
    lookup = fields.Char(
        string="Name or Number",
        store=False,
        search="_search_lookup",
        help="A name, public number, identifier or phone number, however it is written.",
        data_class="statistical",
    )
    state = fields.Selection(
        STATES, required=True, default=ACTIVE, index=True, copy=False, data_class="statistical"
    )
    state_date = fields.Date(string="Since", copy=False, data_class="statistical")
    state_reason = SealedChar(string="Reason", copy=False)
    area_id = fields.Many2one(
        "socreg.area", index=True, ondelete="restrict", data_class="statistical"
    )
    address = SealedText()
    latitude = SealedFloat(digits=(9, 6))
    longitude = SealedFloat(digits=(9, 6))
    email = SealedChar(blind="exact")
    email_index0 = BlindIndex(index=True)
    email_index1 = BlindIndex(index=True)
    preferred_lang = fields.Selection(
        selection="_selection_preferred_lang",
        string="Preferred Language",
        data_class="statistical",
    )
    registration_date = fields.Date(
        required=True, default=fields.Date.context_today, data_class="statistical"
    )
    tag_ids = fields.Many2many("socreg.tag", string="Tags", data_class="statistical")
    identifier_ids = fields.One2many(
        "socreg.identifier", "registrant_id", string="Identifiers", data_class="statistical"
    )
    phone_ids = fields.One2many(
        "socreg.phone", "registrant_id", string="Phones", data_class="statistical"
    )

    _sql_constraints = [
        ("uid_present", "CHECK (uid IS NOT NULL)", "A registrant needs a public number."),
        ("uid_unique", "UNIQUE (uid)", "Another registrant has this public number."),
        (
            "group_has_no_person_fields",
            "CHECK (kind = 'individual' OR (given_name IS NULL AND family_name IS NULL"
            " AND additional_name IS NULL AND local_name IS NULL AND birthdate IS NULL"
            " AND birth_place IS NULL AND sex IS NULL AND marital_status IS NULL"
            " AND education_level IS NULL AND employment_status IS NULL"
            " AND occupation_code IS NULL))",
            "A group has no personal name, birth date, sex or occupation.",
        ),
        (
            "person_has_no_group_fields",
            "CHECK (kind = 'group' OR (group_name IS NULL AND group_type_id IS NULL))",
            "A person has no group name or group type.",
        ),
        (
            "group_has_type",
            "CHECK (kind = 'individual' OR group_type_id IS NOT NULL)",
            "A group needs a type.",
        ),
        (
            "person_has_name",
            "CHECK (kind = 'group' OR given_name IS NOT NULL OR family_name IS NOT NULL"
            " OR local_name IS NOT NULL)",
            "A person needs at least one name.",
        ),
        (
            "ended_state_has_date",
            "CHECK (state = 'active' OR state_date IS NOT NULL)",
            "Say since when the registrant is no longer active.",
        ),
    ]

    @api.model
    def _selection_preferred_lang(self):
        """Return the languages of ISO 639-1, named in the user's own language."""
        names = Locale.parse(get_lang(self.env).code, sep="_").languages
        return sorted(
            ((code, name) for code, name in names.items() if len(code) == 2),
            key=lambda language: language[1],
        )

    @api.depends(lambda self: ["kind", "preferred_lang", *self._name_parts_of_all()])
    def _compute_name(self):
        for registrant in self:
            parts = [registrant[field] for field in registrant._name_parts(registrant.kind)]
            registrant.name = " ".join(part for part in parts if part)

    def _search_name(self, operator, value):
        """Find registrants by their names: any parts, in any order and script, one letter mistyped.

        An exact operator compares the whole name.
        """
        if operator in NEGATIVE:
            return ["!", *self._search_name(NEGATIVE[operator], value)]
        if operator not in ("like", "ilike", "=", "in"):
            raise UserError(_("Names are searched by their parts, or as a whole."))
        wanted = [value] if operator == "=" else value
        if operator in ("=", "in"):
            return self._domain_by_whole_names(wanted)
        if not (value or "").strip():
            return [(1, "=", 1)]
        self._refuse_search_by_name()
        return [("id", "in", self._ids_by_name(value))]

    def _search_lookup(self, operator, value):
        """Find whoever has this name, public number, identifier or phone number."""
        if operator in NEGATIVE:
            return ["!", *self._search_lookup(NEGATIVE[operator], value)]
        if operator not in ("ilike", "=") or not (isinstance(value, str) and value.strip()):
            raise UserError(_("Type a name or a number to look for."))
        by_uid = self._by_public_number(value)
        if not by_uid:
            self._refuse_search_by_name()
        return [("id", "in", by_uid.ids or self._ids_by_number(value) or self._ids_by_name(value))]

    @api.model
    def _refuse_search_by_name(self):
        if not may_open(self.env):
            raise AccessError(_("You may look for people by their public number only."))

    @api.model
    def _by_public_number(self, text):
        """Return who has this public number; a name that was typed does not reach the database."""
        number = public_number.compact(text)
        patterns = self._public_number_patterns()
        if any(public_number.is_valid(number, pattern) for pattern in patterns):
            return self.search([("uid", "=", number)])
        return self.browse()

    @api.model
    def _ids_by_number(self, text):
        """Return the ids of who has an identifier or a phone of this number."""
        ids = []
        for model, field, number in (
            ("socreg.identifier", "value", identifier.normalise(text)),
            ("socreg.phone", "number", self.env["socreg.phone"]._as_stored(text)),
        ):
            if number:
                found = self.env[model].search_fetch([(field, "=", number)], ["registrant_id"])
                ids += found.registrant_id.ids
        return ids

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100, args=None):
        """Return whoever fits a name or number, who fits best first.

        :param domain: who may be found (Odoo 19; `args` is what 17 calls it)
        """
        within = domain or args or []
        if operator != "ilike" or not (name or "").strip():
            return super().name_search(name, within, operator, limit)
        ids = self._by_public_number(name).ids
        if not ids and may_open(self.env):
            ids = self._ids_by_number(name)
            if not ids and not identifier.is_number(name):
                ids = self._ids_best_first(name, within, limit)
        people = self.browse(ids) & self.search([*within, ("id", "in", ids)])
        return [(person.id, person.display_name) for person in people[:limit]]

    @api.model
    def _ids_best_first(self, name, within, limit):
        found, _is_all = self._find(name, within, limit or ENOUGH)
        if self.env.context.get("names_as_typed"):
            # Whoever chooses with the keyboard takes the first: it must not be somebody else.
            found = {id_: rank for id_, rank in found.items() if rank[0] < MISTYPED}
        return sorted(found, key=lambda id_: (found[id_], -id_))

    @api.depends("name", "uid", "is_readable_here")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell the public number only of whoever lies outside the user's areas."""
        sees, within = may_open(self.env), self._within(READ)
        # The public number may be known to everybody; what else there is may not be read.
        for registrant in (self - within).sudo():
            self.browse(registrant.id).display_name = registrant.uid
        for registrant in within:
            name, uid = registrant.name, registrant.uid
            registrant.display_name = (name if sees else f"{name or ''} {uid}".strip()) or uid

    @api.constrains("email")
    @elevated("check of an e-mail address")
    def _check_email(self):
        for registrant in self.filtered("email"):
            if not email_normalize(registrant.email):
                raise ValidationError(_("This is not an e-mail address."))

    @api.constrains("latitude", "longitude")
    @elevated("check of a position")
    def _check_position(self):
        for registrant in self:
            if abs(registrant.latitude) > 90 or abs(registrant.longitude) > 180:
                raise ValidationError(
                    _(
                        "A latitude lies between -90 and 90, a longitude between -180 and 180 degrees."
                    )
                )

    @api.constrains("registration_date", "state_date")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for registrant in self:
            dates = registrant.registration_date, registrant.state_date
            if any(date and date > today for date in dates):
                raise ValidationError(_("A date cannot lie in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        uids, parts = self._draw_uids(len(vals_list)), self._name_parts_of_all()
        return super().create(
            [
                {**self._tidy_vals(vals, parts), "uid": uid}
                for vals, uid in zip(vals_list, uids, strict=True)
            ]
        )

    def write(self, vals):
        for field in IMMUTABLE:
            if field in vals and any(registrant[field] != vals[field] for registrant in self):
                raise UserError(_("The kind and the public number of a registrant never change."))
        return super().write(self._tidy_vals(vals, self._name_parts_of_all()))

    @api.model
    def _tidy_vals(self, vals, parts):
        """Return values whose names have single spaces, none at the ends, and are never blank.

        :param parts: the fields that make a name: see `_name_parts_of_all`
        :raises ValidationError: nobody can be called so
        """
        names = {
            name: self._fields[name].convert_to_cache(vals[name], self)
            for name in parts
            if vals.get(name)
        }
        tidy = {name: naming.tidy(text) or False for name, text in names.items()}
        for name, text in tidy.items():
            self._check_name(name, text or "")
        return {**vals, **tidy}

    @api.model
    def _check_name(self, field, text):
        try:
            naming.check(text)
        except InvalidValue as error:
            label = self._fields[field]._description_string(self.env)
            raise ValidationError(self._refusal_of_name(label, str(error))) from error

    @api.model
    def _refusal_of_name(self, label, reason):
        if reason == "long":
            longest = naming.LONGEST
            return _(
                "%(field)s: a name has at most %(longest)s letters.", field=label, longest=longest
            )
        return _("%(field)s: there are signs in it that cannot be seen; type it anew.", field=label)

    @api.model
    def _draw_uids(self, count):
        """Return that many public numbers that nobody has, with one query a round.

        :raises UserError: nearly all that the pattern allows are taken
        """
        drawn = public_number.draw(secrets.randbelow, self._public_number_patterns()[0])
        free = {}
        for _draw in range(MOST_DRAWS):
            if len(free) >= count:
                break
            numbers = dict.fromkeys(islice(drawn, count - len(free)))
            self.env.cr.execute(
                "SELECT uid FROM socreg_registrant WHERE uid = ANY(%s)", [list(numbers)]
            )
            taken = {row[0] for row in self.env.cr.fetchall()}
            free.update((number, None) for number in numbers if number not in taken)
        if len(free) < count:
            raise UserError(_("Public numbers run out: a manager must choose a longer pattern."))
        return list(free)

    @api.model
    def _public_number_patterns(self):
        """Return the patterns of public numbers: of new ones first, then of those given before."""
        # Whoever registers somebody needs it, and it is no secret.
        patterns = self.env["ir.config_parameter"].sudo().get_param(PATTERNS)
        return patterns.split() if patterns else [public_number.DEFAULT_PATTERN]

    @api.model
    def _set_public_number_pattern(self, pattern):
        """Give new registrants numbers of this pattern; those who have one keep it.

        :raises ValidationError: no numbers can be made of it
        """
        try:
            public_number.check_pattern(pattern)
        except InvalidValue as error:
            raise ValidationError(self._refusal_of_pattern(str(error))) from error
        others = [known for known in self._public_number_patterns() if known != pattern]
        # The caller answers for who may set it.
        self.env["ir.config_parameter"].sudo().set_param(PATTERNS, " ".join([pattern, *others]))

    @api.model
    def _refusal_of_pattern(self, reason):
        if reason == "short":
            return _(
                "A pattern needs %(fewest)s random digits (#) or more, or numbers run out.",
                fewest=public_number.FEWEST_RANDOM,
            )
        if reason == "long":
            return _("Such numbers are too long to be said on the phone.")
        return _("A pattern has only #, capital letters A to Z and digits, and no 0 at its begin.")

    def _name_parts(self, kind):
        """Return the fields that make the name of this kind of registrant, in order.

        An overrider may look at the registrant for the order; `self` can be empty.
        """
        return []

    @api.model
    def _name_parts_of_all(self):
        nobody = self.browse()
        return [field for kind, _label in KINDS for field in nobody._name_parts(kind)]

    @api.model
    def _domain_by_whole_names(self, names):
        """Return a domain of who is called by one of these names, or by none where one is empty."""
        ids = []
        for name in filter(None, names):
            self._refuse_search_by_name()
            found = self.browse(self._ids_by_name(name))
            ids += [registrant.id for registrant in found if registrant.name == name]
        domain = [("id", "in", ids)]
        nameless = [(field, "=", False) for field in self._name_parts_of_all()]
        return domain if all(names) else ["|", *domain, *["&"] * (len(nameless) - 1), *nameless]

    def get_formview_id(self, access_uid=None):
        """Open a person in the person's form and a group in the group's."""
        return self._form_view_of(self.kind)

    @api.model
    def _form_view_of(self, kind):
        view = "group" if kind == "group" else "individual"
        return self.env.ref(f"socreg_registry.socreg_{view}_view_form").id
