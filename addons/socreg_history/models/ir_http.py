from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from .. import system_log


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        system_log.remember_rule(rule)
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _post_dispatch(cls, response):
        done = super()._post_dispatch(response)
        system_log.tell_answer(response)
        return done

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if isinstance(response, HTTPException):
            response = response.get_response(request.httprequest.environ)
        system_log.tell_answer(response)
        return response
