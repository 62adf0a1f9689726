from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.socreg_crypto.fields import OwnColumn, SealedField
from odoo.addons.socreg_crypto.opening import once_a_transaction
from odoo.addons.socreg_registry.core import identifier, naming
from odoo.addons.socreg_registry.core.errors import InvalidValue
from odoo.addons.socreg_registry.models.socreg_individual import LONGEST_LIFE
from odoo.addons.socreg_registry.models.socreg_registrant import KINDS

from ..core.delivery import INVALID, Joining
from ..core.entry import GROUP
from ..core.spelling_phones import read_phones

TAKEN_TYPES = ("char", "text", "date", "integer", "float", "boolean", "selection")
LINKS = {
    "socreg.area": "code",
    "socreg.group.type": "code",
    "res.country": "code",
    "socreg.registrant": "uid",
    "socreg.tag": "name",
}
NEVER = ("kind", "uid", "source_id", "merged_into_id")
PERSONS = (
    "given_name family_name additional_name local_name birthdate is_birthdate_estimated"
    " birth_place sex marital_status education_level employment_status occupation_code"
).split()
GROUPS = ("group_name", "group_type_id")
NOT_LATER = ("birthdate", "registration_date", "state_date")
FURTHEST = {"latitude": 90, "longitude": 180}


class SocregIntake(models.AbstractModel):
    """What is wrong with a delivery, all of it at once, before anything is written."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _checks(self, source, cases):
        """Check deliveries, and make of them values for the ORM; faults go to their cases.

        An overrider calls `super()` and looks at the whole list, with as few queries.
        """
        self._check_values(source, cases)
        self._check_identifiers(cases)
        self._check_phones(cases)
        self._check_memberships(cases)
        for case in cases:
            if case.faults:
                case.result = INVALID

    @api.model
    @once_a_transaction
    def _intake_fields(self):
        """Return the names of the registrant's fields that a delivery may set."""
        registrants = self.env["socreg.registrant"]
        derived = registrants._derived_names()
        return {
            name
            for name, field in registrants._fields.items()
            if name not in derived
            and name not in NEVER
            and not isinstance(field, OwnColumn)
            and field.store
            and name not in models.MAGIC_COLUMNS
            and (field.type in TAKEN_TYPES or field.comodel_name in LINKS)
            and field.type != "one2many"
        }

    @api.model
    def _check_values(self, source, cases):
        known = self._intake_fields()
        allowed = source._allowed_names() or known
        links = self._links(cases, known)
        choices, today = {}, fields.Date.context_today(self)
        for case in cases:
            foreign = PERSONS if case.entry.kind == GROUP else GROUPS
            if case.entry.kind not in dict(KINDS):
                case.fault("kind", "choice")
            for name, value in case.entry.values.items():
                if name not in known:
                    case.fault(name, "unknown_field")
                elif name not in allowed:
                    case.fault(name, "not_allowed")
                elif name in foreign and value is not None:
                    case.fault(name, "not_of_kind")
                else:
                    self._check_value(case, name, value, links, choices, today)

    @api.model
    def _check_value(self, case, name, value, links, choices, today):
        field = self.env["socreg.registrant"]._fields[name]
        key = None
        if value is None:
            case.values[name] = [(5,)] if field.type == "many2many" else False
            return
        if field.relational:
            key, value = self._linked(field, value, links[name])
        elif field.type == "selection":
            if field not in choices:
                choices[field] = field.get_values(self.env)
            key = None if value in choices[field] else "choice"
        else:
            key = self._misfit(field, value) or self._oddity(name, value, today)
            value = self._tidy(name, value) if not key else value
        if key:
            case.fault(name, key)
        else:
            case.values[name] = value

    @api.model
    def _misfit(self, field, value):
        """Return why a value cannot be one of a plain field, or None."""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        fits = {
            "date": isinstance(value, date) and not isinstance(value, datetime),
            "boolean": isinstance(value, bool),
            "integer": is_number and float(value).is_integer(),
            "float": is_number,
        }.get(field.type, isinstance(value, str))
        if not fits:
            return "date" if field.type == "date" else "type"
        longest = field.longest if isinstance(field, SealedField) else getattr(field, "size", None)
        if isinstance(value, str) and longest and len(value) > longest:
            return "long"
        return None

    @api.model
    def _oddity(self, name, value, today):
        """Return why the registry would refuse a value of a field, or None.

        An overrider calls `super()` first.
        """
        if name in self._parts_of_names():
            return self._odd_name(value)
        registrants = self.env["socreg.registrant"]
        oddities = {
            "future": name in NOT_LATER and value > today,
            "too_old": name == "birthdate" and value.year < today.year - LONGEST_LIFE,
            "position": name in FURTHEST and abs(value) > FURTHEST[name],
            "email": name == "email" and value and not email_normalize(value),
            "occupation": name == "occupation_code" and not registrants._occupation_of(value),
        }
        return next((key for key, is_so in oddities.items() if is_so), None)

    @api.model
    @once_a_transaction
    def _parts_of_names(self):
        return frozenset(self.env["socreg.registrant"]._name_parts_of_all())

    @api.model
    def _odd_name(self, value):
        try:
            naming.check(naming.tidy(value))
        except InvalidValue as error:
            return str(error)
        return None

    @api.model
    def _tidy(self, name, value):
        if name in self._parts_of_names():
            return naming.tidy(value) or False
        return value if value != "" else False

    @api.model
    def _links(self, cases, known):
        """Return what codes lead to, by field and code: one query a model."""
        registrants = self.env["socreg.registrant"]
        names = {name for case in cases for name in case.entry.values if name in known}
        names = {name for name in names if registrants._fields[name].relational}
        asked = {}
        for case in cases:
            for name in names:
                value = case.entry.values.get(name)
                codes = value if isinstance(value, tuple) else (value,)
                comodel = registrants._fields[name].comodel_name
                asked.setdefault(comodel, set()).update(c for c in codes if isinstance(c, str))
        ids = {comodel: self._ids_by_code(comodel, codes) for comodel, codes in asked.items()}
        return {name: ids[registrants._fields[name].comodel_name] for name in names}

    @api.model
    def _ids_by_code(self, comodel, codes):
        column = LINKS[comodel]
        found = self.env[comodel].search_fetch([(column, "in", sorted(codes))], [column])
        return {record[column]: record.id for record in found}

    @api.model
    def _linked(self, field, value, ids):
        """Return why codes lead nowhere, or None, and what they lead to."""
        codes = value if isinstance(value, tuple) else (value,)
        if not all(code in ids for code in codes):
            return "unknown_code", None
        if field.type == "many2many":
            return None, [(6, 0, sorted(ids[code] for code in codes))]
        return (None, ids[codes[0]]) if len(codes) == 1 else ("type", None)

    @api.model
    def _check_identifiers(self, cases):
        said = [case for case in cases if case.entry.identifiers]
        types = self._identifier_types(one for case in said for one in case.entry.identifiers)
        today = fields.Date.context_today(self)
        for case in said:
            for place, one in enumerate(case.entry.identifiers):
                values = self._check_identifier(case, f"identifiers.{place}", one, types, today)
                if values and values not in case.identifiers:
                    case.identifiers.append(values)

    @api.model
    def _identifier_types(self, said):
        codes = {one.type for one in said}
        found = self.env["socreg.identifier.type"].search([("code", "in", sorted(codes))])
        return {kind.code: kind for kind in found}

    @api.model
    def _check_identifier(self, case, path, said, types, today):
        kind = types.get(said.type)
        if not kind:
            return case.fault(f"{path}.type", "unknown_code")
        value = identifier.normalise(said.value)
        try:
            identifier.check(value, kind.pattern, kind.checksum)
        except InvalidValue as error:
            case.fault(f"{path}.value", str(error))
        if kind.needs_expiry and not said.expires_on:
            case.fault(f"{path}.expires_on", "expiry")
        if said.issued_on and said.issued_on > today:
            case.fault(f"{path}.issued_on", "future")
        if said.issued_on and said.expires_on and said.expires_on < said.issued_on:
            case.fault(f"{path}.expires_on", "expires_early")
        dates = {"issued_on": said.issued_on, "expires_on": said.expires_on}
        return {"type_id": kind.id, "value": value} | {k: v for k, v in dates.items() if v}

    @api.model
    def _check_phones(self, cases):
        said = [case for case in cases if case.entry.phones]
        region = self.env["socreg.phone"]._region() if said else None
        for case in said:
            for place, text in enumerate(case.entry.phones):
                try:
                    numbers = read_phones(text, region)
                except InvalidValue:
                    case.fault(f"phones.{place}", "phone")
                    continue
                case.phones += [number for number in numbers if number not in case.phones]

    @api.model
    def _check_memberships(self, cases):
        said = [case for case in cases if case.entry.memberships]
        codes = {code for case in said for one in case.entry.memberships for code in one.roles}
        is_asked = ["|", ("is_head", "=", True), ("code", "in", sorted(codes))]
        roles = self.env["socreg.membership.role"].search(is_asked) if said else ()
        id_by_code = {role.code: role.id for role in roles}
        head = next((role.id for role in roles if role.is_head), None)
        today = fields.Date.context_today(self)
        for case in said:
            for place, one in enumerate(case.entry.memberships):
                path = f"memberships.{place}"
                role_ids = {id_by_code.get(code) for code in one.roles}
                if None in role_ids:
                    case.fault(f"{path}.roles", "unknown_code")
                if one.start_date and one.start_date > today:
                    case.fault(f"{path}.start_date", "future")
                if not (one.group or one.uid or one.identifier):
                    case.fault(path, "no_group")
                role_ids |= {head} if one.is_head and head else set()
                ids = tuple(sorted(filter(None, role_ids)))
                case.joinings.append(Joining(path, one.group, None, ids, one.start_date))

    @api.model
    def _check_new(self, source, case):
        """Look at what only who is not registered yet must have."""
        names = self.env["socreg.registrant"]._name_parts("individual")
        if case.entry.kind == GROUP:
            if not case.values.get("group_type_id"):
                case.fault("group_type_id", "needed")
        elif not any(case.values.get(name) for name in names):
            case.fault("given_name", "needed")
        self._check_area(source, case)

    @api.model
    def _check_area(self, source, case):
        """Look whether source and user may register somebody in an area."""
        scope = self.env["res.users"]._scope("registrar")
        id_ = case.values.get("area_id")
        # Areas are read by everybody; their paths are not shown.
        path = self.env["socreg.area"].browse(id_).sudo().parent_path if id_ else None
        if (not self.env.su and not scope.holds(path)) or (
            source.area_ids and not self._lies_in(path, source.area_ids)
        ):
            case.fault("area_id", "outside" if id_ else "needed")

    @api.model
    def _lies_in(self, path, areas):
        within = set(areas.ids)
        return any(int(part) in within for part in (path or "").split("/") if part)
