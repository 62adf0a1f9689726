import base64
from uuid import uuid4

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.elevation import elevation
from ..fields.attachments import Content, EncodedContent, FileName, SealedContent
from ..opening import may_open

OWN = ("sealed_rid", "sealed_name")
PLACE = ("res_model", "res_id")
CONTENT = ("raw", "datas")
# What would tell of the file in plain text, or open it to somebody unknown.
PLAIN = ("description", "url", "db_datas", "public", "access_token")
MOVE = "sealing a file anew for another subject"


class IrAttachment(models.Model):
    """A file that hangs on a sealed record is sealed with the key of the record's subject.

    This is what comes in: whatever the door, it is sealed before it reaches the store, and its true
    name with it. How it is sealed and opened is in `ir_attachment_content`.

    Whether a file is sealed, and on which record it hangs, is asked with `sudo()`: that decides how
    it is written whoever writes it. Who may is asked by Odoo's own methods, as the user.
    """

    _inherit = "ir.attachment"

    name = FileName()
    display_name = FileName()
    raw = Content()
    datas = EncodedContent()
    sealed_rid = fields.Char(
        string="Random Id of the Sealed File", readonly=True, copy=False, exportable=False
    )
    sealed_name = fields.Char(readonly=True, copy=False, exportable=False)

    _sql_constraints = [
        ("sealed_rid_unique", "UNIQUE (sealed_rid)", "Another file has this random id.")
    ]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._create_vals(vals) for vals in vals_list])

    @api.model
    def _prepare_create_values(self, vals_list):
        """Refuse a place that only a default tells: the content is in the store already."""
        complete = super()._prepare_create_values(vals_list)
        for vals in complete:
            if not vals.get("sealed_rid") and self._owner_of(*map(vals.get, PLACE)):
                raise UserError(_("Say on which record the file hangs: a default comes too late."))
        return complete

    def write(self, vals):
        if not vals.keys().isdisjoint(OWN):
            raise UserError(_("Keys, random ids and indexes are not written by hand."))
        if not any(held.sealed_rid or held._owner(vals) for held in self.sudo()):
            return super().write(vals)
        for attachment in self:
            attachment._write_one(dict(vals))
        return True

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        pairs = zip(self, copies, strict=True)
        return [copied._copy_vals(vals, default or {}) for copied, vals in pairs]

    def _create_vals(self, vals):
        """Return the values of a new attachment, sealed if it will hang on a sealed record."""
        given = {name: value for name, value in vals.items() if name not in OWN}
        complete = {**self._context_defaults(), **given}
        owner = self._owner_of(*map(complete.get, PLACE))
        if not owner:
            return {**given, **dict.fromkeys(OWN, False)}
        self._refuse_plain(complete)
        return self._sealed_vals(complete, owner)

    @api.model
    def _context_defaults(self):
        prefix = "default_"
        names = (key.removeprefix(prefix) for key in self.env.context if key.startswith(prefix))
        return {name: self.env.context[prefix + name] for name in names if name in self._fields}

    @api.model
    def _sealed_vals(self, vals, owner):
        raw, datas = vals.pop("raw", None), vals.pop("datas", None)
        raw = raw.encode() if isinstance(raw, str) else raw
        # What kind of file it is, and whether a picture is too large, is asked of the file itself.
        vals = self._check_contents({**vals, "raw": raw or base64.b64decode(datas or b"")})
        content = vals.pop("raw")
        rid = str(uuid4())
        if content:
            vals["raw"] = SealedContent(self._seal(content, "raw", rid, owner))
        return {**vals, "sealed_rid": rid, **self._name_vals(vals.get("name"), rid, owner)}

    def _write_one(self, vals):
        held = self.sudo()
        owner = held._owner(vals)
        if not owner:
            return self._write_plain(vals)
        self._refuse_plain(vals)
        self._refuse_unseen(vals)
        if not held.sealed_rid or owner != held._owner():
            vals = self._moving_vals(vals)
        if vals.get("name"):
            rid = vals.get("sealed_rid") or held.sealed_rid
            vals.update(self._name_vals(vals["name"], rid, owner))
        result = self._write_unguarded(vals)
        # What was written is forgotten as it was: from now on it is taken from the store.
        self.invalidate_recordset(CONTENT)
        return result

    def _write_plain(self, vals):
        if self.sudo().sealed_rid:
            raise UserError(_("A sealed file stays with people whose data is sealed."))
        return self._write_unguarded(vals)

    def _write_unguarded(self, vals):
        """Write what is not written by hand."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _moving_vals(self, vals):
        """Complete what is written with all that has to be sealed, or sealed anew."""
        # All of the file moves, also what its user may not read; the write itself is the user's.
        held = self.sudo().with_context(bin_size=False)
        with elevation(MOVE):
            kept = {"name": held.name, "mimetype": held.mimetype}
            content = held.raw
        if content and vals.keys().isdisjoint(CONTENT):
            kept["raw"] = content
        if not held.sealed_rid:
            self._refuse_plain({name: held[name] for name in ("description", "url")})
            held._close_to_strangers()
            held._remove_when_committed(held.store_fname)
            kept["sealed_rid"] = str(uuid4())
        return {**kept, **vals}

    def _close_to_strangers(self):
        if self.public or self.access_token:
            self._write_plain({"public": False, "access_token": False})

    @api.model
    def _refuse_plain(self, vals):
        for name in PLAIN:
            if vals.get(name):
                label = self._fields[name]._description_string(self.env)
                raise UserError(_("A sealed file has no “%(field)s”.", field=label))

    def _refuse_unseen(self, vals):
        """Refuse to empty what the user does not see, and take no mask for a name."""
        held = self.sudo()
        if not held.sealed_rid or may_open(self.env):
            return
        if any(name in vals and not vals[name] for name in CONTENT):
            raise AccessError(_("You may not see this file, nor empty it."))
        if vals.get("name") == held.name:
            del vals["name"]

    def _copy_vals(self, vals, default):
        if not self.sudo().sealed_rid:
            return vals
        if not may_open(self.env):
            raise AccessError(_("You may not see this file, nor copy it."))
        if not self._owner_of(*map(vals.get, PLACE)):
            raise UserError(_("A sealed file stays with people whose data is sealed."))
        return {**vals, "db_datas": False, "name": default.get("name") or self.name}
