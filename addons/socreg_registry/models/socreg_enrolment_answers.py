"""How answers come in: by their names, as Odoo's properties or as sealed values, always checked."""

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.core.masks import is_masked
from odoo.addons.socreg_crypto.opening import may_open

from ..core.question import STATISTICAL, clean
from ..deferred import check_when_done

SEALED = {"identifying": "identifying_values", "sensitive": "sensitive_values"}
DOORS = ("answers", "properties", *SEALED.values())
KEEP = "keeping what was not changed"


class SocregEnrolment(models.Model):
    """The doors by which answers come in."""

    # One model in two files: what an enrolment is, and how it is answered.
    _inherit = "socreg.enrolment"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        if "register_id" in vals and any(e.register_id.id != vals["register_id"] for e in self):
            raise UserError(_("An enrolment stays in its register: end it and make another."))
        check_when_done(self.env)
        given = {name: vals[name] for name in DOORS if name in vals}
        # Without values, too, this is where access is checked.
        result = super().write({name: v for name, v in vals.items() if name not in given})
        if given:
            self._write_answers(given)
        return result

    def _write_answers(self, given):
        """Write answers, those that are left out staying as they are."""
        for register, enrolments in self.grouped("register_id").items():
            answers = self._cleaned(register, self._by_name(register, given))
            enrolments._refuse_unseen_answers(register, answers)
            groups = {}
            with elevation(KEEP):
                for enrolment, columns in enrolments._merged(register, answers):
                    known = groups.setdefault(repr(columns), (columns, self.browse()))
                    groups[repr(columns)] = (columns, known[1] + enrolment)
            if "sensitive" in map(register._asked().classes.get, answers):
                enrolments._give_keys(enrolments.registrant_id)
            for columns, same in groups.values():
                # Access to all of them was just checked, at once.
                same.sudo()._write_columns(columns)

    def _write_columns(self, columns):
        """Write answers that were checked and put apart."""
        return super().write(columns)  # pylint: disable=super-method-mismatch

    def _merged(self, register, answers):
        """Yield each enrolment with the columns that it will have."""
        plain, classes = self._stored_properties(), register._asked().classes
        keys = register._asked().keys
        for enrolment in self:
            columns = {}
            for data_class in {classes[name] for name in answers}:
                new = {n: v for n, v in answers.items() if classes[n] == data_class}
                if data_class == STATISTICAL:
                    by_key = {keys[name]: False if v is None else v for name, v in new.items()}
                    columns["properties"] = {**(plain.get(enrolment.id) or {}), **by_key}
                else:
                    kept = {**(enrolment[SEALED[data_class]] or {}), **new}
                    said = {name: value for name, value in kept.items() if value is not None}
                    columns[SEALED[data_class]] = said or False
            yield enrolment, columns

    @api.model
    def _give_keys(self, registrants):
        """Have keys for health at hand: made one by one, they would be a query each."""
        self.env["socreg.data.key"]._give("sensitive", registrants)

    @api.model
    def _with_answers_apart(self, vals_list):
        """Return values of new rows with each answer in the column of its class."""
        ids = {vals.get("register_id") for vals in vals_list} - {None, False}
        registers = {r.id: r for r in self.env["socreg.register"].browse(ids)}
        default = self.env.context.get("default_register_id")
        rows = [
            self._apart(registers, vals, vals.get("register_id") or default) for vals in vals_list
        ]
        sensitive = {row.get("registrant_id") for row in rows if row.get("sensitive_values")}
        self._give_keys(self.env["socreg.registrant"].browse(id_ for id_ in sensitive if id_))
        return rows

    @api.model
    def _apart(self, registers, vals, register_id):
        given = {name: vals[name] for name in DOORS if vals.get(name)}
        rest = {name: value for name, value in vals.items() if name not in DOORS}
        if not register_id or not given:
            return rest
        register = registers.get(register_id) or self.env["socreg.register"].browse(register_id)
        answers = self._cleaned(register, self._by_name(register, given))
        keys, classes = register._asked().keys, register._asked().classes
        said = {name: value for name, value in answers.items() if value is not None}
        columns = {"properties": {k: said[n] for n, k in keys.items() if n in said}}
        for data_class, column in SEALED.items():
            columns[column] = {n: v for n, v in said.items() if classes[n] == data_class} or False
        return {**rest, **columns}

    @api.model
    def _by_name(self, register, given):
        """Return what came in by any door, by the names of fields."""
        names = register._asked().names
        properties = self._properties_by_key(given.get("properties") or {})
        answers = {names.get(key, key): value for key, value in properties.items()}
        for data_class, column in SEALED.items():
            answers.update(self._as_dict(given.get(column) or {}))
            if column in given and not given[column]:
                answers.update(register._nothing_of(data_class))
        answers.update(self._as_dict(given.get("answers") or {}))
        return answers

    @api.model
    def _as_dict(self, values):
        if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
            raise UserError(_("Answers are given by the names of their fields."))
        return values

    @api.model
    def _properties_by_key(self, given):
        """Return properties by key, as the web client and programs give them."""
        if not isinstance(given, list):
            return self._as_dict(given)
        if any(item.get("definition_changed") or item.get("definition_deleted") for item in given):
            raise AccessError(_("The fields of a register are defined on its form."))
        return {item["name"]: item.get("value") for item in given}

    @api.model
    def _cleaned(self, register, answers):
        """Return answers as they are kept; an answer of an archived field is left as it was."""
        asked = {
            name: value for name, value in answers.items() if name not in register._asked().retired
        }
        if any(self._holds_mask(value) for value in asked.values()):
            raise UserError(_("An answer was masked for you: leave it out or enter it anew."))
        kept, faults = clean(register._questions(), asked)
        self._raise_faults(register, faults)
        return kept

    @api.model
    def _holds_mask(self, value):
        return any(map(is_masked, value)) if isinstance(value, list) else is_masked(value)

    def _refuse_unseen_answers(self, register, answers):
        """Refuse to empty what the user does not see is there."""
        if may_open(self.env):
            return
        classes = register._asked().classes
        for name in (name for name, value in answers.items() if value is None):
            column = SEALED.get(classes[name])
            if column and any(self._fields[column].is_kept_from(e) for e in self):
                label = register._asked().labels[name]
                raise AccessError(_("You may not see %(field)s, nor empty it.", field=label))
