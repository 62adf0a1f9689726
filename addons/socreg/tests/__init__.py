from . import test_auditlog_rule
from . import test_outside_calls
