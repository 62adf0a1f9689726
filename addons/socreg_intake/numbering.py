"""Numbers by which people speak of what came in."""

import secrets
from itertools import islice

from odoo.tools import SQL

from odoo.addons.socreg_registry.core import public_number


def free_numbers(model, pattern, count):
    """Return that many numbers that no record of a model has, with a query a round.

    :param model: a model whose field `number` holds them
    :param pattern: see `public_number.draw`
    """
    drawn, free = public_number.draw(secrets.randbelow, pattern), {}
    table = SQL.identifier(model._table)
    while len(free) < count:
        numbers = list(dict.fromkeys(islice(drawn, count - len(free))))
        model.env.cr.execute(SQL("SELECT number FROM %s WHERE number = ANY(%s)", table, numbers))
        taken = {row[0] for row in model.env.cr.fetchall()}
        free.update((number, None) for number in numbers if number not in taken)
    return list(free)
