"""Work in transactions of their own: a version is what one of them did."""

from contextlib import contextmanager
from datetime import datetime, timezone

from odoo import api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase

from odoo.addons.socreg_crypto.opening import SEERS


class HistoryCase(TransactionCase):
    """Somebody who sees personal data, a clerk who does not, and transactions that stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uid_of = {}
        with cls.at_once() as env:
            for login, groups in (
                ("seer", ["base.group_user", SEERS]),
                ("clerk", ["base.group_user"]),
            ):
                user = env["res.users"].create({"name": login, "login": f"{cls.__name__}-{login}"})
                key = "group_ids" if "group_ids" in user._fields else "groups_id"
                user.write({key: [(6, 0, [env.ref(group).id for group in groups])]})
                cls.uid_of[login] = user.id
        cls.addClassCleanup(cls.leave)

    @classmethod
    def leave(cls):
        """Take away what was made, but for the log of it."""
        with cls.at_once() as env:
            env["test_socreg.item"].search([]).unlink()
            env["test_socreg.person"].search([]).unlink()
            env["res.users"].browse(cls.uid_of.values()).write({"active": False})

    @classmethod
    @contextmanager
    def at_once(cls, user=None):
        """Work in one transaction, and commit it."""
        with db_connect(cls.env.cr.dbname if hasattr(cls, "env") else cls.cr.dbname).cursor() as cr:
            env = api.Environment(cr, cls.uid_of[user] if user else api.SUPERUSER_ID, {})
            yield env
            env.flush_all()
            cr.commit()  # pylint: disable=invalid-commit

    @staticmethod
    def now():
        return datetime.now(timezone.utc)
