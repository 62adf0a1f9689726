from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError


class SocregPovertyScore(models.Model):
    """How poor a household was held to be, by which model, from which inputs. Nobody edits it."""

    _name = "socreg.poverty.score"
    _inherit = ["socreg.historised", "socreg.scoped"]
    _description = "Poverty Score"
    _scope_paths = ("registrant_id",)
    _history_subject = "registrant_id"
    _order = "registrant_id, id desc"
    _rec_name = "score"

    registrant_id = fields.Many2one(
        "socreg.registrant",
        string="Household",
        required=True,
        readonly=True,
        ondelete="cascade",
        data_class="statistical",
    )
    model_id = fields.Many2one(
        "socreg.poverty.model",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    model_version = fields.Char(string="Version", readonly=True, data_class="statistical")
    score = fields.Float(readonly=True, digits=(16, 6), data_class="statistical")
    band_id = fields.Many2one(
        "socreg.poverty.band",
        readonly=True,
        index=True,
        ondelete="restrict",
        data_class="statistical",
    )
    inputs = fields.Json(readonly=True, data_class="statistical")
    inputs_in_words = fields.Text(
        string="How It Was Made", compute="_compute_inputs_in_words", data_class="statistical"
    )
    computed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, data_class="statistical"
    )

    def init(self):
        """The newest score of a household is the current one: the index finds it."""
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS socreg_poverty_score_newest"
            " ON socreg_poverty_score (registrant_id, id DESC)"
        )
        return result

    @api.depends("inputs", "model_id")
    @api.depends_context("lang")
    def _compute_inputs_in_words(self):
        labels = {model: model._labels() for model in self.model_id}
        answers = {model: model._words_of_answers() for model in self.model_id}
        for score in self:
            known, words = labels[score.model_id], answers[score.model_id]
            score.inputs_in_words = "\n".join(
                score._part_in_words(part, known, words) for part in score.inputs or []
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(_("A score is computed, never entered."))
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise UserError(_("A score stays as it was computed: compute a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_erasure(self):
        raise UserError(_("A score stays as it was computed: compute a new one."))

    def _part_in_words(self, part, labels, words):
        label = labels.get(part["variable"], part["variable"])
        points = f"{part['points']:+g}"
        if part["value"] is None:
            return _("%(what)s: %(points)s", what=label, points=points)
        said = part["option"] or part["value"]
        value = words.get((part["variable"], said), said)
        value = f"{value:g}" if isinstance(value, float) else value
        return _("%(what)s, %(value)s: %(points)s", what=label, value=value, points=points)
