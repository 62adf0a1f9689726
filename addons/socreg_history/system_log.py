"""The system log as JSON, where odoo.conf says `socreg_log_format = json`."""

import logging
import logging.handlers
import threading
import time

from odoo.http import request
from odoo.tools import config

from .core.json_log import SystemLogFormatter
from .core.request_id import HEADER, request_id

JSON = "json"
# The handlers that Odoo makes: its standard output, its file, the machine's own log.
KINDS = (logging.StreamHandler, logging.handlers.SysLogHandler)
OF_ODOO = ("logging", "odoo.")
# Where a request keeps what belongs to it, beside what the server put there.
ID, RULE = "socreg.request_id", "socreg.rule"

_logger = logging.getLogger(__name__)


def set_up():
    """Have Odoo's own handlers write JSON, if that was asked for."""
    if config.get("socreg_log_format") == JSON:
        formatter = SystemLogFormatter(_context)
        for handler in logging.getLogger().handlers:
            # Others', such as a test's, and the one that writes into the database, go on.
            if isinstance(handler, KINDS) and type(handler).__module__.startswith(OF_ODOO):
                handler.setFormatter(formatter)


def current_request_id():
    """Return the id of the request that is answered now: the caller's, or one of our own."""
    environ = request.httprequest.environ
    if ID not in environ:
        environ[ID] = request_id(request.httprequest.headers.get(HEADER))
    return environ[ID]


def remember_rule(rule):
    """Keep the template of the address that was called, which has no values in it."""
    request.httprequest.environ[RULE] = rule.rule


def tell_answer(response):
    """Log that a request was answered, and give the answer the request's id."""
    response.headers[HEADER] = current_request_id()
    measured = {
        "method": request.httprequest.method,
        "path": request.httprequest.environ.get(RULE, ""),
        "status": response.status_code,
        "duration_ms": _milliseconds(),
    }
    _logger.info("answered", extra=measured)


def _context():
    thread = threading.current_thread()
    known = {"database": getattr(thread, "dbname", None)}
    if request:
        known |= {"request": current_request_id(), "user": request.session.uid}
    return {name: value for name, value in known.items() if value}


def _milliseconds():
    begun = getattr(threading.current_thread(), "perf_t0", None)
    # The clock of each series: of the system in 17, of `real_time` in 19, which is the same.
    return round(1000 * (time.time() - begun)) if begun else None
