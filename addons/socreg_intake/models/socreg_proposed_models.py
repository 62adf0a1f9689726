from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .socreg_submission import OPEN


class SocregRegistrant(models.Model):
    """A registrant whose changes may wait for approval."""

    _name = "socreg.registrant"
    _inherit = ["socreg.proposed", "socreg.registrant"]

    submission_ids = fields.One2many(
        "socreg.submission", "registrant_id", string="Submissions", data_class="statistical"
    )
    open_submission_count = fields.Integer(
        string="Changes That Await Approval",
        compute="_compute_open_submission_count",
        data_class="statistical",
    )

    @api.depends("submission_ids.state")
    @api.depends_context("uid")
    def _compute_open_submission_count(self):
        within = [("registrant_id", "in", self.ids), ("state", "in", OPEN)]
        groups = self.env["socreg.submission"]._read_group(within, ["registrant_id"], ["__count"])
        counts = {registrant.id: count for registrant, count in groups}
        for registrant in self:
            registrant.open_submission_count = counts.get(registrant.id, 0)

    @api.model
    def _subject_of_new(self, vals):
        return self.browse()

    @api.model
    def _area_of_new(self, vals):
        (complete,) = self._with_areas([vals])
        areas = self.env["socreg.area"]
        return areas.browse(complete.get("area_id") or self._default_area_id() or [])

    def copy(self, default=None):
        """Refuse to copy where changes are reviewed: a person is registered, never copied."""
        if self._may_be_reviewed():
            raise UserError(_("People and groups are not copied: register who is new."))
        return super().copy(default)

    def _refuse_reviewed(self):
        """Refuse what cannot wait for approval, as its parts only hold together.

        :raises UserError: what the user says of some of these is reviewed
        """
        if self._may_be_reviewed() and any(self._waits(one.sudo().area_id) for one in self):
            raise UserError(_("What you change is reviewed: a supervisor does this."))

    @api.model
    def propose(self, ids, vals):
        """Save what somebody changed in a form where it is reviewed; the form calls it first.

        :param ids: of the registrant; empty for a new one
        :returns: False where it is not reviewed and is saved as ever; else the ids of what waits
        """
        registrant = self.browse(ids)
        # Where somebody lies is found out; whether the user may change them is asked in the trial.
        area = registrant.sudo().area_id if ids else self._area_of_new(vals)
        if not self._may_be_reviewed() or not self._waits(area):
            return False
        before = self.env["socreg.submission"].search([], order="id desc", limit=1).id or 0
        if registrant:
            registrant.write(vals)
        else:
            self.create([vals])
        mine = [("id", ">", before), ("user_id", "=", self.env.uid)]
        return self.env["socreg.submission"].search(mine, order="id").ids

    def action_open_submissions(self):
        """Open what is proposed for this registrant."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "socreg_intake.socreg_submission_action"
        )
        found = self.env["socreg.submission"].search(
            [("registrant_id", "=", self.id), ("state", "in", OPEN)]
        )
        action["domain"] = [("registrant_id", "=", self.id)]
        if len(found) == 1:
            action |= {"res_id": found.id, "views": [(False, "form")]}
        return action

    def action_is_meant(self):
        """Say that a submission is of this registrant, who is perhaps the same."""
        submission = self.env["socreg.submission"].browse(self.env.context.get("submission_id"))
        submission._meet(self)
        return True


class SocregIdentifier(models.Model):
    """An identifier whose changes may wait for approval."""

    _name = "socreg.identifier"
    _inherit = ["socreg.proposed", "socreg.identifier"]


class SocregPhone(models.Model):
    """A phone whose changes may wait for approval."""

    _name = "socreg.phone"
    _inherit = ["socreg.proposed", "socreg.phone"]


class SocregMembership(models.Model):
    """A membership whose changes may wait for approval."""

    _name = "socreg.membership"
    _inherit = ["socreg.proposed", "socreg.membership"]


class SocregSpouse(models.Model):
    """A marriage whose changes may wait for approval."""

    _name = "socreg.spouse"
    _inherit = ["socreg.proposed", "socreg.spouse"]
