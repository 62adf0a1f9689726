import base64
import secrets

from odoo import _, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import config

from ..core import keyring
from ..core.envelope import KEY_SIZE, key_id
from ..core.errors import KeyMissing
from ..core.signing import public_key
from ..opening import forget_keys, openings
from .socreg_data_key import PURPOSE_OF, mark_of

INDEX = "index"
# Under which name a transaction remembers all living index keys.
INDEXES = "indexes"
# Signs, and seals nothing.
PROOF = "proof"
PURPOSES = [
    ("identity", "Identifying Data"),
    ("health", "Health Data"),
    (INDEX, "Indexes"),
    (PROOF, "Proofs"),
]
STATES = [
    (keyring.State.PRE_ACTIVE.value, "Distributed"),
    (keyring.State.ACTIVE.value, "Active"),
    (keyring.State.DECRYPT_ONLY.value, "Opens Only"),
    (keyring.State.DESTROYED.value, "Destroyed"),
]
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
    state_at = fields.Datetime(string="Since", readonly=True)
    wrapped = fields.Char(readonly=True, groups=".")
    wrapped_by = fields.Char(readonly=True, help="Which key-encryption key wraps this one.")
    public_key = fields.Char(
        readonly=True,
        help="Ed25519, in base64: with it anybody checks what the key signed, also when it is gone.",
    )

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
        (
            "proof_is_public",
            "CHECK ((purpose = 'proof') = (public_key IS NOT NULL))",
            "What signs has a public key, and nothing else has.",
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
        rings = openings(self.env.cr).rings
        if INDEXES not in rings:
            rings[INDEXES] = self._load_index_keys()
        return rings[INDEXES]

    @api.model
    def _key_for(self, purpose, sealed):
        """Return the cipher of the master key that wrapped something.

        A key that was made after this process loaded its own is loaded now, once a transaction.

        :raises KeyMissing: it is destroyed, or not given to this process
        """
        state = openings(self.env.cr)
        try:
            return self._ring(purpose).key_for(sealed)
        except KeyMissing:
            if purpose in state.reread or purpose not in self._purposes_here():
                raise
        state.reread.add(purpose)
        ring = state.rings[purpose] = self._read_ring(purpose)
        return ring.key_for(sealed)

    @api.model
    @tools.ormcache("purpose")
    def _load_ring(self, purpose):
        return self._read_ring(purpose)

    @api.model
    def _read_ring(self, purpose):
        opened = self._living(purpose)._opened()
        return keyring.make_ring(
            purpose, [(keyring.State(key.state), plain) for key, plain in opened]
        )

    @api.model
    @tools.ormcache()
    def _load_index_keys(self):
        return tuple((key.version, plain) for key, plain in self._living(INDEX)._opened())

    @api.model
    def _signing_seeds(self):
        """Return the Ed25519 seeds that sign: the active one, then those that it takes over from.

        :raises KeyMissing: there is none
        """
        opened = self._living(PROOF)._opened()
        by_state = {keyring.State(state): [] for state, _label in STATES}
        for key, seed in opened:
            by_state[keyring.State(key.state)].append(seed)
        if not by_state[keyring.State.ACTIVE]:
            raise KeyMissing("no key to sign proofs with is active")
        return by_state[keyring.State.ACTIVE] + by_state[keyring.State.DECRYPT_ONLY]

    @api.model
    def _living(self, purpose):
        """Return the keys of a purpose that are not destroyed, the newest first."""
        # No user may read keys: they serve whoever works on what they open.
        return self.sudo().search([("purpose", "=", purpose), ("state", "!=", "destroyed")])

    @api.model
    def _purposes_here(self):
        """Return the purposes whose keys this process may use; all but where it is told."""
        told = config.get(CLASSES_OPTION)
        return (*told.split(","), INDEX) if told else (*PURPOSE_OF.values(), INDEX)

    @api.model
    def _make_first_keys(self):
        """Make one active key of each purpose where there is none; called at installation."""
        if not self.search_count([]):
            self._make_key_file()
        for purpose, _label in PURPOSES:
            if not self.search_count([("purpose", "=", purpose)]):
                self._make(purpose, keyring.State.ACTIVE)

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
                "state_at": fields.Datetime.now(),
                "wrapped": base64.b64encode(wrapped).decode(),
                "wrapped_by": provider.key_name(),
                "public_key": purpose == PROOF and base64.b64encode(public_key(key)).decode(),
            }
        )

    @api.model
    def _rotate(self, purpose):
        """Make the next key of a purpose: it opens everywhere before it seals anywhere."""
        # Two neighbours have a column of an index each: there is none for a third.
        if purpose == INDEX and len(self._living(INDEX)) > 1:
            raise UserError(_("Two index keys live already: destroy the older one first."))
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
        """Destroy a key that nothing needs any more.

        :raises UserError: something is still wrapped by it, or not found without it
        """
        for key in self:
            left = key._count_left()
            if left:
                raise UserError(
                    _("%(count)s records still need this key: rewrap first.", count=left)
                )
            key._become(keyring.State.DESTROYED, wrapped=False)

    def _check_settled(self, seconds):
        """Refuse what must wait until no process works any more as before this key's last step.

        :raises UserError: that step was made too short a time ago
        """
        self.ensure_one()
        past = fields.Datetime.now() - (self.state_at or self.write_date)
        left = seconds - int(past.total_seconds())
        if left > 0:
            raise UserError(
                _("Some process may not know of the last step yet: wait %(left)s s.", left=left)
            )

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
        self.write({"state": state.value, "state_at": fields.Datetime.now(), **values})

    def _count_left(self):
        """Return how many records need this key: wrapped by it, or found by its index alone."""
        self.ensure_one()
        if self.purpose == PROOF:
            return 0
        if self.purpose != INDEX:
            mark = mark_of(bytes.fromhex(self.name))
            return self.env["socreg.data.key"]._count_wrapped_by(self.purpose, mark)
        if self.state != "decrypt_only":
            return 0
        active = self.search([("purpose", "=", INDEX), ("state", "=", "active")])
        return self.env["socreg.sealed"]._count_stale(active.version)
