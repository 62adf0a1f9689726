{
    "name": "Social Registry: Test Models",
    "summary": "Models that the suite's tests need; never installed where people work",
    "version": "17.0.1.0.0",
    "category": "Hidden",
    "author": "Social Registry contributors",
    "website": "https://example.org/social-registry",
    "license": "LGPL-3",
    "depends": ["socreg_history"],
    "data": ["security/ir.model.access.csv"],
}
