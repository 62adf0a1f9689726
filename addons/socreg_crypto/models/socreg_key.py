import base64
import secrets
from pathlib import Path

from odoo import _, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import config

from ..core import keyring, providers
from ..core.envelope import KEY_SIZE, key_id
from ..core.errors import KeyMissing, SealingError
from ..opening import forget_keys, openings
from .socreg_data_key import PURPOSE_OF, mark_of

INDEX = "index"
PURPOSES = [("identity", "Identifying Data"), ("health", "Health Data"), (INDEX, "Indexes")]
STATES = [
    (keyring.State.PRE_ACTIVE.value, "Distributed"),
    (keyring.State.ACTIVE.value, "Active"),
    (keyring.State.DECRYPT_ONLY.value, "Opens Only"),
    (keyring.State.DESTROYED.value, "Destroyed"),
]
PROVIDER_OPTION = "socreg_key_provider"
FILE_OPTION = "socreg_key_file"
CLASSES_OPTION = "socreg_key_classes"


class SocregKey(models.Model):
    """A master key, wrapped by the key-encryption key that is kept outside the database."""

    _name = "socreg.key"
    _description = "Master Key"
    _order = "purpose, version desc"

    name = fields.Char(string="Key Id", required=True, readonly=True)
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    wrapped = fields.Char(readonly=True, groups=".")
    wrapped_by = fields.Char(readonly=True, help="Which key-encryption key wraps this one.")

    _sql_constraints = [
        ("version_unique", "UNIQUE (purpose, version)", "This version of the key exists already."),
        (
            "one_active",
            "EXCLUDE (purpose WITH =) WHERE (state = 'active')",
            "Another key of this purpose is active.",
        ),
        (
            "destroyed_is_gone",
            "CHECK ((state = 'destroyed') = (wrapped IS NULL))",
            "A destroyed key is gone, and no other is.",
        ),
    ]

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        keys = super().create(vals_list)
        self._forget()
        return keys

    @api.model
    def _forget(self):
        """Have every process, and this transaction, load the keys anew."""
        self.env.registry.clear_cache()
        forget_keys(self.env.cr)

    @api.model
    def _ring(self, purpose):
        """Return the ring of keys of a purpose that this process holds.

        :raises KeyMissing: this process is not given the keys of that purpose
        """
        rings = openings(self.env.cr).rings
        if purpose not in rings:
            if purpose not in self._purposes_here():
                raise KeyMissing(f"this process is not given the keys of {purpose} data")
            rings[purpose] = self._load_ring(purpose)
        return rings[purpose]

    @api.model
    def _index_rings(self):
        """Return the living index keys with their versions, in slots: see `socreg.sealed`."""
        return self._load_index_keys()

    @api.model
    @tools.ormcache("purpose")
    def _load_ring(self, purpose):
        keys = self.sudo().search([("purpose", "=", purpose), ("state", "!=", "destroyed")])
        return keyring.make_ring(
            purpose, [(keyring.State(key.state), key._unwrapped()) for key in keys]
        )

    @api.model
    @tools.ormcache()
    def _load_index_keys(self):
        keys = self.sudo().search([("purpose", "=", INDEX), ("state", "!=", "destroyed")])
        return tuple((key.version, key._unwrapped()) for key in keys)

    def _unwrapped(self):
        self.ensure_one()
        wrapped = base64.b64decode(self.wrapped)
        return self._provider().unwrap(wrapped, f"master.{self.purpose}", str(self.version))

    @api.model
    def _purposes_here(self):
        """Return the purposes whose keys this process may use; all but where it is told."""
        told = config.get(CLASSES_OPTION)
        return (*told.split(","), INDEX) if told else (*PURPOSE_OF.values(), INDEX)

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
        """Return where the key file is: beside the data directory unless odoo.conf names it."""
        told = config.get(FILE_OPTION)
        return Path(told) if told else Path(config["data_dir"] + ".key")

    @api.model
    def _make_first_keys(self):
        """Make one active key of each purpose where there is none; called at installation."""
        provider = self._provider()
        if isinstance(provider, providers.FileProvider) and not provider.path.exists():
            provider.make_key()
        for purpose, _label in PURPOSES:
            if not self.sudo().search_count([("purpose", "=", purpose)]):
                self.sudo()._make(purpose, keyring.State.ACTIVE)

    @api.model
    def _make(self, purpose, state):
        """Make a new key of a purpose, one version above the last."""
        newest = self.search([("purpose", "=", purpose)], limit=1)
        version = (newest.version or 0) + 1
        key = secrets.token_bytes(KEY_SIZE)
        provider = self._provider()
        wrapped = provider.wrap(key, f"master.{purpose}", str(version))
        return self.create(
            {
                "name": key_id(key).hex(),
                "purpose": purpose,
                "version": version,
                "state": state.value,
                "wrapped": base64.b64encode(wrapped).decode(),
                "wrapped_by": provider.key_name(),
            }
        )

    @api.model
    def _rotate(self, purpose):
        """Make the next key of a purpose: it opens everywhere before it seals anywhere."""
        if self.search_count([("purpose", "=", purpose), ("state", "=", "pre_active")]):
            raise UserError(_("The next key is made already: promote it."))
        return self._make(purpose, keyring.State.PRE_ACTIVE)

    def _promote(self):
        """Let a distributed key seal from now on; the one before it opens only."""
        self.ensure_one()
        before = self.search([("purpose", "=", self.purpose), ("state", "=", "active")])
        before._become(keyring.State.DECRYPT_ONLY)
        before.flush_recordset()
        self._become(keyring.State.ACTIVE)

    def _destroy(self):
        """Destroy a key that wraps nothing any more.

        :raises UserError: something is still wrapped by it
        """
        for key in self:
            left = key._count_wrapped()
            if left:
                raise UserError(
                    _(
                        "%(count)s records are still sealed under this key: rewrap first.",
                        count=left,
                    )
                )
            key._become(keyring.State.DESTROYED, wrapped=False)

    def _become(self, state, **values):
        for key in self:
            if not keyring.may_become(keyring.State(key.state), state):
                raise UserError(
                    _(
                        "A key that is %(old)s cannot become %(new)s.",
                        old=key.state,
                        new=state.value,
                    )
                )
        self.write({"state": state.value, **values})

    def _count_wrapped(self):
        """Return how many data keys this key wraps."""
        self.ensure_one()
        if self.purpose == INDEX:
            return 0
        mark = mark_of(bytes.fromhex(self.name))
        return self.env["socreg.data.key"]._count_wrapped_by(self.purpose, mark)

    def _register_hook(self):
        """Refuse to start where the keys that are needed to write cannot be had."""
        super()._register_hook()
        if self.sudo().search_count([]):
            for purpose in self._purposes_here():
                try:
                    self._ring(purpose).sealing_key()
                except SealingError as error:
                    raise UserError(_("The registry cannot start: %(why)s", why=error)) from error
