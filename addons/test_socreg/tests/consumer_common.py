"""A reader of events: what it reads is what others committed."""

import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase

SECONDS = 120


class ConsumerCase(TransactionCase):
    """One reader, and people whose label begins with `outbox`, in transactions of their own."""

    def setUp(self):
        super().setUp()
        # Tests' own cursors are one transaction; readers have one each.
        opener = patch.object(type(self.env.registry), "cursor", lambda *_a, **_k: self.cursor())
        self.startPatcher(opener)
        self.addCleanup(self.forget)

    def begin(self):
        """Read from now on."""
        with self.committed() as env:
            self.consumer_id = env["socreg.consumer"].create({"name": "index"}).id

    def cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    @contextmanager
    def committed(self):
        with self.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @contextmanager
    def consumer(self):
        with self.committed() as env:
            yield env["socreg.consumer"].browse(self.consumer_id)

    def forget(self):
        with self.committed() as env:
            env["socreg.consumer"].search([]).unlink()
            # Past Odoo: there may be many thousands.
            env.cr.execute("DELETE FROM test_socreg_person WHERE label LIKE 'outbox%'")

    def settle(self):
        """Wait for what others write in this cluster, in whatever database: it holds readers back."""
        end = time.monotonic() + SECONDS
        with self.cursor() as cr:
            cr.execute("SELECT max(xid) FROM socreg_history.act")
            newest = cr.fetchone()[0]
        while time.monotonic() < end:
            with self.cursor() as cr:
                cr.execute("SELECT socreg_history.horizon()")
                if cr.fetchone()[0] > newest:
                    return
            time.sleep(0.05)
        self.fail("somebody else writes in this cluster for too long")
