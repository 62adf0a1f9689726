"""What happens while the proof is behind."""

import time
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.socreg_history.models import socreg_sealing as module

from .test_history_seal import SealCase

LOGGER = "odoo.addons.socreg_history.models.socreg_sealing"
LIMIT = "socreg_history.max_seal_lag"


class TestIntake(SealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,socreg_crypto.socreg_crypto_group_personal_data"
        cls.clerk = new_test_user(cls.env, "intake_clerk", groups=groups)
        cls.people = cls.env["test_socreg.person"].with_user(cls.clerk)
        cls.sealing = cls.env["socreg.sealing"]

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.dict(module._known, clear=True))
        self.begin()

    def begin(self):
        """As in a new transaction."""
        self.env.flush_all()
        self.env.cr.precommit.data.clear()
        self.env.cr.cache.clear()

    def behind(self, seconds):
        """Let the proof be behind, for whoever asks anew."""
        self.begin()
        module._known.clear()
        return patch.object(type(self.sealing), "_lag", lambda _self, _watch: float(seconds))

    def allow(self, told):
        self.env["ir.config_parameter"].set_param(LIMIT, told)

    def test_nothing_is_taken_in_while_the_proof_is_too_far_behind(self):
        person = self.people.create({"label": "before"})
        with self.behind(3601), self.assertLogs(LOGGER, "WARNING"):
            for write in (
                lambda: self.people.create({"label": "new"}),
                lambda: person.write({"label": "new"}),
                person.unlink,
            ):
                with self.assertRaisesRegex(UserError, "60 minutes"):
                    write()
            self.assertEqual(person.label, "before", "reading goes on")
            self.clerk.sudo().name = "Configuration goes on"

    def test_personal_data_is_read_and_the_reading_logged_meanwhile(self):
        person = self.people.create({"name": "Amina"})
        self.begin()
        person.invalidate_recordset()
        with self.behind(3601):
            self.assertEqual(person.name, "Amina")
            person.env["socreg.opening"]._write_log()
        opening = self.env["socreg.opening"].search([("user_id", "=", self.clerk.id)], limit=1)
        self.assertEqual((opening.model, opening.field_names), (person._name, "name"))

    def test_it_opens_again_by_itself(self):
        with self.behind(3601), self.assertLogs(LOGGER, "WARNING"), self.assertRaises(UserError):
            self.people.create({"label": "new"})
        with self.behind(5):
            self.people.create({"label": "new"})

    def test_a_transaction_that_began_in_time_ends(self):
        self.begin()
        person = self.people.create({"label": "first"})
        module._known[self.env.cr.dbname].until = 0
        self.env.cr.precommit.data.clear()
        with patch.object(type(self.sealing), "_lag", lambda _self, _watch: 9999.0):
            person.label = "second"

    def test_the_limit_is_the_administrators(self):
        for told, lag, is_open in (
            ("10", 11, False),
            ("10", 9, True),
            ("0", 10**6, True),
            ("nonsense", 3599, True),
            ("nonsense", 3601, False),
        ):
            self.allow(told)
            with self.subTest(told), self.behind(lag):
                if is_open:
                    self.people.create({"label": "new"})
                else:
                    with self.assertRaises(UserError):
                        self.people.create({"label": "new"})

    def test_software_that_mends_goes_on(self):
        with self.behind(9999):
            self.env["test_socreg.person"].create({"label": "new"})

    def test_asking_costs_two_queries_every_few_seconds_and_nothing_else(self):
        self.people.create({"label": "warm"})
        self.begin()
        with patch.object(type(self.sealing), "_look", autospec=True) as look:
            module._known[self.env.cr.dbname].until = time.monotonic() + 5
            for _time in range(3):
                self.people.create({"label": "new"})
            self.assertFalse(look.called)
            module._known[self.env.cr.dbname].until = 0
            self.people.create({"label": "new"})
            self.assertFalse(look.called, "once a transaction")
            self.begin()
            self.people.create({"label": "new"})
            self.assertTrue(look.called)

    def test_the_lag_is_that_of_the_oldest_event_that_is_not_sealed(self):
        self.assertEqual(self.sealing._lag(module.Watch()), 0)
        self.env.cr.execute("SELECT extract(epoch FROM clock_timestamp() - now())::float")
        (age,) = self.env.cr.fetchone()
        self.people.create([{"label": "1"}, {"label": "2"}])
        self.env.flush_all()
        self.assertAlmostEqual(self.sealing._lag(module.Watch()), age, delta=2)
        self.assertEqual(self.sealing._count(), (2, False))
        self.seal()
        self.assertEqual(self.sealing._lag(module.Watch()), 0)
        self.assertEqual(self.sealing._count(), (0, False))

    def test_a_clock_that_is_set_back_hides_nothing_and_forth_raises_nothing(self):
        self.people.create({"label": "1"})
        self.env.flush_all()
        watch = module.Watch()
        now = time.monotonic()
        told = self.sealing._oldest()
        with patch.object(type(self.sealing), "_oldest", lambda _self: (*told[:2], -7200.0)):
            watch.see(now - 500, told[1] + 1)
            self.assertAlmostEqual(self.sealing._lag(watch), 500, delta=5)
        watch = module.Watch()
        with patch.object(type(self.sealing), "_oldest", lambda _self: (*told[:2], 7200.0)):
            watch.see(now - 30, told[1])
            self.assertAlmostEqual(self.sealing._lag(watch), 30, delta=5)

    def test_a_proof_that_is_behind_is_said_with_counts_and_not_at_every_write(self):
        with self.behind(61), self.assertLogs(LOGGER, "WARNING") as logs:
            self.sealing._look()
            self.sealing._look()
        self.assertEqual(len(logs.output), 1)
        self.assertIn("61 s behind: 0 events", logs.output[0])
        with self.behind(60), self.assertNoLogs(LOGGER, "WARNING"):
            self.sealing._look()

    def test_status_says_all_of_it(self):
        status = self.sealing._status()
        self.assertEqual(status["problems"], [])
        self.assertEqual((status["unsealed"], status["held_by"]), (0, None))
        self.assertEqual(status["sealed"], status["witness"]["size"])
        self.people.create({"label": "1"})
        self.env.flush_all()
        with patch.object(type(self.heads), "_horizon", lambda _self: 1):
            status = self.sealing._status()
        self.assertEqual(status["unsealed"], 1)
        self.assertEqual(set(status["held_by"]), {"database", "process", "seconds"})
