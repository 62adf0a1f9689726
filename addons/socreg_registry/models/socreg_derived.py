from contextvars import ContextVar

from odoo import api, models

from odoo.addons.socreg_crypto.opening import once_a_transaction

# The defaults of the batch that is being created, by model and by what its rows give.
_defaults: ContextVar[dict | None] = ContextVar("socreg_defaults", default=None)


class SocregDerived(models.AbstractModel):
    """What the registry derives and stores, nobody writes: constraints of the database go by it.

    Odoo takes a value for a stored computed field from whoever creates or writes a record.
    """

    _name = "socreg.derived"
    _inherit = ["socreg.bulk.create", "socreg.checked"]
    _description = "Record with Derived Fields"

    @api.model_create_multi
    def create(self, vals_list):
        given = [self._without_derived(vals) for vals in vals_list]
        derived = self._derived_of_new(given)
        token = _defaults.set({})
        try:
            return super().create(
                [{**vals, **more} for vals, more in zip(given, derived, strict=True)]
            )
        finally:
            _defaults.reset(token)

    @api.model
    def _create(self, data_list):
        """Leave alone what is in the rows already, and what stays empty: Odoo would compute it."""
        derived = self._derived_names()
        for data in data_list:
            settled = derived & (data["stored"].keys() | self._empty_of_new(data["stored"]))
            data["protected"].update(map(self._fields.get, settled))
        return super()._create(data_list)

    def write(self, vals):
        return super().write(self._without_derived(vals))

    def _add_missing_default_values(self, values):
        """Ask once for the defaults of a batch; Odoo asks for those of each row."""
        known = _defaults.get()
        if known is None:
            return super()._add_missing_default_values(values)
        given = self.env, self._name, frozenset(values)
        if given not in known:
            complete = super()._add_missing_default_values(values)
            # Whoever gives a default for what is derived gives it by hand.
            others = complete.keys() - values.keys() - self._derived_names()
            known[given] = {name: complete[name] for name in others}
        return {**known[given], **values}

    @api.model
    def _derived_of_new(self, vals_list):
        """Return, for each new record, the derived fields that its values alone tell.

        They go into the row at once; what is left out here is computed and written a second time.
        An overrider adds to what `super()` returns.
        """
        return [{} for _vals in vals_list]

    @api.model
    def _empty_of_new(self, vals):
        """Return the derived fields that stay empty in a new row of these values.

        An overrider adds to what `super()` returns.
        """
        return set()

    @api.model
    def _without_derived(self, vals):
        derived = self._derived_names()
        return {name: value for name, value in vals.items() if name not in derived}

    @api.model
    @once_a_transaction
    def _derived_names(self):
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        )
