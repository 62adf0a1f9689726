from contextvars import ContextVar

from odoo import api, models

# The defaults of the batch that is being created, by model and by what its rows give.
_defaults: ContextVar[dict | None] = ContextVar("socreg_defaults", default=None)


class SocregDerived(models.AbstractModel):
    """What the registry derives and stores, nobody writes: constraints of the database go by it.

    Odoo takes a value for a stored computed field from whoever creates or writes a record.
    """

    _name = "socreg.derived"
    _inherit = ["socreg.batch", "socreg.checked"]
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
            known[given] = {n: v for n, v in complete.items() if n not in values}
        return {**known[given], **values}

    @api.model
    def _derived_of_new(self, vals_list):
        """Return, for each new record, the derived fields that its values alone tell.

        They go into the row at once; what is left out here is computed and written a second time.
        An overrider adds to what `super()` returns.
        """
        return [{} for _vals in vals_list]

    @api.model
    def _without_derived(self, vals):
        return {name: value for name, value in vals.items() if not self._is_derived(name)}

    @api.model
    def _is_derived(self, name):
        field = self._fields.get(name)
        return bool(field and field.store and field.compute and field.readonly)
