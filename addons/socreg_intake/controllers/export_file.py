from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..core.export_file import MEDIA_TYPES


class ExportFile(http.Controller):
    """Files of registrants: written while they leave, kept nowhere."""

    @http.route("/socreg/export/<string:number>", type="http", auth="user", methods=["GET"])
    def send(self, number):
        """Send the file of an export to who asked for it, once."""
        export = request.env["socreg.export"]._of(number)
        if not export or request.httprequest.method != "GET":
            raise request.not_found()
        try:
            domain = export._begin()
        except AccessError as error:
            return request.make_response(str(error), status=403)
        except UserError as error:
            return request.make_response(str(error), status=409)
        name = f"{export.kind}-{fields.Date.today()}.{export.format}"
        headers = [
            ("Content-Type", MEDIA_TYPES[export.format]),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(export._stream(domain), headers)
