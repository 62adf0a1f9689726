from odoo import _, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.core.masks import HIDDEN
from odoo.addons.socreg_crypto.opening import may_open

from ..core import question, table
from ..core.enrolment_file import DATES, PUBLIC_NUMBER
from .res_users import MANAGE

MANAGER = "socreg_registry.socreg_registry_group_manager"
MOST_EXPORTED = 100_000
PAGE = 2_000


class SocregRegister(models.Model):
    """A register as a file: one row an enrolment, one column a field."""

    # One model in several files, by noun.
    _inherit = "socreg.register"  # pylint: disable=consider-merging-classes-inherited

    def action_export(self):
        """Have the browser fetch the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/socreg/register/{self.code}/enrolments.csv",
            "target": "self",
        }

    def _export_enrolments(self):
        """Return the file of who is enrolled, as this manager may see them.

        :raises AccessError: only managers take data out
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(_("Only managers take data out of a register."))
        questions = self._questions()
        headings = [PUBLIC_NUMBER, *DATES, *(asked.name for asked in questions)]
        return b"".join(table.write(headings, self._rows_to_export(questions)))

    def _rows_to_export(self, questions):
        enrolments = self.env["socreg.enrolment"]
        # A manager of some areas, who sees others as well, takes out what is managed.
        ours = [("register_id", "=", self.id), *enrolments._domain_within(MANAGE)]
        count = enrolments.search_count(ours, limit=MOST_EXPORTED + 1)
        if count > MOST_EXPORTED:
            raise UserError(
                _("More than %(most)s enrolments do not go into one file.", most=MOST_EXPORTED)
            )
        last = 0
        while page := enrolments.search([*ours, ("id", ">", last)], order="id", limit=PAGE):
            yield from page._rows_of_file(questions)
            last = page[-1:].id
            page.invalidate_recordset()


class SocregEnrolment(models.Model):
    """Rows of a file."""

    # One model in several files: how an enrolment is written to a file.
    _inherit = "socreg.enrolment"  # pylint: disable=consider-merging-classes-inherited

    def action_export(self):
        """Export the register whose list this is."""
        return self._register_of_list().action_export()

    def _register_of_list(self):
        register = self.env["socreg.register"].browse(self.env.context.get("default_register_id"))
        if not register:
            raise UserError(_("Open the list of one register first."))
        return register

    def _rows_of_file(self, questions):
        sees = may_open(self.env)
        shown = self.read(["answers", "registrant_uid", *DATES])
        for enrolment, row in zip(self, shown, strict=True):
            dates = [fields.Date.to_string(row[name]) or "" for name in DATES]
            cells = [
                enrolment._cell_of_file(asked, row["answers"].get(asked.name), sees)
                for asked in questions
            ]
            yield [row["registrant_uid"], *dates, *cells]

    def _cell_of_file(self, asked, value, sees):
        """Return a cell; what is masked is a mask if it is a text, and else nothing."""
        if not sees and asked.data_class != question.STATISTICAL:
            return HIDDEN if asked.kind == "text" else ""
        return question.to_text(asked, value)
