from odoo import api, fields, models
from odoo.tools import SQL

REGISTRANT = "socreg.registrant"
WHOSE = {"registrant_id": "subject_id", "party_id": "party"}


class SocregLogged(models.AbstractModel):
    """Lines of the log, by the registrant whose history they belong to."""

    _inherit = "socreg.logged"

    registrant_id = fields.Many2one(REGISTRANT, readonly=True, data_class="statistical")

    @api.model
    def _view_columns(self):
        registrant = self._registrant_of("subject_id")
        return SQL("%s, %s AS registrant_id", super()._view_columns(), registrant)

    @api.model
    def _registrant_of(self, column):
        """Return the SQL of a column of subjects where these are registrants."""
        model = self._subject_model_of("e")
        return SQL(
            "CASE %s WHEN 'socreg.registrant' THEN %s END", model, SQL.identifier("e", column)
        )

    @api.model
    def _bounded(self, domain):
        """Find the lines of some registrants by the index of subjects."""
        return [item for leaf in super()._bounded(domain) for item in self._by_index(leaf)]

    @api.model
    def _by_index(self, leaf):
        is_whose = isinstance(leaf, (list, tuple)) and leaf[0] in WHOSE and leaf[1] in ("=", "in")
        ids = leaf[2] if is_whose and not isinstance(leaf[2], (str, bool)) else None
        ids = [ids] if isinstance(ids, int) else ids
        if not isinstance(ids, (list, tuple)) or not ids or not all(ids):
            return [leaf]
        return ["&", (WHOSE[leaf[0]], "in", list(ids)), leaf]

    @api.model
    def _narrowing(self):
        return super()._narrowing() | {*WHOSE}


class SocregEvent(models.Model):
    """Changes, seen in one's areas."""

    _name = "socreg.event"
    _inherit = ["socreg.event", "socreg.scoped"]
    _scope_paths = ("registrant_id",)

    party_id = fields.Many2one(
        REGISTRANT,
        string="Other",
        readonly=True,
        help="The group of a membership, the other one of a marriage.",
    )

    @api.model
    def _view_columns(self):
        party = self._registrant_of("party_id")
        return SQL("%s, %s AS party_id", super()._view_columns(), party)


class SocregVersion(models.Model):
    """Versions, seen in one's areas."""

    _name = "socreg.version"
    _inherit = ["socreg.version", "socreg.scoped"]
    _scope_paths = ("registrant_id",)


class SocregVersionLabel(models.Model):
    """Names of versions, seen and given in one's areas."""

    _name = "socreg.version.label"
    _inherit = ["socreg.version.label", "socreg.scoped"]
    _scope_paths = ("registrant_id",)

    registrant_id = fields.Many2one(
        REGISTRANT, compute="_compute_registrant_id", store=True, index=True, readonly=True
    )

    @api.depends("subject_model", "subject")
    def _compute_registrant_id(self):
        for label in self:
            label.registrant_id = label.subject if label.subject_model == REGISTRANT else False
