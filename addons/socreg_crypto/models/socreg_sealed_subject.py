from odoo import api, fields, models
from odoo.tools import SQL

from ..core.elevation import machinery
from ..fields import WrappedKey
from .socreg_sealed import KEYS


class SocregSealedSubject(models.AbstractModel):
    """A root record: it owns the data keys that seal it and all that hangs on it."""

    _name = "socreg.sealed.subject"
    _inherit = "socreg.sealed"
    _description = "Subject of Sealed Data"

    key_identity = WrappedKey()
    key_health = WrappedKey()
    erased_at = fields.Datetime(readonly=True, copy=False)

    def init(self):
        result = super().init()
        if self._auto and not self._abstract:
            # Odoo makes a new table with a column for every field, asked or not.
            drops = [SQL("DROP COLUMN IF EXISTS %s", SQL.identifier(name)) for name in KEYS]
            table = SQL.identifier(self._table)
            self.env.cr.execute(SQL("ALTER TABLE %s %s", table, SQL(", ").join(drops)))
        return result

    def _field_to_sql(self, alias, field_name, *args, **kwargs):
        """Read a wrapped key from the table of keys, with the row that it opens."""
        if field_name not in KEYS:
            return super()._field_to_sql(alias, field_name, *args, **kwargs)
        self._fields[field_name].check_use(self)
        return SQL(
            "(SELECT encode(k.%s, 'hex') FROM socreg_data_key AS k WHERE k.rid = %s)",
            SQL.identifier(field_name.removeprefix("key_")),
            SQL.identifier(alias, "rid"),
        )

    @api.model
    def _prepare_create_values(self, vals_list):
        complete = super()._prepare_create_values(vals_list)
        subjects = [(vals["rid"], self._classes_of(vals)) for vals in complete]
        self.env["socreg.data.key"]._make(subjects)
        return complete

    @api.model
    def _classes_of(self, vals):
        """Return the classes of data that a new row needs keys for: a class unused has none."""
        used = {field.data_class for field in self._sealed_fields() if vals.get(field.name)}
        return used | {"identifying"}

    def _erase(self):
        """Destroy the data keys: what they sealed is noise wherever their table does not stand too.

        The indexes go too, as they would still tell who it was. What is in plain columns is the
        caller's to remove.
        """
        for model, field in self._models_below():
            self.env[model].sudo().search([(field, "in", self.ids)])._blank_indexes()
        self._blank_indexes()
        with machinery():
            rids = self.mapped("rid")
        self.env["socreg.data.key"]._erase(rids)
        self.invalidate_recordset(KEYS)
        return self._write_unguarded({"erased_at": fields.Datetime.now()})

    @api.model
    def _models_below(self):
        """Return the models that hang on this one, with the field that leads here."""
        return [
            (name, model._subject_field)
            for name, model in self.env.items()
            if getattr(model, "_subject_field", None)
            and model._auto
            and model._fields[model._subject_field].comodel_name == self._name
        ]
