"""What `odoo socreg_verify` looks at in the living database: the checks of the verifier that stands
alone (`verifier/socreg_verify.py`), as statements of SQL."""
