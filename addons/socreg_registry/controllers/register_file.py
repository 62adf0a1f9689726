from odoo import _, http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

LARGEST = 20_000_000


class RegisterFile(http.Controller):
    """Files of registers: taken out and brought in within one request, kept nowhere."""

    @http.route("/socreg/register/<string:code>/enrolments.csv", type="http", auth="user")
    def export_enrolments(self, code):
        """Send who is enrolled, to managers."""
        register = self._register(code)
        try:
            content = register._export_enrolments()
        except AccessError as error:
            return request.make_response(str(error), status=403)
        except UserError as error:
            return request.make_response(str(error), status=422)
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"{code}.csv")),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)

    @http.route("/socreg/register/<string:code>/import", type="http", auth="user", methods=["POST"])
    def import_enrolments(self, code, file=None, is_dry_run="1"):
        """Read a file and answer what was done, or would be."""
        register = self._register(code)
        try:
            content = file.read(LARGEST + 1) if file else b""
            if len(content) > LARGEST:
                raise UserError(_("The file is too large: split it."))
            report = register._import_enrolments(content, is_dry_run == "1")
        except UserError as error:
            report = {"error": str(error)}
        return request.make_json_response(report)

    def _register(self, code):
        register = request.env["socreg.register"].search([("code", "=", code)])
        if not register or not register.may_view:
            raise request.not_found()
        return register
