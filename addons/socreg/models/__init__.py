from . import auditlog_rule
from . import auditlog_log
from . import auditlog_http_request
from . import auditlog_http_session
