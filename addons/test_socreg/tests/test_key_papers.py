from argparse import Namespace

from odoo.addons.socreg_crypto.commands import erasure, safekeeping
from odoo.addons.socreg_crypto.commands.console import Refused
from odoo.addons.socreg_crypto.core import providers
from odoo.addons.socreg_crypto.core.errors import BrokenSeal, KeyDestroyed

from .command_common import CommandCase


class TestErasure(CommandCase):
    def test_people_are_erased_by_random_id_or_id(self):
        words = ("test_socreg.person", self.own(self.lan, "rid"), f"id:{self.mai.id}", "--yes")
        self.assertEqual(self.run_command(erasure.erase, "erase", *words), 0)
        self.assertTrue(self.lan.erased_at and self.mai.erased_at)
        self.assertIn(self.own(self.lan, "rid"), self.said())
        with self.assertRefused(KeyDestroyed):
            self.fresh(self.lan).name

    def test_nobody_is_erased_when_one_is_not_found(self):
        for word in ("nobody", "id:0", self.own(self.lan, "rid")[:-1]):
            words = ("test_socreg.person", self.own(self.mai, "rid"), word, "--yes")
            with self.assertRaisesRegex(Refused, "names no records"):
                self.run_command(erasure.erase, "erase", *words)
        self.assertFalse(self.mai.erased_at)

    def test_nobody_is_erased_without_the_word(self):
        self.console.refuses = True
        with self.assertRaises(Refused):
            self.run_command(
                erasure.erase, "erase", "test_socreg.person", self.own(self.lan, "rid")
            )
        self.assertFalse(self.lan.erased_at)
        self.assertIn("socreg_data_key", self.console.said[0])
        self.assertNotIn("Lan", self.console.said[0])

    def test_only_what_owns_keys_is_erased_and_once(self):
        for model in ("test_socreg.item", "res.users", "socreg.sealed.subject", "no.such"):
            with self.assertRaisesRegex(Refused, "no model"):
                self.run_command(erasure.erase, "erase", model, "id:1", "--yes")
        words = ("erase", "test_socreg.person", self.own(self.lan, "rid"), "--yes")
        self.run_command(erasure.erase, *words)
        with self.assertRaisesRegex(Refused, "Erased already"):
            self.run_command(erasure.erase, *words)


class TestSafekeeping(CommandCase):
    def setUp(self):
        super().setUp()
        self.provider = providers.FileProvider(self.path)
        self.phrase = self.folder / "phrase"
        self.phrase.write_text("twelve letters at least\n")
        self.file = self.folder / self.id().rpartition(".")[2]

    def call(self, run, **wish):
        asked = {"file": self.file, "passphrase_file": self.phrase, "check": False, **wish}
        return run(self.provider, Namespace(**asked), self.console, *self.extra)

    extra = ()

    def master_keys(self):
        keys = self.env["socreg.key"].search([])
        return [(key.purpose, key.version, key.wrapped) for key in keys]

    def test_what_was_backed_up_is_restored(self):
        content = self.path.read_bytes()
        self.call(safekeeping.backup)
        self.assertNotIn(content.strip(), self.file.read_bytes())
        self.assertEqual(self.call(safekeeping.backup, check=True), 0)
        self.path.unlink()
        self.assertEqual(self.call(safekeeping.backup, check=True), 0)
        self.extra = (self.master_keys(),)
        self.assertEqual(self.call(safekeeping.restore), 0)
        self.assertEqual(self.path.read_bytes(), content)
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o400)
        self.assertIn("opens the database's master keys", self.said())
        self.assertEqual(self.call(safekeeping.restore), 0)

    def test_restore_never_replaces_another_key_or_a_damaged_one(self):
        self.call(safekeeping.backup)
        for content, words in (
            (providers.encode_keys([b"o" * 32]), "other keys"),
            (b"x", "not hold"),
        ):
            self.path.unlink()
            self.path.write_bytes(content)
            self.path.chmod(0o400)
            with self.assertRaisesRegex(Refused, words):
                self.call(safekeeping.restore)
            self.assertEqual(self.path.read_bytes(), content)

    def test_check_tells_that_the_key_has_changed_since(self):
        self.call(safekeeping.backup)
        self.provider.add_key()
        self.assertEqual(self.call(safekeeping.backup, check=True), 1)

    def test_backup_of_another_key_is_not_restored(self):
        other = providers.FileProvider(self.folder / "other")
        other.make_key()
        mine, self.provider = self.provider, other
        self.call(safekeeping.backup)
        self.provider, self.extra = mine, (self.master_keys(),)
        self.path.unlink()
        with self.assertRaisesRegex(Refused, "does not open the database's"):
            self.call(safekeeping.restore)
        self.assertFalse(self.path.exists())

    def test_wrong_passphrase_and_missing_files_are_said(self):
        with self.assertRaisesRegex(Refused, "cannot be read"):
            self.call(safekeeping.restore)
        self.call(safekeeping.backup)
        with self.assertRaisesRegex(Refused, "cannot be made"):
            self.call(safekeeping.backup)
        with self.assertRaisesRegex(Refused, "holds no passphrase"):
            self.call(safekeeping.restore, passphrase_file=self.folder / "nothing")
        self.phrase.write_text("another twelve letters")
        with self.assertRaisesRegex(BrokenSeal, "passphrase is wrong"):
            self.call(safekeeping.restore)
