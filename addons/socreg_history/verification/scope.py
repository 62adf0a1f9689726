"""What of the log is looked at: all of it, what came since a moment, or what one subject's is."""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Scope:
    """What of the log is looked at.

    :ivar position: transaction and number of the event after which it begins
    :ivar subject: model and id of the one whose events are meant
    """

    position: tuple[int, int] | None = None
    subject: tuple[str, int] | None = None

    @property
    def is_whole(self):
        """Tell whether all is looked at."""
        return not (self.position or self.subject)

    def where(self):
        """Return the condition on events `e`."""
        if self.position:
            return SQL("(e.xid, e.seq) > (%s, %s)", *self.position)
        if self.subject:
            model, subject = self.subject
            return SQL(
                "(e.subject_id = %s OR e.left_subject_id = %s) AND e.model IN (SELECT w.model"
                " FROM socreg_history.watched AS w WHERE w.subject_model = %s)",
                subject,
                subject,
                model,
            )
        return SQL("true")

    def where_base(self):
        """Return the condition on what archived months made of records, `b`."""
        if self.position:
            return SQL("false")
        if self.subject:
            model, subject = self.subject
            return SQL(
                "b.subject_id = %s AND b.model IN (SELECT w.model FROM socreg_history.watched AS w"
                " WHERE w.subject_model = %s)",
                subject,
                model,
            )
        return SQL("true")
