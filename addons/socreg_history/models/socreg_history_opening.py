from itertools import product
from typing import NamedTuple

from odoo import _, api, models
from odoo.exceptions import MissingError

from odoo.addons.socreg_crypto.core.elevation import reason_of_elevation
from odoo.addons.socreg_crypto.core.envelope import Place
from odoo.addons.socreg_crypto.core.errors import KeyDestroyed, KeyMissing, SealingError
from odoo.addons.socreg_crypto.core.masks import BULLETS, HIDDEN, MASKS
from odoo.addons.socreg_crypto.fields import SealedField
from odoo.addons.socreg_crypto.opening import may_open, openings

from ..core.cell import sealed_bytes


class Opened(NamedTuple):
    """What a user is told of a value: the value itself, or a text that stands for it."""

    value: object = None
    stand_in: str | None = None
    is_masked: bool = False


class SocregHistory(models.AbstractModel):
    """Sealed cells of the past, opened for those who may see, by the key of their time."""

    _inherit = "socreg.history"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _open(self, subject_model, states):
        """Return what the user may see of states: `Opened` by column, by (model, record's id).

        Whoever may see personal data has each opening in the log of openings; others see masks.

        :param states: of records of one subject, and of what hangs on it
        """
        sealed = {
            (state.model, state.record_id, column): cell
            for state in states
            for column, (value, _subjects) in state.cells.items()
            if (cell := sealed_bytes(value))
        }
        rids = self._rids(subject_model, states, sealed)
        return {
            (state.model, state.record_id): {
                column: self._opened(
                    state, column, sealed.get((state.model, state.record_id, column)), rids
                )
                for column in state.cells
            }
            for state in states
        }

    @api.model
    def _rids(self, subject_model, states, sealed):
        """Return the random ids, which never change, of the subjects whose keys are asked for."""
        known = {s.record_id: s.value("rid") for s in states if s.model == subject_model}
        asked = {
            id_
            for state in states
            for column, (_value, subjects) in state.cells.items()
            if (state.model, state.record_id, column) in sealed
            for id_ in subjects
        }
        unknown = list(asked - known.keys())
        if unknown:
            self.env.cr.execute(
                "SELECT record_id, body ->> 'rid' FROM socreg_history.event"
                " WHERE subject_id = ANY(%s) AND model = %s AND body ? 'rid'",
                [unknown, subject_model],
            )
            known |= dict(self.env.cr.fetchall())
        return known

    @api.model
    def _opened(self, state, column, cell, rids):
        model = self.env.get(state.model)
        field = None if model is None else model._fields.get(column)
        is_personal = isinstance(field, SealedField)
        if cell is None and not is_personal:
            return Opened(state.cells[column].value)
        sees = may_open(self.env)
        if not sees and (not is_personal or not self._has_partial_mask(field)):
            return self._hidden(field)
        try:
            value = self._value_of(state, column, cell, field, rids)
        except SealingError as error:
            return Opened(stand_in=self._reason(error), is_masked=True)
        if not sees:
            return Opened(stand_in=self._mask(field, value, state), is_masked=True)
        reason, seen = reason_of_elevation(), [state.record_id]
        openings(self.env.cr).note(self.env, reason, state.model, column, seen)
        return Opened(value)

    @api.model
    def _has_partial_mask(self, field):
        return field.type in ("char", "text") and field.mask != "hide"

    @api.model
    def _hidden(self, field):
        """Return what stands for what is not shown: bullets for a text, nothing for all else."""
        is_text = field is None or field.type in ("char", "text")
        return Opened(stand_in=HIDDEN if is_text else "", is_masked=True)

    @api.model
    def _mask(self, field, value, state):
        mask = MASKS.get(field.mask)
        if not isinstance(value, str) or not value:
            return ""
        if mask is not None:
            return mask(value)
        try:
            return getattr(self.env[state.model].browse(state.record_id), field.mask)(value)
        except MissingError:
            return HIDDEN

    @api.model
    def _reason(self, error):
        if isinstance(error, KeyDestroyed):
            return f"{BULLETS} {_('erased')}"
        return f"{BULLETS} {_('locked') if isinstance(error, KeyMissing) else _('damaged')}"

    @api.model
    def _value_of(self, state, column, cell, field, rids):
        """Return the value that a column held; it may be from before it was sealed.

        :raises SealingError: it does not open
        """
        if cell is None:
            return state.cells[column].value
        if field is None:
            content = self._content(state, column, cell, ("identifying", "sensitive"), rids)
            return content.decode(errors="replace")
        return field.from_bytes(self._content(state, column, cell, (field.data_class,), rids))

    @api.model
    def _content(self, state, column, cell, classes, rids):
        """Return the bytes of a cell: the key is that of its subject at the time, or of the one it left."""
        place = Place(state.model, column, state.value("rid") or "")
        refusal = SealingError("nothing tells whose key it was")
        keys, others = self.env["socreg.data.key"], rids.values()
        whose = [rids[id_] for id_ in state.cells[column].subjects if rids.get(id_)]
        for rid, data_class in product(whose, classes):
            try:
                return keys._cipher(data_class, rid, None, others).open(cell, place)
            except SealingError as error:
                refusal = refusal if isinstance(refusal, KeyDestroyed) else error
        raise refusal
