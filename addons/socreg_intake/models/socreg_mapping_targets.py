from odoo import _, api, models

from odoo.addons.socreg_crypto.opening import once_a_transaction

from ..core.mapping import MEMBER, OF_GROUP, OF_HOUSEHOLD, Target, Targets
from .socreg_intake_checks import GROUPS, LINKS, PERSONS

# More areas than these are named by their codes: everybody's names would not be unique anyway.
MOST_AREAS = 5_000
# Of kinds, types and roles, which people configure.
MOST_CHOICES = 1_000
PHONES = 3
NAMES = ("given_name", "family_name", "additional_name", "local_name", "group_name")
KIND_OF_FIELD = {
    "birthdate": "birthdate",
    "email": "email",
    **dict.fromkeys(NAMES, "name"),
}
KIND_OF_TYPE = {
    "char": "word",
    "text": "text",
    "date": "date",
    "integer": "integer",
    "float": "decimal",
    "boolean": "boolean",
    "selection": "choice",
    "many2one": "choice",
    "many2many": "choices",
}


class SocregMapping(models.Model):
    """What the columns of files can say here."""

    _inherit = "socreg.mapping"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @once_a_transaction
    def _targets(self):
        """Return all that columns can say, with its names in every language of the office."""
        heads = self.env["socreg.membership.role"].search([("is_head", "=", True)])
        return Targets(
            [
                *self._targets_of_fields(GROUPS),
                *self._targets_of_lists(),
                *self._targets_of_place(),
            ],
            [
                Target("key", self._labels("Household Key"), "key"),
                *self._targets_of_fields(PERSONS),
                *self._targets_of_lists(),
            ],
            frozenset(heads.mapped("code")),
        )

    @api.model
    def _targets_of_fields(self, foreign):
        """Return targets for the fields that intake sets, but those of the other kind."""
        names = sorted(self.env["socreg.intake"]._intake_fields() - set(foreign))
        return [self._target_of_field(name) for name in names]

    @api.model
    def _target_of_field(self, name):
        field = self.env["socreg.registrant"]._fields[name]
        kind, choices = KIND_OF_FIELD.get(name) or KIND_OF_TYPE[field.type], {}
        if field.relational:
            choices = self._choices_of_link(field)
            if not choices:
                kind = "uid" if field.comodel_name == "socreg.registrant" else "word"
        elif field.type == "selection":
            choices = self._choices_of_selection(field)
        return Target(name, self._labels_of_field(field), kind, choices)

    @api.model
    def _labels_of_field(self, field):
        return list(dict.fromkeys(field._description_string(env) for env in self._environments()))

    @api.model
    def _labels(self, *labels):
        return list(labels)

    @api.model
    @once_a_transaction
    def _environments(self):
        """Return this environment in each language of the office, the user's own first."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        own = self.env.lang or "en_US"
        return [self.with_context(lang=lang).env for lang in dict.fromkeys([own, "en_US", *codes])]

    @api.model
    def _choices_of_selection(self, field):
        choices = {}
        for env in self._environments():
            for code, label in field._description_selection(env):
                choices.setdefault(code, []).append(label)
        return choices

    @api.model
    def _choices_of_link(self, field):
        """Return labels by the code of what a field leads to; none where the code itself is said."""
        if field.comodel_name == "socreg.registrant":
            return {}
        records = self.env[field.comodel_name]
        most = MOST_AREAS if field.comodel_name == "socreg.area" else MOST_CHOICES
        found = records.search([], limit=most + 1)
        return {} if len(found) > most else self._choices_of_records(found, LINKS[found._name])

    @api.model
    def _choices_of_records(self, records, code):
        choices = {}
        for env in self._environments():
            for record in records.with_env(env):
                if record[code]:
                    choices.setdefault(record[code], []).append(record.name)
        return choices

    @api.model
    def _targets_of_lists(self):
        """Return targets for public number, identifiers and phones."""
        registrants = self.env["socreg.registrant"]
        targets = [Target("uid", self._labels_of_field(registrants._fields["uid"]), "uid")]
        for number in range(PHONES):
            label = registrants._fields["phone_ids"]._description_string(self.env)
            targets.append(Target(f"phones.{number}", [f"{label} {number + 1}"], "phone"))
        return targets + self._targets_of_identifiers("identifiers.")

    @api.model
    def _targets_of_identifiers(self, prefix):
        targets = []
        identifiers = self.env["socreg.identifier"]._fields
        dates = {
            n: identifiers[n]._description_string(self.env) for n in ("issued_on", "expires_on")
        }
        for one in self.env["socreg.identifier.type"].search([], limit=MOST_CHOICES):
            names = list(dict.fromkeys(one.with_env(env).name for env in self._environments()))
            form = {"pattern": one.pattern or "", "checksum": one.checksum or ""}
            path = f"{prefix}{one.code}."
            targets.append(Target(f"{path}value", names, "identifier", **form))
            targets += [
                Target(path + name, [f"{one.name} {label}"], "date")
                for name, label in dates.items()
            ]
        return targets

    @api.model
    def _targets_of_place(self):
        """Return targets for what a person's row says of the household they live in."""
        members = self.env["socreg.membership"]._fields
        roles = self._choices_of_records(
            self.env["socreg.membership.role"].search([], limit=MOST_CHOICES), "code"
        )
        label = {
            n: self._labels_of_field(members[n]) for n in ("role_ids", "is_head", "start_date")
        }
        return [
            Target("household.key", self._labels("Household Key"), "key"),
            Target("household.uid", self._labels("Household Public Number"), "uid"),
            Target("household.role", label["role_ids"], "role", roles),
            Target("household.is_head", label["is_head"], "boolean"),
            Target("household.start_date", label["start_date"], "date"),
            *self._targets_of_identifiers("household.identifiers."),
        ]

    @api.model
    def _label_of_path(self, path, target):
        """Return how people call what a column says."""
        label = target.labels[0] if target.labels else path
        member = MEMBER.fullmatch(path)
        if member:
            return _("Member %(number)s: %(what)s", number=member[1], what=label)
        if path.startswith((OF_GROUP, OF_HOUSEHOLD)):
            return _("Household: %(what)s", what=label)
        return label
