import base64
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..core import providers
from ..core.errors import SealingError
from ..core.held import Held

_logger = logging.getLogger(__name__)

PROVIDER_OPTION = "socreg_key_provider"
FILE_OPTION = "socreg_key_file"

_unchecked: ContextVar[bool] = ContextVar("socreg_unchecked", default=False)


@contextmanager
def unchecked():
    """Start within without asking whether the keys open: for the command that says why not."""
    token = _unchecked.set(True)
    try:
        yield
    finally:
        _unchecked.reset(token)


def key_file():
    """Return where the key file is: beside the data directory unless odoo.conf names it."""
    told = config.get(FILE_OPTION)
    return Path(told) if told else Path(config["data_dir"] + ".key")


class SocregKey(models.Model):
    """Master keys and the keeper of the key-encryption key."""

    _inherit = "socreg.key"

    def _register_hook(self):
        """Refuse to start where the keys that are needed to write cannot be had."""
        super()._register_hook()
        if not _unchecked.get() and self.search_count([]):
            for purpose in self._purposes_here():
                try:
                    self._ring(purpose).sealing_key()
                except SealingError as error:
                    _logger.critical("the registry cannot start: %s", error)
                    raise UserError(_("The registry cannot start: %(why)s", why=error)) from error

    def _opened(self):
        """Return these keys of one purpose, each with the master key that it is.

        A process that has opened them before works on with them while their keeper is down.
        """
        if not self:
            return []
        purpose = self[0].purpose
        by_wrapped = {key.wrapped: key for key in self}
        held = Held(self.env.cr.dbname, purpose)
        plain = held.open_all(list(by_wrapped), lambda wrapped: by_wrapped[wrapped]._unwrapped())
        if held.failure:
            _logger.error(
                "%s: this process works on with the keys that it holds, none can start",
                held.failure,
            )
        return [(key, plain[key.wrapped]) for key in self]

    def _unwrapped(self):
        """Return the master key, opened by the keeper of the key-encryption key.

        :raises SealingError: in words that say which key it is and why
        """
        self.ensure_one()
        try:
            wrapped = base64.b64decode(self.wrapped)
            return self._provider().unwrap(wrapped, f"master.{self.purpose}", str(self.version))
        except SealingError as error:
            name = f"the master key {self.purpose} {self.version}"
            raise type(error)(f"{name} does not open: {error}") from None

    @api.model
    def _provider(self):
        """Return the keeper of the key-encryption key, as odoo.conf names it."""
        name = config.get(PROVIDER_OPTION) or "file"
        if name not in providers.PROVIDERS:
            raise UserError(_("There is no key provider called %(name)s.", name=name))
        if name == "file":
            return providers.FileProvider(self._key_file())
        return providers.PROVIDERS[name]()

    @api.model
    def _key_file(self):
        return key_file()

    @api.model
    def _make_key_file(self):
        """Make the key file where there is none; only for a database that has no keys yet."""
        provider = self._provider()
        if isinstance(provider, providers.FileProvider) and not provider.path.exists():
            provider.make_key()

    @api.model
    def _not_by_newest(self):
        """Return the living master keys that the newest key-encryption key does not wrap."""
        newest = self._provider().key_name()
        return self.search([("state", "!=", "destroyed"), ("wrapped_by", "!=", newest)])

    @api.model
    def _rewrap_masters(self):
        """Wrap all master keys by the newest key-encryption key; return how many it was.

        They are few: one transaction does it, or nothing.
        """
        provider = self._provider()
        keys = self._not_by_newest()
        for key in keys:
            purpose, owner = f"master.{key.purpose}", str(key.version)
            wrapped = provider.wrap(key._unwrapped(), purpose, owner)
            key.write(
                {
                    "wrapped": base64.b64encode(wrapped).decode(),
                    "wrapped_by": provider.key_name(),
                }
            )
        return len(keys)
