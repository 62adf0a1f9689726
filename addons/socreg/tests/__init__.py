from . import test_auditlog_rule
