"""Columns of the mixins' own: nobody writes them by hand, no view shows them, no caller reads them.

Two people with equal indexes share a value, and buckets tell parts of names: whoever may not see
the value may not ask the index, either.
"""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools.translate import _

from ..core.elevation import is_machinery, machinery


class OwnColumn:
    """What every such column does; stands before a field of Odoo's among the bases.

    `groups` keeps it from what Odoo fetches and describes; neither it nor this lets superusers in.
    """

    groups = fields.NO_ACCESS
    readonly = True
    copy = False
    exportable = False

    def convert_to_record(self, value, record):
        self.check_use(record)
        return super().convert_to_record(value, record)

    def convert_to_write(self, value, record):
        # Odoo 17 takes it from the cache by this on its way into the column.
        with machinery():
            return super().convert_to_write(value, record)

    def check_use(self, model):
        """Refuse to tell what stands here, or anything by it.

        :raises AccessError: it is not this addon's own code that asks
        """
        if not is_machinery():
            raise AccessError(
                _(
                    "“%(name)s” of %(model)s is for sealing and finding alone: nobody may read it,"
                    " nor search, order or group by it.",
                    name=self.name,
                    model=model._description,
                )
            )
