from odoo import _, api, models

LISTS = {"identifiers": "identifier_ids", "phones": "phone_ids", "memberships": "membership_ids"}

PARTS = ("members", "group", "household")


class SocregIntake(models.AbstractModel):
    """What is wrong with a delivery, in words that tell no value."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _faults_in_words(self, faults):
        """Return a sentence for each `Fault`, in the user's language."""
        return [self._fault_in_words(fault) for fault in faults]

    @api.model
    def _fault_in_words(self, fault):
        sentence = self._sentences().get(fault.key) or _("it is not accepted.")
        label = self._label_of(fault.path)
        if not label:
            return sentence[:1].upper() + sentence[1:]
        return _("%(field)s: %(why)s", field=label, why=sentence)

    @api.model
    def _label_of(self, path):
        """Return what people call the place in a delivery where something was said."""
        name, *rest = path.split(".")
        if rest and name in PARTS:
            place = rest.pop(0) if name == "members" else None
            part = _("Member %(place)s", place=int(place) + 1) if place else _("Household")
            return " ".join(filter(None, [part, self._label_of(".".join(rest))]))
        field = self.env["socreg.registrant"]._fields.get(LISTS.get(name, name))
        label = field._description_string(self.env) if field else name
        return " ".join([label, *(str(int(it) + 1) if it.isdigit() else it for it in rest)])

    @api.model
    def _sentences(self):
        """Return the sentence for each key of a fault. An overrider adds its own."""
        return {
            "unknown_field": _("there is no such field."),
            "not_allowed": _("this source may not set it."),
            "not_of_kind": _("people have it and groups have not, or the other way round."),
            "type": _("it cannot hold such a value."),
            "date": _("this is no date."),
            "choice": _("this is none of the choices."),
            "unknown_code": _("nothing has this code."),
            "unknown_number": _("nobody you may see has this public number."),
            "unknown_group": _("the group is not known."),
            "several": _("the numbers are of several registrants."),
            "long": _("it is too long."),
            "control": _("there are signs in it that cannot be seen."),
            "future": _("the date lies in the future."),
            "too_old": _("nobody is so old."),
            "position": _("there is no such place on Earth."),
            "email": _("this is not an e-mail address."),
            "occupation": _("there is no occupation with this code."),
            "phone": _("this is not a phone number."),
            "empty": _("the number is empty."),
            "pattern": _("the number does not have the right form."),
            "checksum": _("the check digit is wrong."),
            "expiry": _("say when it expires."),
            "expires_early": _("it cannot expire before it is issued."),
            "no_group": _("say which group."),
            "needed": _("it is needed to register somebody."),
            "outside": _("this area is not open to you or to this source."),
            "taken": _("somebody is already registered with this number."),
            "known": _("who is meant is registered already."),
            "perhaps_known": _("who is meant is perhaps registered already."),
            "other_body": _("the same key was delivered with other contents."),
            "older": _("a newer revision came before."),
            "kind_differs": _("a person is no group, and a group no person."),
            "age": _("this is no age."),
            "ambiguous": _("several are called so: give the code."),
            "boolean": _("say yes or no."),
            "computed": _("the sheet could not compute it."),
            "date_order": _("it is not clear which number is the day and which the month."),
            "differs": _("another row says otherwise of the same household."),
            "heads": _("a household has one head."),
            "long_cell": _("the cell is too long."),
            "missing": _("it is not said."),
            "nobody": _("the row does not say who it is of."),
            "number": _("this is no number."),
            "quotes": _("a quotation mark is not closed."),
            "rounded": _("the spreadsheet cut its last digits off: have the column as text."),
            "too_many_cells": _("the row has more cells than there are headings."),
            "refused": _("the registry does not accept it."),
        }
