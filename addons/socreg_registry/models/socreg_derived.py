from odoo import api, models


class SocregDerived(models.AbstractModel):
    """What the registry derives and stores, nobody writes: constraints of the database go by it.

    Odoo takes a value for a stored computed field from whoever creates or writes a record.
    """

    _name = "socreg.derived"
    _description = "Record with Derived Fields"

    @api.model_create_multi
    def create(self, vals_list):
        given = [self._without_derived(vals) for vals in vals_list]
        derived = self._derived_of_new(given)
        return super().create([{**vals, **more} for vals, more in zip(given, derived, strict=True)])

    def write(self, vals):
        return super().write(self._without_derived(vals))

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
