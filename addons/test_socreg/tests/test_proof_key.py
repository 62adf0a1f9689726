import base64
import importlib.util

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.commands import rotation
from odoo.addons.socreg_crypto.commands.console import Refused
from odoo.addons.socreg_crypto.core.errors import KeyMissing
from odoo.addons.socreg_crypto.core.keyring import State

from .command_common import CommandCase

SAID = b"the root of the tree"


class TestProofKey(CommandCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["socreg.key"]

    def active(self):
        return self.keys.search([("purpose", "=", "proof"), ("state", "=", "active")])

    def signed(self):
        return [
            Ed25519PrivateKey.from_private_bytes(s).sign(SAID) for s in self.keys._signing_seeds()
        ]

    def check(self, key, signature):
        public = base64.b64decode(key.public_key)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, SAID)

    def rotate(self):
        self.run_command(rotation.rotate, "rotate", "proof")
        self.run_command(rotation.promote, "promote", "proof", "--now")

    def test_what_the_active_key_signs_its_public_key_verifies(self):
        (signature,) = self.signed()
        self.check(self.active(), signature)

    def test_the_key_before_signs_beside_until_it_is_destroyed_and_stays_public(self):
        old = self.active()
        (before,) = self.signed()
        self.run_command(rotation.rotate, "rotate", "proof")
        self.assertEqual(len(self.signed()), 1)
        self.run_command(rotation.promote, "promote", "proof", "--now")
        self.assertIn("destroy proof 1", self.said())
        new = self.active()
        self.assertNotEqual(new.public_key, old.public_key)
        for key, signature in zip(new + old, self.signed(), strict=True):
            self.check(key, signature)
        self.run_command(rotation.destroy, "destroy", "proof", "1", "--yes", "--now")
        self.assertFalse(old.wrapped)
        self.check(old, before)
        (after,) = self.signed()
        self.check(new, after)
        self.assertEqual(self.state_of("proof", 1)["public_key"], old.public_key)
        self.assertEqual(self.status()["problems"], [])

    def test_the_key_that_signs_is_not_destroyed(self):
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.run_command(rotation.destroy, "destroy", "proof", "1", "--yes", "--now")
        self.rotate()
        with self.assertRaisesRegex(UserError, "wait"):
            self.run_command(rotation.destroy, "destroy", "proof", "1", "--yes")

    def test_nothing_is_wrapped_by_it(self):
        with self.assertRaises(SystemExit), mute_logger("odoo"):
            self.run_command(rotation.rewrap, "rewrap", "proof")
        with self.assertRaises(Refused):
            self.run_command(rotation.promote, "promote", "proof")

    def test_a_new_key_encryption_key_wraps_it_too(self):
        self.run_command(rotation.rotate, "rotate", "kek")
        self.run_command(rotation.rewrap, "rewrap", "kek")
        self.run_command(rotation.destroy, "destroy", "kek", "--yes")
        self.check(self.active(), *self.signed())

    def test_without_a_key_the_error_says_so(self):
        self.keys._rotate("proof")
        self.active()._become(State.DECRYPT_ONLY)
        with self.assertRaisesRegex(KeyMissing, "no key to sign"):
            self.keys._signing_seeds()

    def test_a_registry_from_before_gets_one_key_when_it_is_upgraded(self):
        self.active()._become(State.DECRYPT_ONLY)
        self.active().flush_model()
        self.env.cr.execute("DELETE FROM socreg_key WHERE purpose = 'proof'")
        self.keys.invalidate_model()
        others = self.keys.search_count([])
        script = migration("1.2.0/post-migrate.py")
        for _time in range(2):
            script.migrate(self.env.cr, "17.0.1.1.0")
            self.assertEqual(self.keys.search_count([]), others + 1)
        self.check(self.active(), *self.signed())

    def test_only_what_signs_has_a_public_key(self):
        for purpose, told in (("proof", False), ("health", "key")):
            key = self.keys.search([("purpose", "=", purpose), ("state", "=", "active")])
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                key.public_key = told
                key.flush_recordset()
            key.invalidate_recordset()

    def test_the_seed_is_nobodys_to_read(self):
        admin = new_test_user(self.env, "proof_admin", groups="base.group_system")
        key = self.active().with_user(admin)
        self.assertTrue(key.public_key)
        with self.assertRaises(AccessError):
            key.read(["wrapped"])


def migration(path):
    spec = importlib.util.spec_from_file_location(
        "socreg_crypto_migration", f"{get_module_path('socreg_crypto')}/migrations/{path}"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
