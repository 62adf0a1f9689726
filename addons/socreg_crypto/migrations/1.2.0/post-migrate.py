"""Give a registry from before proofs a key that signs them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["socreg.key"]._make_first_keys()
