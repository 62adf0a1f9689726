from odoo import _, api, models
from odoo.exceptions import UserError

# Sealed fields and texts see to themselves; what leads to other records is looked up by its field.
CHECKED = ("date", "datetime", "integer", "float", "selection")


class SocregChecked(models.AbstractModel):
    """A record that refuses what a field cannot hold, in words for whoever typed it.

    The words of Odoo and of the database repeat the value, and stand in the log.
    """

    _name = "socreg.checked"
    _description = "Record with Checked Values"

    def write(self, vals):
        self._refuse_misfits([vals])
        return super().write(vals)

    @api.model
    def _prepare_create_values(self, vals_list):
        self._refuse_misfits(vals_list)
        return super()._prepare_create_values(vals_list)

    @api.model
    def _refuse_misfits(self, vals_list):
        """Refuse what the plain fields cannot hold.

        :raises UserError: it names the field, and does not tell the value
        """
        choices = {}
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if value and field and field.type in CHECKED:
                    self._refuse_misfit(field, value, choices)

    @api.model
    def _refuse_misfit(self, field, value, choices):
        """Refuse what one field cannot hold.

        :param choices: what selections offer, found out once for all rows
        """
        try:
            field.convert_to_cache(value, self)
            if field.type == "selection":
                self._choices(field, choices).index(value)
        except (TypeError, ValueError):
            label = field._description_string(self.env)
            raise UserError(_("%(field)s cannot hold such a value.", field=label)) from None

    @api.model
    def _choices(self, field, known):
        # Odoo takes anything where a method says what there is.
        if field not in known:
            known[field] = field.get_values(self.env)
        return known[field]
