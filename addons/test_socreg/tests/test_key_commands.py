import json
from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable, SerializationFailure, UndefinedColumn

from odoo.exceptions import UserError
from odoo.tools import config, mute_logger

from odoo.addons.socreg_crypto.commands import frame, main, rotation, status
from odoo.addons.socreg_crypto.commands.console import Progress, Refused
from odoo.addons.socreg_crypto.commands.session import Session
from odoo.addons.socreg_crypto.core import providers
from odoo.addons.socreg_crypto.core.errors import ProviderFailure

from .command_common import CommandCase, Transcript
from .common import SealedCase


class TestStatus(CommandCase):
    def test_healthy_keys(self):
        self.assertEqual(self.run_command(status.status, "status"), 0)
        self.assertIn("all is well", self.said())
        key = self.state_of("identity", 1)
        self.assertEqual((key["state"], key["wraps"], key["opens"]), ("active", 2, True))
        self.assertEqual(self.state_of("index", 1)["without"], 0)

    def test_json_is_for_programs(self):
        self.assertEqual(self.run_command(status.status, "status", "--json"), 0)
        self.assertEqual(json.loads(self.said())["problems"], [])

    def test_no_key_is_ever_shown(self):
        self.run_command(status.status, "status", "--json")
        keys = [key._unwrapped() for key in self.env["socreg.key"].search([])]
        for key in [*keys, *providers.FileProvider(self.path).keys()]:
            self.assertNotIn(key.hex(), self.said())
            self.assertNotIn(providers.encode_keys([key]).decode().strip(), self.said())

    def test_every_bad_day_has_its_words(self):
        content = self.path.read_bytes()
        bad = (
            (None, 0, "No such file"),
            (b"", 0o400, "does not hold a key"),
            (content, 0o440, "can be read by others"),
            (providers.encode_keys([b"o" * 32]), 0o400, "identity 1 does not open"),
        )
        for content, mode, words in bad:
            with self.subTest(words):
                self.path.unlink(missing_ok=True)
                if content is not None:
                    self.path.write_bytes(content)
                    self.path.chmod(mode)
                self.assertEqual(self.run_command(status.status, "status"), 1)
                self.assertIn(words, self.said())
                self.assertFalse(self.state_of("identity", 1)["opens"])

    def test_missing_active_key_is_a_problem(self):
        self.env["socreg.key"].search([("purpose", "=", "health")]).state = "decrypt_only"
        self.assertEqual(self.status()["problems"], ["no health key is active"])

    def test_unknown_provider_is_a_problem(self):
        with patch.dict(config.options, {"socreg_key_provider": "vault"}):
            self.assertEqual(self.run_command(status.status, "status"), 1)
        self.assertIn("no key provider called vault", self.said())


class TestRotation(CommandCase):
    def test_whole_rotation_of_a_master_key(self):
        self.assertEqual(self.run_command(rotation.rotate, "rotate", "identity"), 0)
        with self.assertRaisesRegex(UserError, "wait"):
            self.run_command(rotation.promote, "promote", "identity")
        self.let_pass(rotation.SECONDS_TO_SPREAD)
        self.run_command(rotation.promote, "promote", "identity")
        self.assertEqual(self.state_of("identity", 1)["wraps"], 2)
        self.assertEqual(self.run_command(rotation.rewrap, "rewrap", "identity"), 0)
        self.assertEqual(self.state_of("identity", 1)["wraps"], 0)
        with self.assertRaisesRegex(UserError, "wait"):
            self.run_command(rotation.destroy, "destroy", "identity", "1")
        self.let_pass(rotation.longest_request())
        self.run_command(rotation.destroy, "destroy", "identity", "1")
        self.assertEqual(self.state_of("identity", 1)["state"], "destroyed")
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")
        self.assertEqual(self.run_command(status.status, "status"), 0)

    def test_whole_rotation_of_an_index_key(self):
        self.run_command(rotation.rotate, "rotate", "index")
        self.assertEqual(self.state_of("index", 2)["without"], 2)
        self.assertEqual(self.run_command(rotation.rewrap, "rewrap", "index"), 0)
        self.assertEqual(self.state_of("index", 2)["without"], 0)
        self.run_command(rotation.promote, "promote", "index", "--now")
        self.run_command(rotation.destroy, "destroy", "index", "1", "--now")
        self.assertEqual(self.people.search([("number", "=", "2")]), self.mai)

    def test_reindex_is_another_name_for_rewrapping_the_index(self):
        self.run_command(rotation.rotate, "rotate", "index")
        self.assertEqual(self.run_command(rotation.rewrap, "reindex"), 0)
        self.assertEqual(self.state_of("index", 2)["without"], 0)

    def test_key_in_need_is_not_destroyed_even_now(self):
        self.run_command(rotation.rotate, "rotate", "identity")
        self.run_command(rotation.promote, "promote", "identity", "--now")
        with self.assertRaisesRegex(UserError, "rewrap first"):
            self.run_command(rotation.destroy, "destroy", "identity", "1", "--now", "--yes")

    def test_nothing_is_destroyed_without_the_word(self):
        self.run_command(rotation.rotate, "rotate", "health")
        self.console.refuses = True
        with self.assertRaises(Refused):
            self.run_command(rotation.destroy, "destroy", "health", "2")
        self.assertEqual(self.state_of("health", 2)["state"], "pre_active")
        self.run_command(rotation.destroy, "destroy", "health", "2", "--yes")
        self.assertEqual(self.state_of("health", 2)["state"], "destroyed")

    def test_what_does_not_open_is_said_to_be_left(self):
        self.put(self.lan, "number", b"x" * 82)
        self.run_command(rotation.rotate, "rotate", "index")
        loggers = "odoo.addons.socreg_crypto.fields.sealed", "odoo.addons.socreg_crypto.models"
        no_wait = patch.object(rotation, "SECONDS_BETWEEN_TRIES", 0)
        with no_wait, mute_logger(loggers[0], f"{loggers[1]}.socreg_sealed_index"):
            self.assertEqual(self.run_command(rotation.rewrap, "rewrap", "index"), 1)
        self.assertIn("1 are left", self.said())

    def test_whole_change_of_the_key_encryption_key(self):
        old = self.path.read_bytes()
        self.run_command(rotation.rotate, "rotate", "kek")
        self.assertIn("back it up", self.said())
        with self.assertRaisesRegex(Refused, "rewrap kek first"):
            self.run_command(rotation.destroy, "destroy", "kek", "--yes")
        self.assertEqual(self.run_command(status.status, "status"), 0)
        self.run_command(rotation.rewrap, "rewrap", "kek")
        self.run_command(rotation.destroy, "destroy", "kek", "--yes")
        self.assertEqual(self.run_command(status.status, "status"), 0)
        self.assertNotIn(old.strip(), self.path.read_bytes())
        with self.assertRaisesRegex(Refused, "one key only"):
            self.run_command(rotation.destroy, "destroy", "kek", "--yes")

    def test_key_that_is_not_in_a_file_is_changed_where_it_is_kept(self):
        key = self.path.read_text()
        elsewhere = patch.dict(config.options, {"socreg_key_provider": "environment"})
        with elsewhere, patch.dict("os.environ", {"SOCREG_KEY": key}):
            for run, name in ((rotation.rotate, "rotate"), (rotation.destroy, "destroy")):
                with self.assertRaisesRegex(Refused, "environment"):
                    self.run_command(run, name, "kek")
        newer = providers.encode_keys([b"n" * 32]).decode() + key
        with elsewhere, patch.dict("os.environ", {"SOCREG_KEY": newer}):
            self.run_command(rotation.rewrap, "rewrap", "kek")
            self.assertEqual(self.state_of("index", 1)["wrapped_by"][:12], "environment:")

    def test_nothing_to_promote_or_destroy_is_said(self):
        with self.assertRaisesRegex(Refused, "rotate first"):
            self.run_command(rotation.promote, "promote", "index")
        for words, why in ((["identity"], "which version"), (["identity", "7"], "no identity key")):
            with self.assertRaisesRegex(Refused, why):
                self.run_command(rotation.destroy, "destroy", *words)

    def test_progress_says_rate_and_what_is_left(self):
        times = iter([0.0, 1.0, 2.0, 2.0, 2.0])
        progress = Progress(self.console, "identity", 100, lambda: next(times))
        progress.add(10)
        self.assertEqual(self.console.said, [])
        progress.add(10)
        self.assertEqual(self.console.said, ["identity: 20 of 100, 10 a second, 8 s left"])


class TestSession(SealedCase):
    def ending(self, error):
        """Return the exit status and the last words of a command that meets an error."""
        console, cut_off = Transcript(), patch.object(frame, "_configure", side_effect=error)
        with cut_off:
            return main.main(["status"], console), console.said

    def test_what_is_expected_to_fail_ends_in_a_sentence(self):
        for error in (Refused("why"), ProviderFailure("why"), UserError("why")):
            self.assertEqual(self.ending(error), (1, ["socreg_keys: why"]))
        self.assertIn("upgrade it", self.ending(UndefinedColumn())[1][0])
        status_, said = self.ending(OperationalError("gone\nDETAIL: x"))
        self.assertEqual((status_, said), (1, ["socreg_keys: the database refuses: gone"]))

    def test_who_interrupts_is_told_that_they_may_go_on(self):
        status_, (said,) = self.ending(KeyboardInterrupt())
        self.assertEqual(status_, 130)
        self.assertIn("call again", said)

    def test_key_is_not_destroyed_while_somebody_writes(self):
        with self.registry.cursor() as cr, patch.object(rotation, "LOCK_TIMEOUT", "10ms"):
            locked = patch.object(cr, "execute", side_effect=[None, LockNotAvailable()])
            with locked, self.assertRaisesRegex(Refused, "call again"):
                rotation._hold_writers(self.env(cr=cr), "identity")

    def test_piece_that_meets_another_change_is_begun_again(self):
        conflicts, made = [SerializationFailure(), SerializationFailure()], []

        def work(_env):
            made.append(1)
            if conflicts:
                raise conflicts.pop()
            yield 3

        session = Session.__new__(Session)
        session.registry = self.registry
        with patch.object(type(self.env.cr), "commit", lambda cr: None):
            self.assertEqual(list(session.pieces(work)), [3])
        self.assertEqual(len(made), 3)
