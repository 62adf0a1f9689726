from odoo import api, models

from ..core.elevation import is_machinery, machinery
from ..fields import OwnColumn


class SocregSealed(models.AbstractModel):
    """The mixins' own columns: kept from whoever asks for them by name, superusers included.

    What is written is guarded in `write`, and dropped on creation.
    """

    _inherit = "socreg.sealed"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave out what is the mixin's own: no view or partner has a use for it."""
        own = self._own_columns()
        described = super().fields_get(allfields, attributes)
        return {name: field for name, field in described.items() if name not in own}

    @api.model
    def check_field_access_rights(self, operation, field_names):
        """Refuse to read them, or to search or group by them (Odoo 17)."""
        if not field_names:
            names = super().check_field_access_rights(operation, field_names)
            return names if is_machinery() else [name for name in names if not self._is_own(name)]
        others = [name for name in field_names if not self._is_own(name)]
        for name in field_names if operation == "read" else ():
            if self._is_own(name):
                self._fields[name].check_use(self)
        if others:
            super().check_field_access_rights(operation, others)
        return field_names

    def _has_field_access(self, field, operation):
        """Tell whether it may be used now (Odoo 19)."""
        if isinstance(field, OwnColumn):
            return operation == "write" or is_machinery()
        return super()._has_field_access(field, operation)

    def _check_field_access(self, field, operation):
        """Refuse to read them, or to search or group by them (Odoo 19)."""
        if not isinstance(field, OwnColumn):
            return super()._check_field_access(field, operation)
        return field.check_use(self) if operation == "read" else None

    def _fetch_query(self, query, fields):
        # Fields that somebody named were checked: the others come along, to open cells with.
        with machinery():
            return super()._fetch_query(query, fields)

    @api.model
    def _is_own(self, name):
        return isinstance(self._fields.get(name), OwnColumn)
