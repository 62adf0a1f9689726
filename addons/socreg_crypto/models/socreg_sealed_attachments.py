from odoo import api, models, tools

from ..core.elevation import showing
from ..opening import may_open


class SocregSealed(models.AbstractModel):
    """The files of a record: they go with it to another subject, and are not shown by mistake.

    A picture field that Odoo keeps as an attachment has its content in the ORM's cache, opened, as
    the field is Odoo's: `SealedImage` is the field for pictures that code works on.
    """

    _inherit = "socreg.sealed"  # pylint: disable=consider-merging-classes-inherited

    def read(self, fields=None, load="_classic_read"):
        with showing():
            return super().read(fields, load)

    def _read_format(self, fnames, load="_classic_read"):
        self._forget_opened_files()
        return super()._read_format(fnames, load)

    def _export_rows(self, *args, **kwargs):
        self._forget_opened_files()
        return super()._export_rows(*args, **kwargs)

    @api.model
    @tools.ormcache()
    def _names_of_files(self):
        """Return the fields that are attachments."""
        fields = self._fields.items()
        return tuple(name for name, field in fields if getattr(field, "attachment", False))

    def _forget_opened_files(self):
        """Forget what code opened before it is shown to somebody who may not see it."""
        if self._names_of_files() and not may_open(self.env):
            self.invalidate_recordset(self._names_of_files())

    def _write_to_subject(self, vals):
        attachments = self.env["ir.attachment"]._sealed_of(self)
        ciphers = attachments._ciphers()
        result = super()._write_to_subject(vals)
        attachments._seal_anew(ciphers)
        return result
