{
    "name": "Social Registry: Sealed Fields",
    "summary": "Personal data encrypted in its column, and still found",
    "version": "17.0.1.2.0",
    "category": "Social Registry",
    "author": "Social Registry contributors",
    "website": "https://example.org/social-registry",
    "license": "LGPL-3",
    "depends": ["base_import"],
    "external_dependencies": {"python": ["anyascii", "cryptography", "rapidfuzz"]},
    "data": [
        "security/socreg_crypto_groups.xml",
        "security/ir.model.access.csv",
        "data/socreg_key_data.xml",
    ],
    "assets": {"web.assets_backend": ["socreg_crypto/static/src/*.js"]},
}
