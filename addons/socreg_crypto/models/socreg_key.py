import base64
import secrets
from pathlib import Path

from odoo import _, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ..core import keyring, providers, wrapping
from ..core.envelope import AES_256_GCM, HEADER, KEY_SIZE, NONCE_SIZE, VERSION, Cipher, key_id
from ..core.errors import KeyMissing, SealingError
from ..core.memo import transaction_memo

DATA_CLASSES = ("identity", "health")
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
PIECE = 2_000
MOST_CIPHERS = 5_000
RINGS = "socreg.rings"


def _mark_of(name):
    """Return how every data key begins, as text, that the master key of this name wraps."""
    return base64.b64encode(HEADER.pack(VERSION, AES_256_GCM, bytes.fromhex(name))).decode()


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
        self.env.cr.cache.pop(RINGS, None)

    @api.model
    def _ring(self, purpose):
        """Return the ring of keys of a purpose that this process holds.

        :raises KeyMissing: this process is not given the keys of that purpose
        """
        rings = transaction_memo(self.env.cr, RINGS)
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
        return (*told.split(","), INDEX) if told else (*DATA_CLASSES, INDEX)

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
    def _new_data_key(self, data_class, owner):
        """Return a new data key, wrapped by the active master key of its class, as text."""
        key = secrets.token_bytes(KEY_SIZE)
        master = self._ring(data_class).sealing_key()
        nonce = secrets.token_bytes(NONCE_SIZE)
        wrapped = wrapping.wrap(key, master, f"data.{data_class}", owner, nonce)
        text = base64.b64encode(wrapped).decode()
        self._ciphers()[data_class, owner, text] = Cipher(key)
        return text

    @api.model
    def _data_cipher(self, data_class, owner, text):
        """Return the cipher of a subject's data key; the transaction remembers it.

        :param owner: the subject's random id
        :param text: the wrapped key, as the subject's row has it
        """
        ciphers = self._ciphers()
        cipher = ciphers.get((data_class, owner, text))
        if not cipher:
            wrapped = base64.b64decode(text)
            master = self._ring(data_class).key_for(wrapped)
            key = wrapping.unwrap(wrapped, master, f"data.{data_class}", owner)
            cipher = ciphers[data_class, owner, text] = Cipher(key)
        return cipher

    @api.model
    def _ciphers(self):
        ciphers = transaction_memo(self.env.cr, "socreg.ciphers")
        if len(ciphers) > MOST_CIPHERS:
            ciphers.clear()
        return ciphers

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
            left = sum(left for _table, left in key._still_wrapped())
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

    def _still_wrapped(self):
        """Return each table of subjects with how many data keys this key wraps in it."""
        self.ensure_one()
        mark = self._mark()
        for table in self._subject_tables():
            column = SQL.identifier(f"key_{self.purpose}")
            self.env.cr.execute(
                SQL(
                    "SELECT count(*) FROM %s WHERE left(%s, %s) = %s",
                    SQL.identifier(table),
                    column,
                    len(mark),
                    mark,
                )
            )
            yield table, self.env.cr.fetchone()[0]

    @api.model
    def _rewrap(self, purpose, piece=PIECE):
        """Wrap data keys anew by the active key, piece by piece; yield how many, after each.

        Rows that somebody works on are passed over and taken by the next call; what is done is
        done, so a call that is cut off is simply made again. The caller commits each piece.
        """
        ring = self._ring(purpose)
        mark = _mark_of(ring.active.hex())
        for table in self._subject_tables():
            last = 0
            while rows := self._rows_to_rewrap(table, purpose, mark, last, piece):
                self._rewrap_rows(table, purpose, ring, rows)
                last = rows[-1][0]
                yield len(rows)

    @api.model
    def _rows_to_rewrap(self, table, purpose, mark, last, piece):
        column = SQL.identifier(f"key_{purpose}")
        self.env.cr.execute(
            SQL(
                "SELECT id, rid, %(column)s FROM %(table)s WHERE id > %(last)s"
                " AND left(%(column)s, %(length)s) <> %(mark)s"
                " ORDER BY id LIMIT %(piece)s FOR NO KEY UPDATE SKIP LOCKED",
                column=column,
                table=SQL.identifier(table),
                last=last,
                piece=piece,
                length=len(mark),
                mark=mark,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _rewrap_rows(self, table, purpose, ring, rows):
        sealing = ring.sealing_key()
        new = []
        for id_, rid, text in rows:
            wrapped = base64.b64decode(text)
            key = wrapping.unwrap(wrapped, ring.key_for(wrapped), f"data.{purpose}", rid)
            nonce = secrets.token_bytes(NONCE_SIZE)
            again = wrapping.wrap(key, sealing, f"data.{purpose}", rid, nonce)
            new.append((id_, base64.b64encode(again).decode()))
        statement = SQL(
            "UPDATE %s AS t SET %s = v.key FROM (VALUES %s) AS v (id, key) WHERE t.id = v.id",
            SQL.identifier(table),
            SQL.identifier(f"key_{purpose}"),
            SQL(", ").join(new),
        )
        self.env.cr.execute(statement)
        self.env.invalidate_all(flush=False)

    @api.model
    def _subject_tables(self):
        """Return the tables whose rows own data keys."""
        return sorted(
            model._table
            for model in self.env.values()
            if model._auto and not model._abstract and "key_identity" in model._fields
        )

    def _mark(self):
        return _mark_of(self.name)

    def _register_hook(self):
        """Refuse to start where the keys that are needed to write cannot be had."""
        super()._register_hook()
        if self.sudo().search_count([]):
            for purpose in self._purposes_here():
                try:
                    self._ring(purpose).sealing_key()
                except SealingError as error:
                    raise UserError(_("The registry cannot start: %(why)s", why=error)) from error
