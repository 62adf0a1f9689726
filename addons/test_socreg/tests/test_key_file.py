from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import config, mute_logger

from odoo.addons.socreg_crypto.core import providers
from odoo.addons.socreg_crypto.core.held import forget_held
from odoo.addons.socreg_crypto.opening import forget_keys

from .common import SealedCase


class TestKeyFile(SealedCase):
    """Bad days of the key file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["socreg.key"]
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name, "key")
        cls.path.write_bytes(cls.keys._key_file().read_bytes())
        cls.path.chmod(0o400)
        told = {"socreg_key_file": str(cls.path)}
        cls.startClassPatcher(patch.dict(config.options, told))

    def setUp(self):
        super().setUp()
        self.addCleanup(forget_held)
        self.content = self.path.read_bytes()
        self.addCleanup(self.put_file, self.content)

    def put_file(self, content, mode=0o400):
        """Put a file in the key file's place; None takes it away."""
        self.path.unlink(missing_ok=True)
        if content is not None:
            self.path.write_bytes(content)
            self.path.chmod(mode)

    def start(self):
        """Do what a process does that starts: it holds nothing, and asks for its keys."""
        forget_held()
        self.work_on()
        logger = "odoo.addons.socreg_crypto.models.socreg_key_provider"
        with mute_logger(logger):
            self.keys._register_hook()

    def work_on(self):
        """Have this process load its keys anew, as after any change of settings."""
        self.env.registry.clear_cache()
        forget_keys(self.env.cr)

    def assertDoesNotStart(self, why):
        with self.assertRaisesRegex(UserError, f"cannot start.*{why}"):
            self.start()

    def another_file(self):
        return providers.encode_keys([b"o" * 32])

    def test_server_starts_with_its_key_only(self):
        self.start()
        bad = (
            (None, 0o400, "No such file"),
            (b"", 0o400, "does not hold a key"),
            (self.content[:20], 0o400, "does not hold a key"),
            (b"\0\xff garbage", 0o400, "does not hold a key"),
            (self.content, 0o444, "can be read by others"),
            (self.another_file(), 0o400, "does not open: it is wrapped by file:"),
        )
        for content, mode, why in bad:
            with self.subTest(why):
                self.put_file(content, mode)
                self.assertDoesNotStart(why)
        self.put_file(self.content)
        self.start()

    def test_key_file_is_not_made_where_there_are_keys(self):
        self.put_file(None)
        self.keys._make_first_keys()
        self.assertFalse(self.path.exists())

    def test_running_process_works_on_without_its_key_file_and_says_so(self):
        self.start()
        self.put_file(None)
        self.work_on()
        with self.assertLogs("odoo.addons.socreg_crypto", "ERROR") as logged:
            self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")
            self.assertEqual(self.people.search([("number", "=", "2")]), self.mai)
        self.assertIn("No such file", logged.output[0])
        self.assertDoesNotStart("No such file")

    def test_change_of_the_key_encryption_key(self):
        self.keys._provider().add_key()
        self.assertEqual(len(self.keys._not_by_newest()), 4)
        self.start()
        old_dump = self.keys.search([]).read(["wrapped", "wrapped_by"])
        self.assertEqual(self.keys._rewrap_masters(), 4)
        self.assertEqual(self.keys._rewrap_masters(), 0)
        self.start()
        self.keys._provider().drop_old_keys()
        self.start()
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")
        newest = self.path.read_bytes()
        self.put_file(self.content)
        self.assertDoesNotStart("it is wrapped by")
        self.put_file(newest)
        for row in old_dump:
            self.keys.browse(row.pop("id")).write(row)
        self.assertDoesNotStart("it is wrapped by")
        self.put_file(newest + self.content)
        self.start()
        self.assertEqual(self.keys._rewrap_masters(), 4)
