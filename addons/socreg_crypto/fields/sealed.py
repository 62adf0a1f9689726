"""Fields whose column holds sealed values, opened when a value is used.

The column is `bytea`. In the ORM's cache stands either what the column holds (`memoryview`, as
psycopg2 reads it) or, for what was written in this transaction, the value itself; a value is
opened each time it is taken from the cache. Odoo 17 and 19 differ in how a domain's leaf becomes
SQL only: `condition_to_sql` here is 19's, `socreg.sealed._where_calc` is 17's.
"""

import base64
import contextlib
import json
import logging
import os
import unicodedata
from datetime import date
from struct import pack, unpack

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, float_repr
from odoo.tools.translate import _

from ..core import blind
from ..core.elevation import elevation, is_showing, machinery, reason_of_elevation, showing
from ..core.envelope import NONCE_SIZE, Place, column_of, row_of, try_open
from ..core.errors import KeyDestroyed, KeyMissing, SealingError
from ..core.masks import BULLETS, HIDDEN
from ..opening import cached, may_open, openings
from .personal import PersonalField

_logger = logging.getLogger(__name__)

BYTEA = ("bytea", "bytea")
HIDE = "hide"
LENGTH_OF_DATE = len("2000-01-01")
COMPARISON = "comparison with what is written"
SEARCH = "comparison with what is searched"
# What is taken for text: a number is one as it is written, and None and False are none.
TEXTS = (str, bytes, memoryview, int, float, type(None))
BY_VALUE = (blind.Level.EXACT.value, blind.Level.TRUNCATED.value)


class SealedField(PersonalField):
    """What every sealed field does; stands before a field of Odoo's among the bases.

    :param data_class: `identifying` or `sensitive`: which key seals the field
    :param blind: a `core.blind.Level`: how the field can be searched
    :param bits: of how many bits a truncated index is: fewer tell less, and find more to compare
    :param longest: how many characters (of a file: bytes) are too many if one is added
    """

    blind = blind.Level.NONE.value
    bits = 8
    longest = None
    _column_type = column_type = BYTEA

    search = None
    _description_searchable = property(lambda self: self.blind in BY_VALUE)
    _description_aggregator = None
    _description_group_operator = None
    group_operator = aggregator = None
    prefetch = True

    def is_sealed(self, value):
        """Tell whether a value of the cache is still sealed."""
        return isinstance(value, memoryview)

    def is_nothing(self, value):
        """Tell whether a value of the cache leaves the column empty."""
        return value is None or value is False

    def update_db_column(self, model, column):
        """Make the column, as bytea whatever the type of the field's values."""
        fields.Field.update_db_column(self, model, column)

    def convert_to_column(self, value, record, values=None, validate=True):
        """Seal a value for the column.

        :param values: on creation, all values of the row: `record` is empty then
        """
        if self.is_sealed(value):
            return psycopg2.Binary(bytes(value))
        value = self.convert_to_cache(value, record, validate=False)
        if self.is_nothing(value):
            return None
        try:
            rid, cipher = record._cipher_for(self.data_class, values, sealing=True)
        except SealingError as error:
            raise self.failure(record.env, error) from error
        nonce = os.urandom(NONCE_SIZE)
        column = column_of(record._name, self.name)
        return psycopg2.Binary(cipher.seal_at(self.to_bytes(value), column, row_of(rid), nonce))

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        return self.convert_to_column(value, record, values, validate)

    def get_column_update(self, record):
        """Return what 19 writes: the sealed form of what stands in the cache."""
        return self.convert_to_column(self._get_cache(record.env)[record.id], record)

    def convert_to_cache(self, value, record, validate=True):
        if self.is_sealed(value):
            return value
        try:
            return super().convert_to_cache(value, record, validate)
        except (TypeError, ValueError):
            # That error tells the value, and would stand in the log.
            raise self.misfit(record.env) from None

    def misfit(self, env):
        """Return the error that says that a value is none of this field's; it tells no value."""
        label = self._description_string(env)
        return UserError(_("%(field)s cannot hold such a value.", field=label))

    def convert_to_record(self, value, record):
        if not isinstance(value, memoryview):
            return super().convert_to_record(value, record)
        env = record.env
        state, reason = openings(env.cr), reason_of_elevation()
        if reason is None and not state.may_see(env):
            return super().convert_to_record(self.open_to_mask(value, record), record)
        state.note(env, reason, record._name, self.name, record._ids)
        return super(PersonalField, self).convert_to_record(self.open(value, record), record)

    def open_to_mask(self, value, record):
        """Return what the mask is made of: nothing, for all but texts."""
        return

    def open(self, value, record):
        """Return a cache value opened, as a cache value.

        :raises UserError: it cannot be opened; the cause is a `core.errors.SealingError`
        """
        try:
            return self.from_bytes(self._opened(bytes(value), record))
        except SealingError as error:
            level = logging.INFO if isinstance(error, KeyMissing) else logging.ERROR
            _logger.log(level, "%s.%s of record %s: %s", record._name, self.name, record.id, error)
            if is_showing():
                return self.stand_in(error)
            raise self.failure(record.env, error) from error

    def failure(self, env, error):
        """Return the error in words; it tells no value."""
        label = self._description_string(env)
        return UserError(_("%(field)s is locked: %(why)s.", field=label, why=error))

    def stand_in(self, error):
        """Return what is shown of a cell that cannot be opened: that it cannot, or nothing."""
        return

    def _opened(self, cell, record):
        """Return the bytes that a cell holds; the transaction remembers how a record opens."""
        openers = openings(record.env.cr).openers_of(record._name, self.data_class)
        column, opener = column_of(record._name, self.name), openers.get(record._ids[0])
        content = opener and try_open(opener[0], cell, column, opener[1])
        if content is None:
            # It was not opened before, or may have moved to another subject since.
            rid, cipher = record._cipher_for(self.data_class)
            openers[record._ids[0]] = cipher.decrypt, row_of(rid)
            content = cipher.open(cell, Place(record._name, self.name, rid))
        return content

    def read_many(self, records):
        """Return what reading shows of each record: a page at a time is quicker than cell by cell."""
        env, state = records.env, openings(records.env.cr)
        reason = reason_of_elevation()
        if reason is None and not state.may_see(env):
            return [self.convert_to_read(record[self.name], record) for record in records]
        cells, openers = cached(self, env), state.openers_of(records._name, self.data_class)
        records._open_rows(self.data_class, openers)
        column, seen, shown = column_of(records._name, self.name), [], []
        for id_ in records._ids:
            value = cells.get(id_)
            opener = openers.get(id_) if isinstance(value, memoryview) else None
            content = opener and try_open(opener[0], bytes(value), column, opener[1])
            if content is not None:
                shown.append(self.from_bytes(content))
                seen.append(id_)
            else:
                # In a list: the id of a form's new record is falsy.
                record = records.browse([id_]).with_prefetch(records._prefetch_ids)
                shown.append(self.convert_to_read(record[self.name], record))
        state.note(env, reason, records._name, self.name, seen)
        return shown

    def write(self, records, value):
        """Write on the records that have another value: sealing anew would change every column."""
        with elevation(COMPARISON), showing(), machinery():
            new = self.convert_to_record(self.convert_to_cache(value, records), records)
            others = records.filtered(lambda record: record[self.name] != new)
        return super().write(others, value)

    def is_kept_from(self, record):
        """Tell whether a record holds something here that its user is not shown."""
        value = self.raw(record)
        if value is None or not may_open(record.env):
            return value is not None
        try:
            return self.is_sealed(value) and self._opened(bytes(value), record) is None
        except SealingError:
            return True

    def raw(self, record):
        """Return what stands in the cache: sealed, or as it was written in this transaction."""
        record = record._origin
        if record.id not in cached(self, record.env):
            record.fetch([self.name])
        return cached(self, record.env).get(record.id)

    def force_write(self, record, value):
        """Have a value sealed anew though it is the same."""
        new = self.convert_to_cache(value, record)
        if hasattr(self, "_update_cache"):
            self._update_cache(record, new, dirty=True)
        else:
            record.env.cache.update(record, self, [new], dirty=True)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Return 19's SQL of a leaf: on the index, or on whether there is a value at all."""
        domain = self.index_domain(model, operator, value)
        if domain is not None:
            with machinery():
                return fields.Domain(domain).optimize_full(model)._to_sql(model, alias, query)
        column = model._field_to_sql(alias, self.name, query)
        return SQL("%s IS NULL" if operator == "in" else "%s IS NOT NULL", column)

    def index_domain(self, model, operator, value):
        """Return what a leaf on this field becomes: a domain on its index.

        None where the leaf asks only whether there is a value: the column itself tells.

        :raises UserError: the field cannot be searched so
        """
        values = list(value) if operator in ("in", "not in") else [value]
        if operator in ("=", "!=", "in", "not in") and not any(values):
            return None
        self.check_search(model)
        if operator in ("!=", "not in"):
            positive = self.index_domain(model, "in", values)
            return ["!", *positive]
        if operator not in ("=", "in") or self.blind not in BY_VALUE:
            raise self.refusal(model, operator)
        domain = self._domain_by_values(model, values)
        return (
            domain
            if self.blind == blind.Level.EXACT.value
            else self._compared(model, domain, values)
        )

    def check_search(self, model):
        """Refuse that somebody guesses a value that they may not see.

        :raises AccessError: the user may not see it
        """
        if not may_open(model.env):
            label = self._description_string(model.env)
            raise AccessError(_("You may not see %(field)s, nor search by it.", field=label))

    def _compared(self, model, domain, values):
        """Return the domain of those whom a coarse index found and who have one of these values."""
        wanted = {value and self.normal_form(value) for value in values}
        with machinery():
            found = model.with_context(active_test=False).search(domain)
        with elevation(SEARCH), showing():
            same = [
                r.id
                for r in found
                if (value := r[self.name]) is not None
                and (value and self.normal_form(value)) in wanted
            ]
        return [("id", "in", same)]

    def _domain_by_values(self, model, values):
        asked = [value for value in values if value]
        columns = [model._index_columns(self, value) for value in asked]
        leaves = [
            (name, "in", [digests[name] for digests in columns if digests[name]])
            for name in self.index_names()
        ]
        domain = ["|", *leaves]
        return domain if len(asked) == len(values) else ["|", (self.name, "=", False), *domain]

    def index_names(self):
        """Return the columns of the index: each living key has its own while keys change."""
        return (f"{self.name}_index0", f"{self.name}_index1")

    def normal_form(self, value):
        """Return the spelling under which values that people take for equal are equal."""
        return unicodedata.normalize("NFKC", value).casefold().strip()

    def to_bytes(self, value):
        """Return a cache value as the bytes that are sealed."""
        return value.encode()

    def from_bytes(self, content):
        """Return the cache value that `to_bytes` was given."""
        return content.decode()


class SealedTextual(SealedField):
    """What sealed texts do: a mask or a word can stand for them."""

    def convert_to_cache(self, value, record, validate=True):
        # Odoo keeps the text of whatever it is given: of a list, brackets and all.
        if value is True or not isinstance(value, TEXTS):
            raise self.misfit(record.env)
        return super().convert_to_cache(value, record, validate)

    def open_to_mask(self, value, record):
        if self.mask == HIDE:
            return HIDDEN
        with showing():
            return self.open(value, record)

    def stand_in(self, error):
        if isinstance(error, KeyDestroyed):
            return f"{BULLETS} {_('erased')}"
        return f"{BULLETS} {_('locked') if isinstance(error, KeyMissing) else _('damaged')}"


class SealedChar(SealedTextual, fields.Char):
    """A sealed line of text."""

    longest = 1_000


class SealedText(SealedTextual, fields.Text):
    """A sealed text of many lines."""

    longest = 100_000


class SealedDate(SealedField, fields.Date):
    """A sealed date."""

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, str) and len(value) == LENGTH_OF_DATE:
            with contextlib.suppress(ValueError):
                return date.fromisoformat(value)
        return super().convert_to_cache(value, record, validate)

    def to_bytes(self, value):
        return value.isoformat().encode()

    def from_bytes(self, content):
        return date.fromisoformat(content.decode())


class SealedSelection(SealedField, fields.Selection):
    """A sealed choice among few. To those who may not see it, it reads as empty."""

    def masked(self, value, record):
        return False


class SealedFloat(SealedField, fields.Float):
    """A sealed number."""

    def convert_to_cache(self, value, record, validate=True):
        value = super().convert_to_cache(value, record, validate)
        if isinstance(value, float) and isinstance(self._digits, tuple):
            # Odoo 17 rounds by arithmetic, and leaves a trace in the last bits.
            return float(float_repr(value, self._digits[1]))
        return value

    def is_nothing(self, value):
        # No number is read, and found, as zero: so is zero as no number.
        return not value

    def to_bytes(self, value):
        return pack(">d", value)

    def from_bytes(self, content):
        return unpack(">d", content)[0]


class SealedFile(SealedField):
    """What sealed files do: they stand in the row itself, and are fetched when asked for."""

    attachment = False
    prefetch = False
    # In base64, as it comes.
    longest = 20_000_000

    def masked(self, value, record):
        return False

    def is_nothing(self, value):
        return not value

    def get_column_update(self, record):
        return super().get_column_update(self._whole(record))

    def write(self, records, value):
        return super().write(self._whole(records), value)

    def force_write(self, record, value):
        return super().force_write(self._whole(record), value)

    def _whole(self, records):
        """Return records that hold files, and not their sizes, as the web client asks for."""
        return records.with_context(**{"bin_size": False, f"bin_size_{self.name}": False})

    def to_bytes(self, value):
        return base64.b64decode(value)

    def from_bytes(self, content):
        return base64.b64encode(content)


class SealedBinary(SealedFile, fields.Binary):
    """A sealed file of modest size."""


class SealedImage(SealedFile, fields.Image):
    """A sealed picture, made smaller as `max_width` and `max_height` say."""

    def convert_to_column(self, value, record, values=None, validate=True):
        if values is not None and not self.is_sealed(value):
            value = self._image_process(value, record.env)
        return super().convert_to_column(value, record, values, validate)


class SealedJson(SealedField, fields.Json):
    """A sealed structure."""

    def to_bytes(self, value):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()

    def from_bytes(self, content):
        return json.loads(content)
