from odoo import _, api, fields, models
from odoo.exceptions import UserError


class SocregVersionLabel(models.Model):
    """A name that somebody gave to a version afterwards; the newest one counts."""

    _name = "socreg.version.label"
    _inherit = "socreg.historised"
    _description = "Name of a Version"
    _order = "id desc"

    version = fields.Char(required=True, readonly=True, index=True, help="Its position in the log.")
    subject_model = fields.Char(required=True, readonly=True)
    subject = fields.Integer(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, index=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(_("The name of a version stays: give it another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_nothing(self):
        raise UserError(_("The name of a version stays: give it another one."))

    @api.model_create_multi
    def create(self, vals_list):
        """Name versions of what the user may read."""
        for vals in vals_list:
            subject = self.env[vals["subject_model"]].browse(vals["subject"])
            history = subject._history()
            versions = history._versions_of(subject._name, [subject.id])[subject.id]
            history._version(versions, vals["version"])
        return super().create(vals_list)

    @api.model
    def _names_of(self, subject_model, subjects, versions):
        """Return the names that were given to versions, by subject and version."""
        # Who may read the subject's history reads the names of its versions.
        labels = self.sudo().search(
            [
                ("version", "in", [str(version) for version in versions]),
                ("subject_model", "=", subject_model),
                ("subject", "in", subjects),
            ],
            order="id",
        )
        return {(label.subject, int(label.version)): label.name for label in labels}
