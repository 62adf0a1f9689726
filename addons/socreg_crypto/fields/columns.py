"""The kinds of columns that the mixins have for themselves, and sets of whole numbers."""

from odoo import fields

from .own import OwnColumn
from .sealed import SealedText


class RandomId(OwnColumn, fields.Char):
    """What a row's cells are bound to."""


class BlindIndex(OwnColumn, fields.Char):
    """What a sealed field with `blind="exact"` or `"truncated"` is found by."""


class WrappedKey(OwnColumn, fields.Char):
    """A subject's wrapped data key in hexadecimal, read with the subject's row from `socreg.data.key`.

    There is no such column: the mixin's `_field_to_sql` says where it comes from.
    """

    def update_db(self, model, columns):
        """Make no column."""
        return False


class Integers(fields.Json):
    """A set of whole numbers, of 4 bytes each."""

    _column_type = column_type = ("int4[]", "int4[]")

    def update_db_column(self, model, column):
        fields.Field.update_db_column(self, model, column)

    def convert_to_column(self, value, record, values=None, validate=True):
        return list(value) if value else None

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        return self.convert_to_column(value, record, values, validate)

    def get_column_update(self, record):
        return self.convert_to_column(self._get_cache(record.env)[record.id], record)

    def convert_to_cache(self, value, record, validate=True):
        return tuple(sorted(value)) if value else None

    def convert_to_record(self, value, record):
        return value or ()

    def convert_to_read(self, value, record, use_display_name=True):
        return list(value)


class NameBuckets(OwnColumn, Integers):
    """In which buckets the parts of a name are."""

    prefetch = False


class NameTokens(OwnColumn, SealedText):
    """The parts of a name, prepared to be compared."""

    prefetch = False
