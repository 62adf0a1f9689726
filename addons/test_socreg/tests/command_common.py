from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.tools import config

from odoo.addons.socreg_crypto.commands import main, status
from odoo.addons.socreg_crypto.commands.console import Refused
from odoo.addons.socreg_crypto.core.held import forget_held

from .common import SealedCase


class Transcript:
    """A console whose person types what they are told to, or nothing."""

    def __init__(self):
        self.shown, self.said, self.refuses = [], [], False

    def show(self, line):
        self.shown.append(line)

    def say(self, line):
        self.said.append(line)

    def confirm(self, word, is_sure):
        if self.refuses and not is_sure:
            raise Refused("Nothing was done.")


class OneTransaction:
    """A session whose transactions are savepoints of the test's."""

    def __init__(self, env):
        self.env = env(su=True)

    @contextmanager
    def transaction(self):
        with self.env.cr.savepoint():
            yield self.env
        self.env.invalidate_all()

    def pieces(self, make):
        yield from make(self.env)


class CommandCase(SealedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = OneTransaction(cls.env)
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.path = cls.folder / "key"
        cls.path.write_bytes(cls.env["socreg.key"]._key_file().read_bytes())
        cls.path.chmod(0o400)
        told = {"socreg_key_file": str(cls.path)}
        cls.startClassPatcher(patch.dict(config.options, told))

    def setUp(self):
        super().setUp()
        self.console = Transcript()
        content = self.path.read_bytes()

        def restore_file():
            self.path.unlink(missing_ok=True)
            self.path.write_bytes(content)
            self.path.chmod(0o400)
            forget_held()

        self.addCleanup(restore_file)

    def run_command(self, run, *words):
        """Run a command with the arguments that a shell would give it; return its status."""
        wish = main.parser().parse_args(words)
        self.env.flush_all()
        return run(self.session, wish, self.console)

    def said(self):
        return "\n".join(self.console.shown)

    def let_pass(self, seconds):
        for key in self.env["socreg.key"].search([]):
            key.state_at -= timedelta(seconds=seconds)

    def status(self):
        return status.gather(self.env(su=True))

    def state_of(self, purpose, version):
        keys = self.status()["keys"]
        return next(k for k in keys if (k["purpose"], k["version"]) == (purpose, version))
