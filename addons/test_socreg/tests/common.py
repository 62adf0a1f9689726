import base64
from contextlib import contextmanager
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.core.elevation import machinery
from odoo.addons.socreg_crypto.opening import SEERS, forget_keys

VALUES = {
    "name": "Nguyễn Lan",
    "number": "999271828173",
    "note": "two\nlines",
    "birthdate": date(1980, 5, 17),
    "weight": 61.5,
    "walking": "3",
    "photo": base64.b64encode(b"\x00\x01picture"),
    "answers": {"walk": 3, "see": [1, 2]},
}

# Searches for values that a clerk may not see: in which model, and whom they find.
GUESSES = (
    ("people", [("number", "=", VALUES["number"])], "lan"),
    ("people", [("number", "!=", "2"), ("number", "!=", False)], "lan"),
    ("people", [("item_ids.value", "=", "AB-1")], "lan"),
    ("people", [("item_ids.value", "in", ["AB-1"])], "lan"),
    ("items", [("value", "in", ["AB-1"])], "item"),
    ("items", [("person_id.number", "=", VALUES["number"])], "item"),
)


class SealedCase(TransactionCase):
    """Two people with a sealed field of every kind, and ways to look below the ORM."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A key outlives its subject: those of what other tests committed and deleted are counted, too.
        cls.env.cr.execute("DELETE FROM socreg_data_key")
        cls.user = new_test_user(cls.env, "test-sealed", groups=f"base.group_user,{SEERS}")
        cls.clerk = new_test_user(cls.env, "test-clerk", groups="base.group_user")
        cls.people = cls.env["test_socreg.person"].with_user(cls.user)
        cls.items = cls.env["test_socreg.item"].with_user(cls.user)
        cls.lan = cls.people.create(VALUES)
        cls.mai = cls.people.create({**VALUES, "name": "Mai", "number": "2"})

    def column(self, record, name):
        record.flush_model()
        self.env.cr.execute(f'SELECT "{name}" FROM {record._table} WHERE id = %s', [record.id])
        (value,) = self.env.cr.fetchone()
        return value and bytes(value)

    def put(self, record, name, value):
        record.flush_model()
        self.env.cr.execute(
            f'UPDATE {record._table} SET "{name}" = %s WHERE id = %s', [value, record.id]
        )
        record.invalidate_model()
        # Somebody else wrote it: this transaction would have begun later, remembering nothing.
        forget_keys(self.env.cr)

    def own(self, record, name):
        """Return what stands in one of the mixins' own columns, as nobody is told it."""
        with machinery():
            return record[name]

    def destroy_key(self, record):
        """Destroy a data key as nobody should: below the software."""
        record.flush_model()
        self.env.cr.execute(
            "UPDATE socreg_data_key SET identity = NULL WHERE rid = %s", [self.own(record, "rid")]
        )
        record.invalidate_model()
        forget_keys(self.env.cr)

    @contextmanager
    def assertRefused(self, cause):
        """What happens within is refused in words, for this cause, and the words tell no value."""
        logger = mute_logger("odoo.addons.socreg_crypto.fields.sealed")
        with self.assertRaises(UserError) as refusal, logger:
            yield
        self.assertIsInstance(refusal.exception.__cause__, cause)
        self.assertNotIn("Lan", str(refusal.exception))

    def fresh(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records

    @contextmanager
    def assertRefusedByDatabase(self):
        refused = self.assertRaises(IntegrityError)
        with refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            yield
            self.env.flush_all()


class DoorsCase(SealedCase):
    """They, an item of the first, and a clerk who may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.items.create({"person_id": cls.lan.id, "value": "AB-1"})

    def as_clerk(self, record):
        return self.fresh(record).with_user(self.clerk)

    def guesses(self):
        """Yield searches for values that the clerk may not see: model, domain and whom it finds."""
        for model, domain, found in GUESSES:
            yield getattr(self, model).with_user(self.clerk), domain, getattr(self, found)
