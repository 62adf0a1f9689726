from odoo import _, api, fields, models


class SocregSealingStatus(models.TransientModel):
    """How far the proof is, as it was found when somebody asked."""

    _name = "socreg.sealing.status"
    _description = "Proof of the Log"

    found_at = fields.Datetime(string="As of", readonly=True, default=fields.Datetime.now)
    problems = fields.Text(readonly=True)
    sealed = fields.Integer(string="Events Sealed", readonly=True)
    sealed_at = fields.Datetime(string="Last Sealed", readonly=True)
    unsealed = fields.Integer(string="Events Not Sealed", readonly=True)
    lag = fields.Integer(string="Oldest of Them (s)", readonly=True)
    limit = fields.Integer(
        string="Intake Stops After (s)",
        readonly=True,
        help="The parameter socreg_history.max_seal_lag; 0: never.",
    )
    held_by = fields.Char(
        string="Held Back By",
        readonly=True,
        help="The oldest transaction that writes: nothing after it can be sealed.",
    )
    witness_size = fields.Integer(string="Events Known to the Witness", readonly=True)
    witness_told_at = fields.Datetime(string="Witness Last Told", readonly=True)

    @api.depends("found_at")
    def _compute_display_name(self):
        self.display_name = self._description

    @api.model
    def _open(self):
        """Return the action that shows how far the proof is now."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": self.create(self._values()).id,
            "view_mode": "form",
        }

    @api.model
    def _values(self):
        status = self.env["socreg.sealing"]._status()
        same = ("sealed", "unsealed", "lag", "limit", "held_by")
        return {
            **{name: status[name] for name in same},
            "problems": "\n".join(status["problems"]),
            "sealed_at": self._moment(status["sealed_at"]),
            "held_by": self._holder(status["held_by"]),
            "witness_size": status["witness"]["size"],
            "witness_told_at": self._moment(status["witness"]["told_at"]),
        }

    @api.model
    def _moment(self, iso):
        return iso and iso[:19].replace("T", " ")

    @api.model
    def _holder(self, held):
        if not held:
            return False
        if held["seconds"] is None:
            return _("a transaction that this role may not see")
        return _(
            "a transaction of %(seconds)s s in %(database)s, process %(process)s",
            seconds=held["seconds"],
            database=held["database"],
            process=held["process"] or "-",
        )
