from odoo import _, api, fields, models, tools
from odoo.exceptions import ValidationError

CHANNELS = [
    ("form", "Form of the Back Office"),
    ("file", "File"),
    ("program", "Program"),
    ("odk", "ODK"),
    ("portal", "Portal"),
]
APPLY, REVIEW = "apply", "review"
DECISIONS = [(APPLY, "Applied at Once"), (REVIEW, "Reviewed First")]
WHEN_KNOWN = [
    ("update", "Update Them"),
    ("skip", "Leave Them as They Are"),
    ("review", "Have It Reviewed"),
    ("refuse", "Refuse"),
]
WHEN_POSSIBLE = [
    ("review", "Have It Reviewed"),
    ("create", "Register Them"),
    ("refuse", "Refuse"),
]
KEPT_ALL, KEPT_KEYED, KEPT_OPEN = "all", "keyed", "open"
KEPT = [
    (KEPT_ALL, "Every Delivery"),
    (KEPT_KEYED, "Those with a Key"),
    (KEPT_OPEN, "Those to Review"),
]
FORM = "socreg_intake.socreg_source_form"


class SocregSource(models.Model):
    """Where data comes from, and what is done with it: a form, a kind of file, a partner."""

    _name = "socreg.source"
    _description = "Source"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="How the log of changes calls it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    channel = fields.Selection(CHANNELS, required=True, default="file")
    decision = fields.Selection(DECISIONS, string="What It Says Is", required=True, default=APPLY)
    is_supervisor_trusted = fields.Boolean(
        string="But Not What Supervisors Say",
        default=True,
        help="What somebody says of an area that they supervise is applied at once.",
    )
    when_known = fields.Selection(
        WHEN_KNOWN, string="Who Is Registered Already", required=True, default="update"
    )
    when_possible = fields.Selection(
        WHEN_POSSIBLE, string="Who Is Perhaps Registered", required=True, default="review"
    )
    rule_ids = fields.Many2many(
        "socreg.match.rule",
        string="Who Is Perhaps the Same",
        help="Numbers are always compared. These rules are for whom no number tells.",
    )
    field_names = fields.Char(
        string="May Set",
        help="Technical names of fields, with spaces between them. Empty: all that intake takes.",
    )
    kept = fields.Selection(
        KEPT,
        string="Leaves a Submission",
        required=True,
        default=KEPT_KEYED,
        help="What is to be reviewed always does. A file is kept itself: its rows need no copy.",
    )
    has_lasting_keys = fields.Boolean(
        string="Keys Last",
        help="The source's own keys of groups, such as HH-17, name the same group in every file."
        " Otherwise they hold within one file.",
    )
    version_name = fields.Char(string="Name of the Version", help="Such as “Census 2026, round 1”.")
    area_ids = fields.Many2many(
        "socreg.area", string="Areas", help="Where it may register people. None: everywhere."
    )

    _sql_constraints = [("code_unique", "UNIQUE (code)", "Another source has this code.")]

    @api.constrains("field_names")
    def _check_field_names(self):
        known = self.env["socreg.intake"]._intake_fields()
        for source in self:
            unknown = sorted(source._allowed_names() - known)
            if unknown:
                raise ValidationError(_("Intake sets no field “%(name)s”.", name=unknown[0]))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _allowed_names(self):
        """Return the names of the fields that the source is limited to; none where it is not."""
        return set((self.field_names or "").split())

    def _is_reviewed(self, area_path):
        """Tell whether what the user says of somebody in an area is reviewed first."""
        self.ensure_one()
        if self.decision == APPLY:
            return False
        scope = self.env["res.users"]._scope("supervisor")
        return not (self.is_supervisor_trusted and scope.holds(area_path))

    @api.model
    @tools.ormcache()
    def _form_policy(self):
        """Return the id of the back office's source, and whether what it says is reviewed."""
        # Whoever saves a form needs it, and it is no secret.
        source = self.env.ref(FORM, raise_if_not_found=False)
        return (source.id, source.sudo().decision == REVIEW) if source else (False, False)
