"""Give the roles of areas that were merged before in what these became part of."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for area in env["socreg.area"].search([("merged_into_id", "!=", False)]):
        area._hand_over_roles(_survivor_of(area))


def _survivor_of(area):
    while area.merged_into_id:
        area = area.merged_into_id
    return area
