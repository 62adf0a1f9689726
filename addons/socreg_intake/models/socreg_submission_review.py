from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.socreg_history.core.acting import acting
from odoo.addons.socreg_registry.deferred import check_now

from ..core.delivery import CHANGED, NEW, Case, Delivery
from ..core.edit import CREATE, UNLINK
from ..core.entry import Entry
from ..core.passing import passing
from .socreg_submission import APPLIED, OPEN, PENDING, REJECTED, RETURNED
from .socreg_submission_change import KEEP

SUPERVISOR = "supervisor"


class SocregSubmission(models.Model):
    """A second pair of eyes: approve, reject or ask back; never what one said oneself."""

    # One model in several files, by noun.
    _inherit = "socreg.submission"  # pylint: disable=consider-merging-classes-inherited

    is_nobody_known = fields.Boolean(
        string="Somebody New",
        help="Whoever reviewed it says that it is none of those who are perhaps the same.",
        data_class="statistical",
    )
    may_decide = fields.Boolean(compute="_compute_may_decide", data_class="statistical")
    is_mine = fields.Boolean(compute="_compute_may_decide", data_class="statistical")

    @api.depends("state", "area_id", "user_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        supervised = self._supervised()
        for submission in self:
            submission.is_mine = submission.user_id == self.env.user
            submission.may_decide = (
                submission._is_open() and submission in supervised and not submission.is_mine
            )

    def _is_open(self):
        return self.state in OPEN

    def _supervised(self):
        """Return those that lie in areas that the user supervises."""
        scope = self.env["res.users"]._scope(SUPERVISOR)
        # Areas are read by everybody; their paths are not shown.
        return self.filtered(lambda it: scope.holds(it.area_id.sudo().parent_path))

    def _check_may_decide(self):
        """Refuse who may not decide on all of these now, and hold them for who may.

        :raises AccessError: they lie outside of what the user supervises, or cannot be seen
        :raises UserError: the user said it, or it was decided already
        """
        self.read(["state"])
        if self - self._supervised():
            raise AccessError(_("Only those who supervise an area decide on what is said of it."))
        if any(submission.user_id == self.env.user for submission in self):
            raise UserError(_("Nobody decides on what they said themselves."))
        self._hold()
        decided = self.filtered(lambda it: not it._is_open())
        if decided:
            raise UserError(_("%(number)s was decided already.", number=decided[0].number))

    def _hold(self):
        """Keep others from deciding at the same time; who waited here begins anew."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM socreg_submission WHERE id IN %s FOR UPDATE", tuple(self.ids or [0])
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset(["state"])

    def action_approve(self):
        """Write what is proposed, in the name of who approves and by their rights; all or none."""
        self._check_may_decide()
        purpose = ", ".join(
            f"{submission.number} ({login})"
            for submission in self
            # A user may not read other users by every right; the log says who it was.
            for login in submission.user_id.sudo().mapped("login")
        )
        for source in self.source_id:
            mine = self.filtered(lambda it, source=source: it.source_id == source)
            version = source.version_name or ""
            with acting(source=source.code, purpose=purpose, version=version), passing():
                for submission in mine.sorted("id"):
                    submission._apply_one()
        return True

    def _apply_one(self):
        self._refuse_undecided()
        edit = self._edit()
        try:
            registrant, result = self._apply_edit(edit) if edit else self._apply_entry()
            self.env.flush_all()
            check_now(self.env)
        except ValidationError as error:
            raise UserError(self._refusal(str(error))) from error
        self._decide(APPLIED, result=result, registrant_id=registrant.id)

    def _refuse_undecided(self):
        """Refuse to approve before it is said what to do where there is a doubt."""
        if self.state != PENDING:
            raise UserError(
                _("%(number)s was asked back: wait for the answer.", number=self.number)
            )
        if self.candidate_ids and not self.registrant_id and not self.is_nobody_known:
            raise UserError(
                _("%(number)s: say first whether it is one of those alike.", number=self.number)
            )
        open_ = self.change_ids.filtered(lambda it: it.is_conflict and not it.choice)
        if open_ and self._is_divisible():
            raise UserError(
                _(
                    "%(number)s: %(field)s was changed since. Say whether to keep what stands there"
                    " or to take what is proposed.",
                    number=self.number,
                    field=open_[0].label,
                )
            )

    def _kept_paths(self):
        """Return the paths where what stands there is kept."""
        return set(self.change_ids.filtered(lambda it: it.choice == KEEP).mapped("path"))

    def _apply_edit(self, edit):
        """Do what somebody wanted to save; return whom it is of, and what it was."""
        kept = self._kept_paths()
        values = {name: value for name, value in edit.values.items() if name not in kept}
        records = self.env[edit.model]
        if edit.operation == CREATE:
            record = records.create(values)
            return record._proposed_subject(), NEW
        record = records.browse(edit.id).exists()
        if not record:
            raise UserError(_("%(number)s: that line is no more.", number=self.number))
        subject = record._proposed_subject()
        if edit.operation == UNLINK:
            record.unlink()
        else:
            record.write(values)
        return subject, CHANGED

    def _apply_entry(self):
        """Take what a source delivered; return whom it is of, and what it was."""
        intake = self.env["socreg.intake"]
        case = Case(Delivery("", self._entry_to_take(), self.line, self._batch()))
        intake._checks(self.source_id, [case])
        if not case.result:
            intake._matches(self.source_id, [case], set())
        self._refuse_case(case)
        case.registrant_id = case.registrant_id or self.registrant_id.id or None
        if case.registrant_id:
            intake._changes([case])
        else:
            intake._check_new(self.source_id, case)
            self._refuse_case(case)
        case.result = CHANGED if case.registrant_id else NEW
        intake._apply(self.source_id, [case])
        self._refuse_case(case)
        return self.env["socreg.registrant"].browse(case.registrant_id), case.result

    def _entry_to_take(self):
        entry, kept = self._entry(), self._kept_paths()
        return Entry(
            entry.kind,
            {name: value for name, value in entry.values.items() if name not in kept},
            entry.uid,
            *(
                tuple(
                    one
                    for place, one in enumerate(getattr(entry, name))
                    if f"{name}.{place}" not in kept
                )
                for name in ("identifiers", "phones", "memberships")
            ),
            entry.key,
        )

    def _batch(self):
        """Return the batch that it came with, where it came with one."""
        return

    def _refusal(self, why):
        return _("%(number)s: %(why)s", number=self.number, why=why)

    def _refuse_case(self, case):
        if case.faults:
            words = [case.words] if case.words else []
            words += self.env["socreg.intake"]._faults_in_words(case.faults)
            raise UserError(self._refusal(words[0]))

    def _decide(self, state, **vals):
        """Write who decided, and what. Nobody writes it by hand: who may was asked."""
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **vals,
            }
        )

    def _reject(self, reason):
        """Reject these for a reason."""
        self._check_may_decide()
        self._decide(REJECTED, reason=reason)

    def _ask_back(self, question):
        """Give these back to who said them, with a question."""
        self._check_may_decide()
        self._decide(RETURNED, reason=question)

    def _answer(self, text):
        """Answer a question about what one said oneself: it awaits approval again."""
        if any(it.user_id != self.env.user or it.state != RETURNED for it in self):
            raise UserError(_("Whoever said it answers, when they were asked."))
        self.sudo().write({"state": PENDING, "reason": text})

    def _meet(self, registrant):
        """Say that it is of one of those who are perhaps the same."""
        self.ensure_one()
        self._check_may_decide()
        if registrant not in self.candidate_ids:
            raise UserError(_("This is none of those who are perhaps the same."))
        self.sudo().write({"registrant_id": registrant.id, "is_nobody_known": False})
        self._lay_out()

    def action_is_nobody_known(self):
        """Say that it is none of those who are perhaps the same."""
        self._check_may_decide()
        self.sudo().write({"registrant_id": False, "is_nobody_known": True})
        return True

    def _lay_out(self):
        """Note what stands where something is proposed, and tell each change by itself."""
        for submission in self.sudo():
            record, wanted = submission._record(), submission._wanted()
            base = submission._stands(record, wanted) if record else {}
            said = {**submission._said_opened(), "base": base}
            paths = list(submission._told()) or list(wanted)
            submission.write(
                {
                    **self._sealed_vals(said),
                    "change_ids": [(5,), *((0, 0, {"path": path}) for path in paths)],
                }
            )
