from werkzeug.exceptions import Forbidden, HTTPException

from odoo import _, models
from odoo.exceptions import UserError
from odoo.http import request

CONTENT = ("raw", "datas", "db_datas")


class IrBinary(models.AbstractModel):
    """The doors that answer with files open sealed ones for who may see."""

    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        attachment = self._sealed_attachment(record, field_name)
        if attachment:
            return attachment._sealed_stream()
        return super()._record_to_stream(record, field_name)

    def _sealed_attachment(self, record, field_name):
        """Return the sealed attachment that holds what is asked for, if one does."""
        # Whether it is sealed; `_sealed_stream` asks whether the user may have it.
        attachments = self.env["ir.attachment"].sudo()
        if record._name == attachments._name:
            return record if field_name in CONTENT and record.sealed_rid else attachments
        if not attachments._owner_of(record._name, record.id) or not record.id:
            return attachments
        if not getattr(record._fields[field_name], "attachment", False):
            return attachments
        if field_name not in record.fields_get([field_name]):
            raise Forbidden(_("You may not see this file."))
        return attachments._sealed_of(record).filtered(lambda held: held.res_field == field_name)

    def _get_image_stream_from(self, record, *args, **kwargs):
        """Show the usual stand-in for a picture that is not shown, unless it is downloaded."""
        try:
            return super()._get_image_stream_from(record, *args, **kwargs)
        except HTTPException as error:
            if request.params.get("download"):
                raise
            raise UserError(error.description) from error
