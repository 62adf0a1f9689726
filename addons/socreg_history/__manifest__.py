{
    "name": "Social Registry: History",
    "summary": "Every version kept, every change known, and proof that nobody touched it",
    "version": "17.0.1.0.0",
    "category": "Social Registry",
    "author": "Social Registry contributors",
    "website": "https://example.org/social-registry",
    "license": "LGPL-3",
    "depends": ["socreg_crypto"],
    "external_dependencies": {"python": ["cryptography", "python-json-logger"]},
    "post_load": "set_up",
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "data/ir_cron_seal_data.xml",
        "views/socreg_proof_views.xml",
        "views/socreg_consumer_views.xml",
    ],
}
