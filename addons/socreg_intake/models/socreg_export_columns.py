from odoo import _, api, models

from ..core.entry import GROUP, INDIVIDUAL
from ..core.mapping import OF_GROUP, OF_HOUSEHOLD
from .socreg_intake_checks import GROUPS, PERSONS

UID = "uid"
PHONES = 3
PARTS_OF_IDENTIFIER = ("value", "issued_on", "expires_on")


class SocregExportColumns(models.AbstractModel):
    """What columns of an export can hold: what an import reads at the same paths."""

    _name = "socreg.export.columns"
    _description = "Columns of Exports"

    @api.model
    def _offered(self, kind):
        """Return labels by path of what rows of a kind can hold, but the public number.

        An overrider adds paths that `core.mapping` knows, and reads them in `socreg.export`.

        :param kind: `individual` or `group`
        """
        offered = self._offered_fields(GROUPS if kind == INDIVIDUAL else PERSONS)
        offered |= self._offered_identifiers() | self._offered_phones()
        return offered | self._offered_household() if kind == INDIVIDUAL else offered

    @api.model
    def _offered_of_all(self):
        return self._offered(GROUP) | self._offered(INDIVIDUAL)

    @api.model
    def _offered_fields(self, foreign):
        registrants = self.env["socreg.registrant"]
        names = sorted(self.env["socreg.intake"]._intake_fields() - set(foreign))
        return {name: registrants._fields[name]._description_string(self.env) for name in names}

    @api.model
    def _offered_identifiers(self):
        identifiers = self.env["socreg.identifier"]._fields
        dates = {n: identifiers[n]._description_string(self.env) for n in PARTS_OF_IDENTIFIER[1:]}
        offered = {}
        for kind in self.env["socreg.identifier.type"].search([("code", "!=", False)]):
            path = f"identifiers.{kind.code}."
            offered[f"{path}value"] = kind.name
            offered |= {f"{path}{name}": f"{kind.name}: {date}" for name, date in dates.items()}
        return offered

    @api.model
    def _offered_phones(self):
        return {f"phones.{place}": _("Phone %(place)s", place=place + 1) for place in range(PHONES)}

    @api.model
    def _offered_household(self):
        """Return what a person's row says of the household they belong to now, and of its own."""
        members = self.env["socreg.membership"]._fields
        label = {n: members[n]._description_string(self.env) for n in ("is_head", "start_date")}
        of_place = {
            UID: _("Public Number"),
            "role": _("Role"),
            "is_head": label["is_head"],
            "start_date": label["start_date"],
        }
        own = {f"{OF_HOUSEHOLD}{name}": said for name, said in of_place.items()}
        own |= {f"{OF_GROUP}{name}": said for name, said in self._offered_fields(PERSONS).items()}
        return {path: _("Household: %(what)s", what=said) for path, said in own.items()}
