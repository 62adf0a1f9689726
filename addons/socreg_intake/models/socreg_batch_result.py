import io

from odoo import _, api, models

from odoo.addons.socreg_crypto.opening import may_open
from odoo.addons.socreg_registry.core.table import write as written

from ..core.entry import Fault


class SocregBatch(models.Model):
    """The rows that failed, as a file that can be corrected and dropped again."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    def _failed_file(self):
        """Yield a CSV file of the rows that failed: their columns, line and reason.

        Who may not see personal data gets line and reason: the rest they have in their own file.
        """
        self.ensure_one()
        is_seen = may_open(self.env)
        headings = self._setting().get("headings", []) if is_seen else []
        return written([*headings, _("Line"), _("Reason")], self._failed_rows(len(headings)))

    def _failed_rows(self, width):
        # Pieces are read by this code alone; they open for who may see.
        pieces = self.env["socreg.batch.piece"].sudo()
        found = pieces.search([("batch_id", "=", self.id)], order="sequence")
        for piece in found._one_by_one():
            if piece.faults:
                yield from self._failed_rows_of(piece, width)

    def _failed_rows_of(self, piece, width):
        cells = {row[0]: row[1] for row in (piece.content or [])} if width else {}
        words = piece.words or {} if width else {}
        for line, _result, faults in piece.faults:
            row = list(cells.get(line, []))[:width]
            blank = [""] * (width - len(row))
            yield [*row, *blank, line, self._reason(faults, words.get(str(line)))]

    @api.model
    def _reason(self, faults, words):
        """Return why a row failed, in the user's language."""
        sentences = self.env["socreg.intake"]._faults_in_words(map(Fault.from_json, faults))
        return "\n".join(dict.fromkeys([*sentences, *([words] if words else [])]))

    def _failed_content(self):
        """Return the whole file of failed rows."""
        return io.BytesIO(b"".join(self._failed_file()))
