{
    "name": "Social Registry: Intake",
    "summary": "One corridor in: what is delivered is checked, matched, reviewed and applied",
    "version": "17.0.1.0.0",
    "category": "Social Registry",
    "author": "Social Registry contributors",
    "website": "https://example.org/social-registry",
    "license": "LGPL-3",
    "depends": ["socreg_registry", "queue_job"],
    "data": [
        "security/ir.model.access.csv",
        "security/socreg_submission_security.xml",
        "data/socreg_match_rule_data.xml",
        "data/socreg_source_data.xml",
        "views/socreg_match_rule_views.xml",
        "views/socreg_source_views.xml",
        "views/socreg_intake_menus.xml",
    ],
}
