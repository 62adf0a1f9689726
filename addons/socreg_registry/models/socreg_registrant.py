import secrets
from itertools import islice

from babel import Locale

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, escape_psql, get_lang

from ..core import identifier, public_number

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


class SocregRegistrant(models.Model):
    """A person or a group: whoever the registry knows.

    One model for both, told apart by `kind`; database constraints tie the fields of each to it.
    """

    _name = "socreg.registrant"
    _description = "Registrant"
    _order = "id desc"
    _rec_name = "name"
    _rec_names_search = ["name", "uid"]

    kind = fields.Selection(KINDS, required=True, default="individual", index=True)
    uid = fields.Char(
        string="Public Number",
        readonly=True,
        copy=False,
        help="The only number of this registrant that leaves the system.",
    )
    name = fields.Char(compute="_compute_name", search="_search_name")
    lookup = fields.Char(
        string="Name or Number",
        store=False,
        search="_search_lookup",
        help="A name, public number, identifier or phone number, however it is written.",
    )
    state = fields.Selection(STATES, required=True, default=ACTIVE, index=True, copy=False)
    state_date = fields.Date(string="Since", copy=False)
    state_reason = fields.Char(string="Reason", copy=False)
    area_id = fields.Many2one("socreg.area", index=True, ondelete="restrict")
    address = fields.Text()
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    email = fields.Char()
    preferred_lang = fields.Selection(
        selection="_selection_preferred_lang", string="Preferred Language"
    )
    registration_date = fields.Date(required=True, default=fields.Date.context_today)
    tag_ids = fields.Many2many("socreg.tag", string="Tags")
    identifier_ids = fields.One2many("socreg.identifier", "registrant_id", string="Identifiers")
    phone_ids = fields.One2many("socreg.phone", "registrant_id", string="Phones")

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

    @api.depends(lambda self: ["preferred_lang", *self._name_fields()])
    def _compute_name(self):
        for registrant in self:
            parts = [registrant[field] for field in registrant._name_parts(registrant.kind)]
            registrant.name = " ".join(part for part in parts if part)

    def _search_name(self, operator, value):
        """Find registrants by the words of their names: any order, any part.

        An exact operator compares the whole name.
        """
        if operator in NEGATIVE:
            return ["!", *self._search_name(NEGATIVE[operator], value)]
        if operator in ("like", "ilike"):
            return self._domain_by_words(operator, value or "")
        if operator not in ("=", "in"):
            raise UserError(_("Names are searched by their words, or as a whole."))
        wanted = [value] if operator == "=" else value
        return [("id", "in", [id_ for name in wanted for id_ in self._find_by_whole_name(name)])]

    def _search_lookup(self, operator, value):
        """Find whoever has this name, public number, identifier or phone number."""
        if operator not in ("ilike", "=") or not (isinstance(value, str) and value.strip()):
            raise UserError(_("Type a name or a number to look for."))
        numbers = [
            ("uid", "=", public_number.compact(value)),
            ("identifier_ids.value", "=", identifier.normalise(value)),
            ("phone_ids.number", "=", self.env["socreg.phone"]._as_stored(value)),
        ]
        return ["|"] * len(numbers) + numbers + self._domain_by_words("ilike", value)

    @api.depends("name", "uid")
    def _compute_display_name(self):
        for registrant in self:
            registrant.display_name = registrant.name or registrant.uid

    @api.constrains("email")
    def _check_email(self):
        for registrant in self.filtered("email"):
            if not email_normalize(registrant.email):
                raise ValidationError(_("This is not an e-mail address."))

    @api.constrains("latitude", "longitude")
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
        uids = self._draw_uids(len(vals_list))
        return super().create(
            [
                {**self._tidy_vals(vals), "uid": uid}
                for vals, uid in zip(vals_list, uids, strict=True)
            ]
        )

    def write(self, vals):
        for field in IMMUTABLE:
            if field in vals and any(registrant[field] != vals[field] for registrant in self):
                raise UserError(_("The kind and the public number of a registrant never change."))
        return super().write(self._tidy_vals(vals))

    @api.model
    def _tidy_vals(self, vals):
        """Return values whose names have single spaces, none at the ends, and are never blank."""
        names = {name: vals[name] for name in self._name_fields() if vals.get(name)}
        return {**vals, **{name: " ".join(text.split()) or False for name, text in names.items()}}

    @api.model
    def _draw_uids(self, count):
        """Return that many public numbers that nobody has, with one query a round."""
        drawn = public_number.draw(secrets.randbelow)
        free = {}
        while len(free) < count:
            numbers = dict.fromkeys(islice(drawn, count - len(free)))
            self.env.cr.execute(
                "SELECT uid FROM socreg_registrant WHERE uid = ANY(%s)", [list(numbers)]
            )
            taken = {row[0] for row in self.env.cr.fetchall()}
            free.update((number, None) for number in numbers if number not in taken)
        return list(free)

    def _name_parts(self, kind):
        """Return the fields that make the name of this kind of registrant, in order.

        An overrider may look at the registrant for the order; `self` can be empty.
        """
        return []

    @api.model
    def _name_fields(self):
        nobody = self.browse()
        return [field for kind, _label in KINDS for field in nobody._name_parts(kind)]

    @api.model
    def _domain_by_words(self, operator, text):
        names, words = self._name_fields(), escape_psql(text).split()
        domain = ["&"] * (len(words) - 1) if words else [(1, "=", 1)]
        for word in words:
            domain += ["|"] * (len(names) - 1) + [(name, operator, word) for name in names]
        return domain

    @api.model
    def _find_by_whole_name(self, name):
        empty = [(field, "=", False) for field in self._name_fields()]
        found = self.search(self._domain_by_words("ilike", name) if name else empty)
        return found.filtered(lambda registrant: (registrant.name or False) == (name or False)).ids

    def get_formview_id(self, access_uid=None):
        """Open a person in the person's form and a group in the group's."""
        view = "group" if self.kind == "group" else "individual"
        return self.env.ref(f"socreg_registry.socreg_{view}_view_form").id
