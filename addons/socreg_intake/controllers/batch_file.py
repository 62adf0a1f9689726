from odoo import _, http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..core.blocks import BLOCK


class BatchFile(http.Controller):
    """Files of imports: they come in blocks, each sealed as it arrives, and never stand plain."""

    @http.route(
        "/socreg/batch/<string:number>/block/<int:sequence>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def add_block(self, number, sequence, block=None):
        """Keep a part of a file."""
        content = block.read(BLOCK + 1) if block else b""
        try:
            if not content or len(content) > BLOCK:
                raise UserError(_("The part is empty or too large."))
            request.env["socreg.batch"]._of(number)._add_block(sequence, content)
        except (AccessError, UserError) as error:
            return request.make_json_response({"error": str(error)})
        return request.make_json_response({"size": len(content)})

    @http.route("/socreg/batch/<string:number>/failed.csv", type="http", auth="user")
    def failed(self, number):
        """Send the rows that failed, to who brought the file."""
        try:
            batch = request.env["socreg.batch"]._of(number)
        except AccessError as error:
            return request.make_response(str(error), status=403)
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"{number}-failed.csv")),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(batch._failed_content().getvalue(), headers)
