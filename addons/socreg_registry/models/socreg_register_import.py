from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..core import enrolment_file, identifier, public_number, table
from ..core.enrolment_file import ENROLLED_ON, IDENTIFIER, LEFT_ON, PUBLIC_NUMBER
from ..core.errors import InvalidValue
from ..core.question import Fault
from ..deferred import check_now

MOST_ROWS = 20_000
PIECE = 1_000


class DryRun(Exception):
    """Undo what was written to see whether it can be."""


class SocregRegister(models.Model):
    """Enrolments from a file, as the user who brings it and under all rules."""

    # One model in several files, by noun.
    _inherit = "socreg.register"  # pylint: disable=consider-merging-classes-inherited

    def action_import(self):
        """Open the screen that takes a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "socreg_register_import",
            "name": _("Import into %(register)s", register=self.name),
            "params": {
                "code": self.code,
                "headings": [
                    PUBLIC_NUMBER,
                    *enrolment_file.DATES,
                    *(asked.name for asked in self._questions()),
                ],
            },
        }

    def _import_enrolments(self, content, is_dry_run=False, most_rows=MOST_ROWS):
        """Enrol and correct whom a file names; a bad row stops no other.

        :param content: the file
        :param is_dry_run: write nothing, and say what would happen
        :return: counts, and what is wrong by line, in words that tell no value
        :raises UserError: the file as a whole cannot be read
        """
        self.ensure_one()
        if not self.may_enrol:
            raise UserError(_("You may not enrol in this register."))
        if not is_dry_run:
            self._take_turn()
        questions = self._questions()
        read = self._read_file(content, questions, most_rows)
        entries, faults = enrolment_file.entries(read, questions)
        wrong = {fault.line: self._faults_of_row(fault.faults) for fault in faults}
        done = {"created": 0, "updated": 0}
        with self._undone_if(is_dry_run):
            for start in range(0, len(entries), PIECE):
                self._import_piece(entries[start : start + PIECE], questions, done, wrong)
        return {
            **done,
            "rows": len(read.rows),
            "is_dry_run": is_dry_run,
            "encoding": read.encoding,
            "errors": [{"line": line, "words": wrong[line]} for line in sorted(wrong)],
        }

    def _take_turn(self):
        """Have imports into a register follow one another, each seeing what the one before wrote.

        The database turns away whoever waited here, and Odoo begins that request anew.
        """
        self.env.cr.execute(
            "UPDATE socreg_register SET write_date = write_date WHERE id = %s",
            [self.id],
            log_exceptions=False,
        )

    @contextmanager
    def _undone_if(self, is_dry_run):
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
                if is_dry_run:
                    raise DryRun
        except DryRun:
            self.env.invalidate_all()

    def _read_file(self, content, questions, most_rows):
        try:
            read = table.read(content, most_rows)
            enrolment_file.check_headings(read, questions)
        except InvalidValue as refusal:
            raise UserError(self._refusal_of_file(str(refusal), most_rows)) from None
        return read

    @api.model
    def _refusal_of_file(self, key, most_rows):
        return {
            "empty": _("The file is empty."),
            "binary": _("This is no text file: save the sheet as CSV."),
            "csv": _("The file cannot be read as CSV: a quotation mark is not closed."),
            "headings": _("Every column needs a heading of its own."),
            "too_many": _("A file has %(most)s rows at most: split it.", most=most_rows),
            "no_key": _("A column “public_number” or “identifier” must say who each row is of."),
            "unknown_headings": _(
                "A heading is no field of this register. Headings are the technical names."
            ),
        }[key]

    def _import_piece(self, entries, questions, done, wrong):
        people, refused = self._people_of(entries)
        known = self._open_enrolments([people[e.line] for e in entries if e.line in people])
        create, update = [], []
        for entry in entries:
            person = people.get(entry.line)
            fault = refused.get(entry.line) or self._fault_of_entry(entry, person, known, questions)
            if fault:
                wrong[entry.line] = self._faults_of_row(fault)
            elif person in known:
                update.append((entry, known[person]))
            else:
                create.append((entry, person))
        done["created"] += self._apply(create, self._create_rows, wrong)
        done["updated"] += self._apply(update, self._update_rows, wrong)

    def _open_enrolments(self, people):
        found = self.env["socreg.enrolment"].search(
            [
                ("register_id", "=", self.id),
                ("registrant_id", "in", [person.id for person in people]),
                ("left_on", "=", False),
            ]
        )
        return {enrolment.registrant_id: enrolment for enrolment in found}

    def _fault_of_entry(self, entry, person, known, questions):
        if not self._enrols_whom(person):
            return [Fault(entry.key, "not_such")]
        today = fields.Date.context_today(self)
        late = [Fault(name, "future") for name, day in entry.dates.items() if day > today]
        if late or person in known:
            return late
        return list(enrolment_file.required_of_new(questions, entry))

    def _people_of(self, entries):
        """Return who each row is of, and why not, by line."""
        by_key = {PUBLIC_NUMBER: self._people_by_uid, IDENTIFIER: self._people_by_identifier}
        people, refused = {}, {}
        for key, find in by_key.items():
            rows = [entry for entry in entries if entry.key == key]
            found = find([entry.number for entry in rows]) if rows else {}
            for entry in rows:
                who = found.get(entry.number, self.env["socreg.registrant"])
                if len(who) == 1:
                    people[entry.line] = who
                else:
                    refused[entry.line] = [Fault(key, "several" if who else "unknown_number")]
        taken = {}
        for line, person in people.items():
            if taken.setdefault(person, line) != line:
                refused[line] = [Fault("", "twice")]
        return people, refused

    def _people_by_uid(self, numbers):
        uids = {number: public_number.compact(number) for number in numbers}
        found = self.env["socreg.registrant"].search([("uid", "in", list(uids.values()))])
        by_uid = {person.uid: person for person in found}
        return {number: by_uid[uid] for number, uid in uids.items() if uid in by_uid}

    def _people_by_identifier(self, numbers):
        values = {number: identifier.normalise(number) for number in numbers}
        found = self.env["socreg.identifier"].search(
            [("value", "in", list(values.values())), ("status", "=", "valid")]
        )
        by_value = found.grouped("value")
        return {
            number: by_value[value].registrant_id
            for number, value in values.items()
            if value in by_value
        }

    def _apply(self, rows, act, wrong):
        """Write rows at once; where that fails, in halves, until the bad ones are known."""
        if not rows:
            return 0
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                act(rows)
                self.env.flush_all()
                # Whom somebody else enrols at this moment is told by row.
                check_now(self.env)
        except (UserError, IntegrityError) as error:
            self.env.invalidate_all()
            if len(rows) == 1:
                wrong[rows[0][0].line] = self._error_in_words(error)
                return 0
            half = len(rows) // 2
            return sum(self._apply(part, act, wrong) for part in (rows[:half], rows[half:]))
        return len(rows)

    def _create_rows(self, rows):
        self.env["socreg.enrolment"].create(
            [
                {"register_id": self.id, "registrant_id": person.id, **self._vals_of(entry)}
                for entry, person in rows
            ]
        )

    def _update_rows(self, rows):
        enrolments = self.env["socreg.enrolment"].concat(*(enrolment for _entry, enrolment in rows))
        # Asks whether the user may write on all of them, at once.
        enrolments.write({})
        enrolments._stored_properties()
        for vals, same in self._grouped_by_vals(rows):
            same.sudo().with_prefetch(enrolments._ids).write(vals)

    def _grouped_by_vals(self, rows):
        """Return values with all the enrolments that get them."""
        groups = {}
        for entry, enrolment in rows:
            vals = self._vals_of(entry)
            groups.setdefault(repr(vals), (vals, []))[1].append(enrolment)
        nobody = self.env["socreg.enrolment"]
        return [(vals, nobody.concat(*same)) for vals, same in groups.values()]

    @api.model
    def _vals_of(self, entry):
        vals = {"answers": entry.answers}
        if entry.dates.get(ENROLLED_ON):
            vals["enrolled_on"] = entry.dates[ENROLLED_ON]
        if entry.dates.get(LEFT_ON):
            vals.update(left_on=entry.dates[LEFT_ON], state="left")
        return vals

    @api.model
    def _error_in_words(self, error):
        if isinstance(error, UserError):
            return str(error)
        # Whoever imports may not read the constraints of the database, only their words.
        constraints = self.env["ir.model.constraint"].sudo()
        known = constraints.search([("name", "=", error.diag.constraint_name)], limit=1)
        return known.message or _("The database refuses this row.")

    def _faults_of_row(self, faults):
        return "\n".join(self._fault_of_row(fault) for fault in faults)

    def _fault_of_row(self, fault):
        words = {
            "nobody": _("The row does not say who it is of."),
            "twice": _("Another row is of the same registrant."),
            "too_many_cells": _("The row has more cells than there are headings."),
            "unknown_number": _("Nobody you may see has this number."),
            "several": _("Several have this number: use the public number."),
            "not_such": _("The register does not enrol such as these."),
            "future": _("%(field)s lies in the future.", field=fault.name),
        }
        enrolments = self.env["socreg.enrolment"]
        return words.get(fault.key) or enrolments._fault_in_words(self, fault)


class SocregEnrolment(models.Model):
    """The list of a register, into which a file is imported."""

    # One model in several files: how an enrolment comes from a file.
    _inherit = "socreg.enrolment"  # pylint: disable=consider-merging-classes-inherited

    def action_import(self):
        """Import into the register whose list this is."""
        return self._register_of_list().action_import()
