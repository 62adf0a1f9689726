"""Fields whose values are shown to those who may see personal data, and masked for others.

A value is masked when it is taken from the ORM's cache, never in it: reading, exports, reports and
templates all take it from there.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools.translate import _

from ..core.elevation import elevation, showing
from ..core.masks import MASKS
from ..opening import may_open

FORM = "form"


def refuse_search(model, operator, _value):
    """Refuse to look for what is stored nowhere: without words, Odoo 17 would find everybody."""
    raise UserError(
        _("What is computed from sealed data cannot be searched for (“%(what)s”).", what=operator)
    )


class Never:
    """No, whether it is read, as Odoo 17 does, or asked, as Odoo 19 does for pivots and graphs."""

    def __bool__(self):
        return False

    def __call__(self, env):
        return False


NEVER = Never()


class PersonalField:
    """What every field of personal data does; stands before a field of Odoo's among the bases.

    :param data_class: `identifying` or `sensitive`
    :param mask: what others see of a text: a name in `core.masks.MASKS`, or of a method of the
        model that is given the text and returns its mask, with bullets; nothing of other types
    """

    data_class = "identifying"
    mask = "hide"
    search = staticmethod(refuse_search)
    # The web client offers nothing of this: there is no order in what is sealed.
    _description_searchable = property(lambda self: self.search is not refuse_search)
    _description_groupable = NEVER
    _description_sortable = NEVER

    def __get__(self, record, owner=None):
        if record is None or not record._ids or record._ids[0]:
            return super().__get__(record, owner)
        # A form's record takes values from the one it edits: opened, as its cache holds no masks.
        with elevation(FORM), showing():
            value = super().__get__(record, owner)
        return value if may_open(record.env) else self.masked(value, record)

    def convert_to_record(self, value, record):
        opened = super().convert_to_record(value, record)
        return opened if may_open(record.env) else self.masked(opened, record)

    def convert_to_write(self, value, record):
        # What somebody writes is theirs; what was masked before it came here stays so.
        with elevation(FORM):
            return super().convert_to_write(value, record)

    def masked(self, value, record):
        """Return what is shown of a value to somebody who may not see it."""
        if not isinstance(value, str) or not value:
            return self.nothing(record)
        mask = MASKS.get(self.mask) or getattr(record, self.mask)
        return mask(value)

    def refusal(self, model, what):
        """Return the error that says that this cannot be done with a sealed field."""
        label = self._description_string(model.env) if model else self.name
        return UserError(
            _("%(field)s is sealed: it cannot be used with “%(what)s”.", field=label, what=what)
        )

    def nothing(self, record):
        """Return how an empty value is read."""
        return super().convert_to_record(None, record)  # pylint: disable=super-method-mismatch

    def compute_value(self, records):
        if may_open(records.env):
            with showing():
                return super().compute_value(records)
        with elevation(f"compute {self.name}"), showing():
            return super().compute_value(records)


class PersonalChar(PersonalField, fields.Char):
    """A line of text that is computed from sealed values and stored nowhere."""


class PersonalDate(PersonalField, fields.Date):
    """A date that is computed from sealed values and stored nowhere."""


class PersonalSelection(PersonalField, fields.Selection):
    """A choice that is computed from sealed values and stored nowhere."""

    def masked(self, value, record):
        return False
