from . import auditlog_rule
