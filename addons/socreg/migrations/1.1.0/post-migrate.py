from odoo import SUPERUSER_ID, api

from odoo.addons.socreg.hooks import switch_outside_calls_off


def migrate(cr, version):
    switch_outside_calls_off(api.Environment(cr, SUPERUSER_ID, {}))
