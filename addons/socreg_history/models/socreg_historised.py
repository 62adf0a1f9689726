import json

from odoo import api, models
from odoo.http import request

from odoo.addons.socreg_crypto.fields import OwnColumn

from ..core.acting import said
from ..system_log import current_request_id

SIGNED = "socreg.history.signed"


class SocregHistorised(models.AbstractModel):
    """A model whose every change is logged, by triggers of the database.

    What its records say belongs to the versions of a *subject*, the root record:
    `_history_subject` names the many2one that leads there; without one, a record is its own
    subject. `_history_party` names the many2one to another subject that it speaks of.
    """

    _name = "socreg.historised"
    _description = "Record with History"

    _history_subject = None
    _history_party = None

    def init(self):
        result = super().init()
        if self._auto and not self._abstract:
            # When the tables of its many2manys are there too.
            self.pool.post_init(self._watch_history)
        return result

    @api.model
    def _watch_history(self):
        for wish in self._history_wishes():
            self.env["socreg.history"]._watch(wish)

    @api.model
    def _history_wishes(self):
        """Return how this model and its many2manys are logged: rows of `socreg_history.watched`."""
        whole = {
            "model": self._name,
            "relation": self._table,
            "columns": self._history_columns(),
            "subject_model": self._history_subject_model(),
            "subject_column": self._history_subject or "id",
            "party_column": self._history_party,
            "owner_relation": None,
            "owner_column": None,
            "field": None,
        }
        return [whole, *(self._history_wish_of(whole, field) for field in self._history_links())]

    @api.model
    def _history_wish_of(self, whole, field):
        return {
            **whole,
            "model": f"{self._name}/{field.name}",
            "relation": field.relation,
            "columns": [field.column2],
            "party_column": None,
            "owner_relation": self._table,
            "owner_column": field.column1,
            "field": field.name,
        }

    @api.model
    def _history_subject_model(self):
        """Return the name of the model of this one's subjects."""
        if not self._history_subject:
            return self._name
        return self._fields[self._history_subject].comodel_name

    @api.model
    def _history_columns(self):
        """Return the columns whose changes are logged: not the indexes that seal and find."""
        return sorted(
            field.name
            for field in self._fields.values()
            if field.store and field.column_type and self._is_history_of(field)
        )

    @api.model
    def _is_history_of(self, field):
        own = isinstance(field, OwnColumn) and field.name != "rid"
        return not own and field.name not in models.MAGIC_COLUMNS

    @api.model
    def _history_links(self):
        """Return the many2manys whose links are logged: those that have a table of their own."""
        return [
            field
            for _name, field in sorted(self._fields.items())
            if field.type == "many2many" and field.store and field.relation
        ]

    @api.model_create_multi
    def create(self, vals_list):
        self._sign_history()
        return super().create(vals_list)

    def write(self, vals):
        self._sign_history()
        return super().write(vals)

    def unlink(self):
        self._sign_history()
        return super().unlink()

    def _write(self, vals):
        self._sign_history()
        return super()._write(vals)

    def _write_multi(self, vals_list):
        self._sign_history()
        return super()._write_multi(vals_list)

    @api.model
    def _sign_history(self):
        """Tell the database who is at work, once a transaction; see `core.acting`."""
        # Forgotten where a savepoint that is rolled back takes the setting along.
        memo = self.env.cr.precommit.data
        if SIGNED not in memo:
            actor = json.dumps(self._history_actor())
            self.env.cr.execute("SELECT set_config('socreg.actor', %s, true)", [actor])
            memo[SIGNED] = True

    @api.model
    def _history_actor(self):
        """Return who is at work, and by which door."""
        # A user may not read their own login by every right; it is no secret to the log.
        actor = {"user": self.env.uid, "login": self.env.user.sudo().login, **said()}
        if request:
            actor["door"] = request.httprequest.path
            actor["request"] = current_request_id()
        return actor
