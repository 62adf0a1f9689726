from odoo import _, api, models
from odoo.exceptions import UserError

from odoo.addons.socreg_registry.deferred import check_now

from ..core.edit import CREATE, UNLINK, WRITE, Edit
from ..core.passing import is_passing, passing
from .socreg_submission import PENDING


class _Tried(Exception):
    """What was tried is undone."""


class SocregProposed(models.AbstractModel):
    """A record whose changes wait for somebody to approve them, where the back office's source asks.

    It stands before all else that creates and writes: by whatever door somebody comes, what they
    say becomes a submission, and nothing is written. What the corridor itself writes passes.
    """

    _name = "socreg.proposed"
    _description = "Record Changed by Approval"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._may_be_reviewed():
            return super().create(vals_list)
        areas = [self._area_of_new(vals) for vals in vals_list]
        direct = [v for v, area in zip(vals_list, areas, strict=True) if not self._waits(area)]
        for vals, area in zip(vals_list, areas, strict=True):
            if self._waits(area):
                self.browse()._propose(CREATE, vals, self._subject_of_new(vals), area)
        return super().create(direct) if direct else self.browse()

    def write(self, vals):
        return self._write_or_propose(WRITE, vals, super().write)

    def unlink(self):
        return self._write_or_propose(
            UNLINK, {}, lambda _vals: super(SocregProposed, self).unlink()
        )

    def _write_or_propose(self, operation, vals, act):
        if not self._may_be_reviewed() or not self:
            return act(vals)
        # A superuser's view, to find out where it lies: who may change it is asked when it is tried.
        waiting = self.filtered(lambda it: it._waits(it.sudo()._proposed_subject().area_id))
        if not waiting:
            return act(vals)
        if waiting != self:
            raise UserError(
                _("What you say of some of them is reviewed, and of others not: do them apart.")
            )
        for record in self:
            subject = record.sudo()._proposed_subject().with_env(self.env)
            record._propose(operation, vals, subject, subject.sudo().area_id)
        return True

    @api.model
    def _may_be_reviewed(self):
        """Tell whether anything that the user says here may wait for approval."""
        return not (self.env.su or is_passing()) and self.env["socreg.source"]._form_policy()[1]

    @api.model
    def _waits(self, area):
        source = self.env["socreg.source"].browse(self.env["socreg.source"]._form_policy()[0])
        # Areas are read by everybody; their paths are not shown.
        return source._is_reviewed(area.sudo().parent_path)

    def _proposed_subject(self):
        """Return the registrant whom this is of."""
        return self[self._history_subject] if self._history_subject else self

    @api.model
    def _subject_of_new(self, vals):
        """Return the registrant whom a new record would be of, if there is one."""
        registrants = self.env["socreg.registrant"]
        return registrants.browse(vals.get(self._history_subject) or [])

    @api.model
    def _area_of_new(self, vals):
        """Return the area in which a new record would lie."""
        # Where somebody lies is found out; whether the user may change them is asked in the trial.
        return self._subject_of_new(vals).sudo().area_id

    def _propose(self, operation, vals, subject, area):
        """Keep what somebody wants to save, once it is known that it could be."""
        self._try(operation, vals)
        edit = Edit(self._name, operation, self.id or 0, vals)
        # Nobody makes a submission by hand.
        submissions = self.env["socreg.submission"].sudo()
        submission = submissions.create(
            {
                "source_id": self.env["socreg.source"]._form_policy()[0],
                "user_id": self.env.uid,
                "state": PENDING,
                "result": "pending",
                "registrant_id": subject.id,
                "area_id": area.id,
                **submissions._sealed_vals(edit.to_json()),
            }
        )
        submission._lay_out()
        return submission

    def _try(self, operation, vals):
        """Save as if nobody reviewed it, and undo it: what could not be saved is told at once."""
        try:
            with passing(), self.env.cr.savepoint():
                if operation == CREATE:
                    self.create([vals])
                elif operation == WRITE:
                    self.write(vals)
                else:
                    self.unlink()
                self.env.flush_all()
                check_now(self.env)
                raise _Tried
        except _Tried:
            self.env.invalidate_all()
