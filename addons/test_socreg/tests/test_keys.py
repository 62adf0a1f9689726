import base64
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import config, mute_logger

from odoo.addons.socreg_crypto.core.errors import KeyMissing
from odoo.addons.socreg_crypto.opening import forget_keys, openings

from .common import SealedCase


class TestKeys(SealedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["socreg.key"]

    def active(self, purpose="identity"):
        return self.keys.search([("purpose", "=", purpose), ("state", "=", "active")])

    def rewrapped(self, piece=2):
        self.env.flush_all()
        return sum(self.env["socreg.data.key"]._rewrap("identity", piece))

    def test_rotation_rewraps_every_data_key_and_no_cell(self):
        old, cell = self.active(), self.column(self.lan, "name")
        new = self.keys._rotate("identity")
        new._promote()
        self.assertEqual((old.state, new.state), ("decrypt_only", "active"))
        people = self.people.search_count([])
        self.assertEqual(self.rewrapped(), people)
        self.assertEqual(self.rewrapped(), 0)
        self.assertEqual(self.column(self.lan, "name"), cell)
        old._destroy()
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")

    def test_values_open_at_every_stage_of_a_rotation(self):
        new = self.keys._rotate("identity")
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")
        new._promote()
        self.lan.name = "Lan"
        thu = self.people.create({"name": "Thu"})
        self.assertEqual(self.fresh(self.lan + thu).mapped("name"), ["Lan", "Thu"])
        next(self.env["socreg.data.key"]._rewrap("identity", 1))
        self.assertEqual(
            self.fresh(self.lan + self.mai + thu).mapped("name"), ["Lan", "Mai", "Thu"]
        )

    def test_key_that_still_wraps_something_is_not_destroyed(self):
        old = self.active()
        self.keys._rotate("identity")._promote()
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "rewrap first"):
            old._destroy()

    def test_no_stage_is_left_out(self):
        new = self.keys._rotate("identity")
        with self.assertRaises(UserError):
            self.keys._rotate("identity")
        with self.assertRaises(UserError):
            self.active()._destroy()
        new._promote()
        with self.assertRaises(UserError):
            new._promote()

    def test_while_index_keys_change_both_find_and_both_refuse_doubles(self):
        self.items.create({"person_id": self.lan.id, "value": "AB-1"})
        self.keys._rotate("index")
        self.items.create({"person_id": self.lan.id, "value": "AB-2"})
        for value in ("AB-1", "AB-2"):
            self.assertEqual(self.items.search_count([("value", "=", value)]), 1)
            with self.assertRefusedByDatabase():
                self.items.create({"person_id": self.mai.id, "value": value})

    def test_erased_person_is_noise_and_others_are_not(self):
        item = self.items.create({"person_id": self.lan.id, "value": "AB-1"})
        self.lan._erase()
        self.fresh(self.lan)
        for record, name in ((self.lan, "name"), (self.lan, "answers"), (item, "value")):
            with self.assertRefused(KeyMissing):
                record[name]
        self.assertFalse(self.people.search([("number", "=", "999271828173")]))
        self.assertFalse(self.items.search([("value", "=", "AB-1")]))
        self.assertEqual(self.mai.name, "Mai")
        with self.assertRaises(UserError), mute_logger("odoo.addons.socreg_crypto.fields.sealed"):
            self.lan.name = "Lan again"
            self.env.flush_all()

    def test_key_whose_making_was_rolled_back_seals_nothing(self):
        thu = self.people.create({"name": "Thu"})
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            thu.answers = {"walk": 1}
            self.env.flush_all()
            raise ZeroDivisionError
        thu.answers = {"walk": 2}
        self.env.flush_all()
        forget_keys(self.env.cr)
        self.assertEqual(self.fresh(thu).answers, {"walk": 2})

    def test_process_without_a_class_key_shows_locked_and_not_empty(self):
        with patch.dict(config.options, {"socreg_key_classes": "identity"}):
            forget_keys(self.env.cr)
            lan = self.fresh(self.lan)
            self.assertEqual(lan.name, "Nguyễn Lan")
            with self.assertRefused(KeyMissing):
                lan.answers
            made = self.people.create({"name": "Thu"})
        made.answers = {"walk": 1}
        self.assertEqual(self.fresh(made).answers, {"walk": 1})

    def test_older_index_key_is_kept_until_every_row_has_the_newer(self):
        item = self.items.create({"person_id": self.lan.id, "value": "AB-1"})
        old = self.active("index")
        new = self.keys._rotate("index")
        new._promote()
        with self.assertRaisesRegex(UserError, "rewrap first"):
            old._destroy()
        with self.assertRaisesRegex(UserError, "destroy the older"):
            self.keys._rotate("index")
        self.reindexed(new)
        old._destroy()
        self.fresh(item)
        self.assertEqual(self.items.search([("value", "=", "ab-1")]), item)
        self.assertEqual(self.people.search([("number", "=", "999271828173")]), self.lan)
        with self.assertRefusedByDatabase():
            self.items.create({"person_id": self.mai.id, "value": "AB-1"})

    def reindexed(self, key, piece=1):
        self.env.flush_all()
        return sum(self.env["socreg.sealed"]._reindex(key.version, piece))

    def test_reindexing_takes_each_row_once_and_leaves_the_erased(self):
        self.lan._erase()
        new = self.keys._rotate("index")
        stale = self.env["socreg.sealed"]._count_stale(new.version)
        self.assertEqual(stale, self.people.search_count([("number", "!=", False)]) - 1)
        self.assertEqual(self.reindexed(new), stale)
        self.assertEqual(self.reindexed(new), 0)
        self.assertEqual(self.env["socreg.sealed"]._count_stale(new.version), 0)
        self.assertTrue(self.own(self.fresh(self.lan), "number_index0").startswith("erased "))

    def test_reindexing_goes_past_a_row_that_does_not_open(self):
        self.put(self.lan, "number", b"x" * 82)
        new = self.keys._rotate("index")
        loggers = "odoo.addons.socreg_crypto.fields.sealed", "odoo.addons.socreg_crypto.models"
        with mute_logger(loggers[0], f"{loggers[1]}.socreg_sealed_index"):
            self.reindexed(new)
        self.assertEqual(self.env["socreg.sealed"]._count_stale(new.version), 1)
        self.assertFalse(self.own(self.fresh(self.lan), "number_index0"))
        self.assertTrue(self.own(self.mai, "number_index0").startswith("02"))

    def test_key_made_after_this_process_loaded_its_own_is_found(self):
        before = self.keys._ring("identity")
        self.keys._rotate("identity")._promote()
        self.rewrapped()
        openings(self.env.cr).rings["identity"] = before
        openings(self.env.cr).ciphers.clear()
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")

    def test_step_that_others_may_not_know_of_is_too_early(self):
        new = self.keys._rotate("identity")
        with self.assertRaisesRegex(UserError, "wait"):
            new._check_settled(60)
        new.state_at -= timedelta(seconds=61)
        new._check_settled(60)

    def test_master_keys_are_not_in_the_database_as_they_are(self):
        keys = [self.active(purpose)._unwrapped() for purpose in ("identity", "health", "index")]
        self.env.cr.execute("SELECT socreg_key::text FROM socreg_key")
        rows = str(self.env.cr.fetchall())
        for key in keys:
            self.assertNotIn(key.hex(), rows)
            self.assertNotIn(base64.b64encode(key).decode(), rows)

    def test_users_do_not_reach_master_keys(self):
        with self.assertRaises(UserError):
            self.keys.with_user(self.user).search([])

    def test_keys_have_no_column_beside_their_table(self):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'test_socreg_person' AND column_name LIKE 'key%'"
        )
        self.assertFalse(self.env.cr.fetchall())
