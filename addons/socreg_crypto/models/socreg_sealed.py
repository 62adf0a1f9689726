from uuid import uuid4

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import blind
from ..core.elevation import elevation, machinery
from ..core.envelope import row_of
from ..fields import OwnColumn, PersonalField, RandomId, SealedField
from ..fields.sealed import BY_VALUE
from ..opening import cached, once_a_transaction, openings
from .socreg_data_key import PURPOSE_OF

KEY_BY_CLASS = {data_class: f"key_{purpose}" for data_class, purpose in PURPOSE_OF.items()}
KEYS = tuple(KEY_BY_CLASS.values())
OWN = ("rid", "erased_at", *KEYS)
MOVE = "sealing anew for another subject"


class SocregSealed(models.AbstractModel):
    """A model with sealed fields.

    What its records hold belongs to a *subject*, the root record whose data keys seal them:
    `_subject_field` names the many2one that leads there; without one, a record is its own subject
    and the model inherits `socreg.sealed.subject`.
    """

    _name = "socreg.sealed"
    _description = "Record with Sealed Fields"

    _subject_field = None

    rid = RandomId("Random Id", required=True)

    _sql_constraints = [("rid_unique", "UNIQUE (rid)", "Another record has this random id.")]

    def write(self, vals):
        if self._own_columns().intersection(vals):
            raise UserError(_("Keys, random ids and indexes are not written by hand."))
        self._refuse_masks([vals])
        self._refuse_unseen_emptying(vals)
        vals = {**vals, **self._index_vals(vals)}
        if self._subject_field in vals:
            return self._write_to_subject(vals)
        return super().write(vals)

    @api.model
    def _prepare_create_values(self, vals_list):
        """Complete the values of new rows, defaults included, with random ids and indexes."""
        self._refuse_masks(vals_list)
        own = self._own_columns()
        given = [{k: v for k, v in vals.items() if k not in own} for vals in vals_list]
        complete = super()._prepare_create_values(given)
        if self._subject_field:
            self._open_subjects({vals.get(self._subject_field) for vals in complete})
        return [{**vals, **self._index_vals_of_new(vals), "rid": str(uuid4())} for vals in complete]

    @api.model
    @once_a_transaction
    def _sealed_names(self):
        return frozenset(field.name for field in self._sealed_fields())

    @api.model
    @once_a_transaction
    def _sealed_fields(self):
        return tuple(field for field in self._fields.values() if isinstance(field, SealedField))

    @api.model
    @once_a_transaction
    def _own_columns(self):
        """Return the columns that nobody writes but this mixin."""
        indexes = [name for field in self._indexed_fields() for name in field.index_names()]
        return frozenset([*OWN, *indexes])

    @api.model
    @once_a_transaction
    def _indexed_fields(self):
        return tuple(field for field in self._sealed_fields() if field.blind in BY_VALUE)

    @api.model
    def _index_vals(self, vals):
        changed = [field for field in self._indexed_fields() if field.name in vals]
        return {k: v for f in changed for k, v in self._index_columns(f, vals[f.name]).items()}

    @api.model
    def _index_vals_of_new(self, vals):
        """Return the index columns of a new row, whose values are all known."""
        return self._index_vals(vals)

    @api.model
    def _index_columns(self, field, value):
        """Return the index columns of a value: see `blind.value_columns`."""
        text = field.convert_to_cache(value, self) if value else None
        normal = field.normal_form(text) if text else None
        masters = self.env["socreg.key"]._index_rings()
        level = blind.Level(field.blind)
        return blind.value_columns(masters, self._name, field.name, normal, level, field.bits)

    def _write_to_subject(self, vals):
        """Write, and seal anew all that the records hold: another subject has another key."""
        sealed = self._sealed_fields()
        # Files themselves, where the web client asks for their sizes.
        whole = self.with_context(bin_size=False)
        with elevation(MOVE), machinery():
            opened = [(record, field, record[field.name]) for record in whole for field in sealed]
        result = self._write_unguarded(vals)
        for record, field, value in opened:
            if field.name not in vals:
                field.force_write(record, value)
        return result

    def _write_unguarded(self, vals):
        """Write what is not written by hand."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _blank_indexes(self):
        """Make the indexes say no more than that the record is erased."""
        names = [name for field in self._indexed_fields() for name in field.index_names()]
        if names and self:
            self.flush_recordset(names)
            blank = [SQL("%s = %s || rid", SQL.identifier(name), blind.ERASED) for name in names]
            table, ids = SQL.identifier(self._table), tuple(self.ids)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s WHERE id IN %s", table, SQL(", ").join(blank), ids)
            )
            self.invalidate_recordset(names)

    def _subject(self, values=None):
        """Return the record whose key seals this one.

        :param values: on creation, the values of the row
        """
        if not self._subject_field:
            return self
        subjects = self.env[self._fields[self._subject_field].comodel_name]
        return subjects.browse(values[self._subject_field]) if values else self[self._subject_field]

    def _cipher_for(self, data_class, values=None, sealing=False):
        """Return this record's random id and the cipher of its subject's key.

        :param values: on creation, the values of the row
        :param sealing: whether a subject that has no such key yet is given one
        :raises KeyMissing: the key is destroyed, or this process has not got it
        """
        known = self._known_cipher(data_class, values) if values else None
        if known:
            return known
        keys, subject, others = self.env["socreg.data.key"], None, ()
        with machinery():
            rid = owner = (values or self)["rid"]
            if self._subject_field or not values:
                # What a user may work on opens for them though they may not read its subject.
                subject = self._subject(values).sudo()
                owner = subject["rid"]
                others = subject._rids_beside(data_class)
            wrapped = subject and subject[KEY_BY_CLASS[data_class]]
        find = keys._cipher_to_seal if sealing else keys._cipher
        return rid, find(data_class, owner, wrapped, others)

    @api.model
    def _known_cipher(self, data_class, values):
        """Return what `_cipher_for` does where this transaction has opened a new row's key already."""
        owner = values["rid"]
        if self._subject_field:
            rids = cached(self._subjects_rid(), self.env)
            owner = rids.get(values[self._subject_field])
        cipher = openings(self.env.cr).ciphers.get((data_class, owner))
        return cipher and (values["rid"], cipher)

    @api.model
    @once_a_transaction
    def _subjects_rid(self):
        return self.env[self._fields[self._subject_field].comodel_name]._fields["rid"]

    def _rids_beside(self, data_class):
        """Yield the random ids of subjects of the same page whose keys are not there, either."""
        names = ("rid", KEY_BY_CLASS[data_class])
        rids, keys = (cached(self._fields[name], self.env) for name in names)
        for id_ in self._prefetch_ids:
            if rids.get(id_) and not keys.get(id_):
                yield rids[id_]

    @api.model
    @machinery()
    def _open_subjects(self, ids):
        """Open the keys of many subjects at once: new rows are sealed with them."""
        classes = {field.data_class for field in self._sealed_fields()}
        rids, ciphers = cached(self._subjects_rid(), self.env), openings(self.env.cr).ciphers
        # Who was just entered need not be asked for.
        asked = [
            id_
            for id_ in ids
            if id_ and not all((data_class, rids.get(id_)) in ciphers for data_class in classes)
        ]
        # Access to a subject is not asked for: see `_cipher_for`.
        subjects = self.env[self._fields[self._subject_field].comodel_name].sudo().browse(asked)
        subjects.fetch(["rid", *KEYS])
        for data_class in classes:
            open_key = self.env["socreg.data.key"]._ciphers_of(data_class)
            for subject in subjects:
                if wrapped := subject[KEY_BY_CLASS[data_class]]:
                    open_key(subject.rid, wrapped)

    @machinery()
    def _open_rows(self, data_class, openers):
        """Find out how a page of records opens, from what was fetched with them.

        :param openers: filled for the records that lack one; who is not found there opens alone
        """
        ids = [id_ for id_ in self._ids if id_ and id_ not in openers]
        if not ids:
            return
        rids, env = cached(self._fields["rid"], self.env), self.env
        owners, own = self, None
        if self._subject_field:
            field = self._fields[self._subject_field]
            own = cached(field, env)
            # Access to a subject is not asked for: see `_cipher_for`.
            rows = self.browse(ids).sudo()
            if not all(id_ in own for id_ in ids):
                rows.fetch([field.name])
            owners = env[field.comodel_name].sudo().browse({own.get(id_) for id_ in ids} - {None})
        if not owners:
            return
        names = ("rid", KEY_BY_CLASS[data_class])
        owner_rids, keys = (cached(owners._fields[name], owners.env) for name in names)
        # What was read with the page is not asked for again: that would look after access, one by one.
        if not all(id_ in owner_rids and id_ in keys for id_ in owners._ids):
            owners.fetch(names)
        cipher_of = env["socreg.data.key"]._ciphers_of(data_class)
        for id_ in ids:
            owner = own.get(id_) if own is not None else id_
            if rids.get(id_) and keys.get(owner) and owner_rids.get(owner):
                cipher = cipher_of(owner_rids[owner], keys[owner])
                if cipher:
                    openers[id_] = cipher.decrypt, row_of(rids[id_])

    def _determine_fields_to_fetch(self, field_names, ignore_when_in_cache=False):
        """Fetch with sealed columns what opens them: no query of its own."""
        found = list(super()._determine_fields_to_fetch(field_names, ignore_when_in_cache))
        classes = {field.data_class for field in found if isinstance(field, SealedField)}
        if classes:
            above = [self._subject_field] if self._subject_field else map(KEY_BY_CLASS.get, classes)
            needed = [self._fields[name] for name in ("rid", *above)]
            found += [field for field in needed if field not in found]
        return found

    @api.model
    def _search(self, domain, *args, **kwargs):
        try:
            return super()._search(domain, *args, **kwargs)
        except (AssertionError, TypeError, ValueError):
            # Odoo's words tell what was looked for, and would stand in the log.
            raise UserError(_("Nothing can be searched for in this way.")) from None

    def _where_calc(self, domain, active_test=True):
        """Turn leaves on sealed fields into leaves on their indexes (Odoo 17)."""
        return super()._where_calc(self._domain_on_indexes(domain), active_test)

    @api.model
    def _domain_on_indexes(self, domain):
        result = []
        for item in domain:
            field = self._sealed_field_of(item)
            result += self._leaf_on_index(field, *item) if field else [item]
        return result

    @api.model
    def _leaf_on_index(self, field, name, operator, value):
        presence = [(name, "=" if operator in ("=", "in") else "!=", False)]
        return field.index_domain(self, operator, value) or presence

    @api.model
    def _sealed_field_of(self, item):
        is_leaf = isinstance(item, (list, tuple)) and len(item) == 3
        field = self._fields.get(item[0]) if is_leaf and isinstance(item[0], str) else None
        return field if isinstance(field, SealedField) else None

    def _order_field_to_sql(self, alias, field_name, *args):
        self._refuse_sealed(field_name, "order")
        return super()._order_field_to_sql(alias, field_name, *args)

    def _read_group_select(self, aggregate_spec, query):
        self._refuse_sealed(aggregate_spec, aggregate_spec.rpartition(":")[2])
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_groupby(self, *args):
        self._refuse_sealed(args[-2], "group by")
        return super()._read_group_groupby(*args)

    @api.model
    def _refuse_sealed(self, spec, what):
        field = self._fields.get(spec.partition(":")[0].partition(".")[0])
        if isinstance(field, OwnColumn):
            field.check_use(self)
        if isinstance(field, PersonalField):
            raise field.refusal(self, what)
