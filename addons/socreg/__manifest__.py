{
    "name": "Social Registry Suite",
    "summary": "Install this: it brings every addon of the suite",
    "version": "17.0.1.2.0",
    "category": "Social Registry",
    "author": "Social Registry contributors",
    "website": "https://example.org/social-registry",
    "license": "LGPL-3",
    "depends": ["socreg_intake", "auditlog", "auth_signup", "base_user_role", "queue_job"],
    "post_init_hook": "switch_outside_calls_off",
    "data": [
        "security/ir.model.access.csv",
        "data/ir_config_parameter_data.xml",
        "data/auditlog_rule_data.xml",
        "views/auditlog_log_views.xml",
    ],
}
