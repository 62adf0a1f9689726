import contextlib
import logging
import os
import secrets

import psycopg2
from werkzeug.exceptions import Conflict, Forbidden

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ..core.elevation import is_showing, reason_of_elevation
from ..core.envelope import NONCE_SIZE, Place
from ..core.errors import KeyMissing, SealingError
from ..core.filenames import neutral_name
from ..fields.attachments import SealedContent
from ..opening import may_open, openings
from ..streams import SealedStream

_logger = logging.getLogger(__name__)

IDENTIFYING = "identifying"
PAGE = 100
NO_LONGER_PLAIN = "socreg.no_longer_plain"


class IrAttachment(models.Model):
    """How a file is sealed, kept, opened and sealed anew.

    How it opens is asked with `sudo()`, for any user; whether it does, by `may_open`.
    """

    _inherit = "ir.attachment"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("sealed_rid")
    def _compute_raw(self):
        sealed = self.filtered("sealed_rid")
        for attachment in sealed:
            attachment.raw = attachment._stored()
        return super(IrAttachment, self - sealed)._compute_raw()

    @api.depends("sealed_rid")
    def _compute_datas(self):
        sealed = self.filtered("sealed_rid")
        for attachment in sealed:
            attachment.datas = attachment._stored()
        return super(IrAttachment, self - sealed)._compute_datas()

    def _determine_fields_to_fetch(self, field_names, ignore_when_in_cache=False):
        """Fetch with a name what tells whether it is a neutral one: no query of its own."""
        found = list(super()._determine_fields_to_fetch(field_names, ignore_when_in_cache))
        sealed = self._fields["sealed_name"]
        return [*found, sealed] if self._fields["name"] in found and sealed not in found else found

    @api.model
    def _check_contents(self, values):
        """Leave a sealed file as it is: it was looked at before."""
        if isinstance(values.get("raw"), SealedContent):
            return values
        return super()._check_contents(values)

    def _get_datas_related_values(self, data, mimetype):
        values = super()._get_datas_related_values(data, mimetype)
        return {**values, "index_content": False} if isinstance(data, SealedContent) else values

    def _set_attachment_data(self, asbytes):
        return super()._set_attachment_data(lambda held: held._sealed_form(asbytes(held)))

    def _migrate(self):
        """Move sealed files as they are."""
        sealed = self.filtered("sealed_rid")
        for attachment in sealed:
            attachment._set_attachment_data(lambda held: held._stored())
        return super(IrAttachment, self - sealed)._migrate()

    def _to_http_stream(self):
        """Open a sealed file for who may see (Odoo 19; Odoo 17 has but `ir.binary`)."""
        return self._sealed_stream() if self.sealed_rid else super()._to_http_stream()

    @api.model
    def _owner_of(self, model, id_):
        """Return the sealed record that a file at this place hangs on, if it is one."""
        sealed = self.env.registry["socreg.sealed"]
        if id_ and model in self.env and issubclass(self.env.registry[model], sealed):
            # Who may work on the file is asked elsewhere: its key opens though its record may not.
            return self.env[model].sudo().browse(id_)
        return self.browse()

    def _owner(self, vals=()):
        """Return the sealed record that the file hangs on, or will by these values."""
        place = {"res_model": self.res_model, "res_id": self.res_id, **dict(vals)}
        return self._owner_of(place["res_model"], place["res_id"])

    def _owner_among_others(self):
        """Return the sealed record that the file hangs on; those of a page are fetched together."""
        ids = list(self._prefetch_ids)
        start = ids.index(self.id) if self.id in ids else 0
        others = self.browse(ids[start : start + PAGE])
        same = others.filtered(lambda held: held.sealed_rid and held.res_model == self.res_model)
        return self._owner().with_prefetch([self.res_id, *same.mapped("res_id")])

    @api.model
    def _sealed_of(self, records):
        """Return the sealed files of records, those of their fields included."""
        place = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        any_field = ["|", ("res_field", "=", False), ("res_field", "!=", False)]
        # Those that the user may not see go with their record, too, and stay sealed.
        return self.sudo().search([*place, *any_field, ("sealed_rid", "!=", False)])

    def _seal(self, content, field, rid, owner):
        """Return something of a file sealed for the record it hangs on.

        :raises AccessError: it cannot be sealed
        """
        try:
            cipher = owner._cipher_for(IDENTIFYING, sealing=True)[1]
        except SealingError as error:
            # Odoo's upload writes the name of the file to the server's log for any other error.
            raise AccessError(_("Nothing can be sealed here: %(why)s.", why=error)) from error
        return self._sealed_by(cipher, content, field, rid)

    @api.model
    def _sealed_by(self, cipher, content, field, rid):
        return cipher.seal(content, Place(self._name, field, rid), secrets.token_bytes(NONCE_SIZE))

    def _sealed_form(self, content):
        rid = self.sudo().sealed_rid
        if not rid or not content or isinstance(content, SealedContent):
            return content
        return SealedContent(self._seal(content, "raw", rid, self.sudo()._owner()))

    @api.model
    def _name_vals(self, name, rid, owner):
        """Return how the columns tell a name."""
        if not name:
            return {}
        sealed = self._seal(name.encode(), "name", rid, owner)
        return {"name": neutral_name(name), "sealed_name": sealed.hex()}

    def _stored(self):
        """Return what the store holds of a sealed file, or nothing where it never had content."""
        if self.store_fname:
            return SealedContent(self._file_read(self.store_fname))
        stored = self.with_context(bin_size=False, bin_size_db_datas=False).db_datas
        return stored and SealedContent(stored)

    def _opened(self, cell, field):
        """Return something of a file opened; it goes to the log of openings.

        :raises UserError: it cannot be opened; the cause is a `core.errors.SealingError`
        """
        held = self._origin.sudo()
        try:
            cipher = held._owner_among_others()._cipher_for(IDENTIFYING)[1]
            opened = cipher.open(cell, Place(self._name, field, held.sealed_rid))
        except SealingError as error:
            level = logging.INFO if isinstance(error, KeyMissing) else logging.ERROR
            _logger.log(level, "%s of attachment %s: %s", field, held.id, error)
            raise UserError(_("This file is locked: %(why)s.", why=error)) from error
        openings(self.env.cr).note(self.env, reason_of_elevation(), self._name, field, held.ids)
        return opened

    def _opened_content(self, content):
        """Return a file opened for who may see it, and nothing for others."""
        if not may_open(self.env):
            return None
        try:
            return self._opened(content, "raw")
        except UserError:
            if is_showing():
                return None
            raise

    def _shown_name(self, name):
        """Return the name that the user is shown.

        :param name: what stands in the cache
        """
        if not self.sealed_name:
            return name
        if not may_open(self.env):
            return neutral_name(name)
        try:
            return self._opened(bytes.fromhex(self.sealed_name), "name").decode()
        except UserError:
            return neutral_name(name)

    def _sealed_stream(self):
        """Return the opened file as it leaves the server.

        :raises HTTPException: the user may not see it, or it cannot be opened
        """
        self.ensure_one()
        # A token or a public page may have lent more rights than the user's own.
        if not may_open(self.env) or not self.sudo(False).search([("id", "=", self.id)]):
            raise Forbidden(_("You may not see this file."))
        try:
            content = self.with_context(bin_size=False).raw or b""
        except UserError as error:
            raise Conflict(str(error)) from error
        return SealedStream(
            data=content, size=len(content), mimetype=self.mimetype, download_name=self.name
        )

    def _ciphers(self):
        """Return the ciphers of these files, by the record they hang on."""
        try:
            return {
                owner: owner._cipher_for(IDENTIFYING)[1]
                for owner in {attachment._owner() for attachment in self}
            }
        except SealingError as error:
            raise UserError(_("A file here is locked: %(why)s.", why=error)) from error

    def _seal_anew(self, ciphers):
        """Seal with the keys of today what other keys sealed.

        :param ciphers: those other keys, by the record that the files hang on
        """
        for attachment in self:
            attachment._seal_one_anew(ciphers[attachment._owner()])

    def _seal_one_anew(self, old):
        rid, new = self.sealed_rid, self._owner()._cipher_for(IDENTIFYING, sealing=True)[1]

        def anew(cell, field):
            opened = old.open(cell, Place(self._name, field, rid))
            return self._sealed_by(new, opened, field, rid)

        try:
            content = self._stored()
            sealed = content and SealedContent(anew(content, "raw"))
            name = anew(bytes.fromhex(self.sealed_name), "name").hex()
        except SealingError as error:
            raise UserError(_("A file here is locked: %(why)s.", why=error)) from error
        self._write_unguarded({"sealed_name": name})
        self._set_attachment_data(lambda _held: sealed)

    def _remove_when_committed(self, fname):
        """Have a plain file leave the store as soon as its sealed form is there for good."""
        postcommit = self.env.cr.postcommit
        if not fname:
            return
        if NO_LONGER_PLAIN not in postcommit.data:
            postcommit.data[NO_LONGER_PLAIN] = set()
            postcommit.add(self.browse()._remove_no_longer_plain)
        postcommit.data[NO_LONGER_PLAIN].add(fname)

    def _remove_no_longer_plain(self):
        names = self.env.cr.postcommit.data.pop(NO_LONGER_PLAIN, set())
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._remove_unused(names)

    @api.model
    def _remove_unused(self, names):
        """Remove files that no attachment has; where others are at work, Odoo's cleaning will."""
        try:
            # As in Odoo's cleaning: first in the transaction, and nobody adds a user meanwhile.
            self.env.cr.execute("SET LOCAL lock_timeout TO '1s'")
            self.env.cr.execute("LOCK ir_attachment IN SHARE MODE", log_exceptions=False)
        except psycopg2.errors.LockNotAvailable:
            self.env.cr.rollback()
            return
        self.env.cr.execute(
            "SELECT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)", [list(names)]
        )
        for name in names.difference(row[0] for row in self.env.cr.fetchall()):
            with contextlib.suppress(OSError):
                os.unlink(self._full_path(name))
