from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevation

from .socreg_registrant import ACTIVE


class SocregRegistrant(models.Model):
    """What becomes of a registrant: a state with a date and a reason, never a deletion."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    def unlink(self):
        """Refuse to delete: for everybody, by every door."""
        if self:
            # Not in `ondelete`: those without access are to hear of erasure, too.
            raise UserError(  # pylint: disable=no-raise-unlink
                _(
                    "Registrants are not deleted. Deactivate them, with a reason; who must be"
                    " forgotten is erased by destroying their keys (socreg_keys erase)."
                )
            )
        return super().unlink()

    def _deactivate(self, state, since, reason=False, ends_memberships=False):
        """Give a state other than active to all of these.

        :param ends_memberships: whether they leave their groups, and groups lose their members
        """
        if ends_memberships:
            self._open_memberships().write({"end_date": since})
        return self.write({"state": state, "state_date": since, "state_reason": reason})

    def _open_memberships(self):
        """Return the open memberships of these in groups and, of groups, in them."""
        return self.env["socreg.membership"].search(
            [
                ("end_date", "=", False),
                "|",
                ("member_id", "in", self.ids),
                ("group_id", "in", self.ids),
            ]
        )

    def action_reactivate(self):
        """Make active again; memberships that were ended stay so, as history."""
        empty = {"state_date": False, "state_reason": False, "merged_into_id": False}
        # Who reactivates may do without knowing why it was not: nothing is shown of it.
        with elevation("reactivation"):
            return self.write({"state": ACTIVE, **empty})
