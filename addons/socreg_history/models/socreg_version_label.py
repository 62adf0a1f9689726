from collections import defaultdict

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError


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
        """Name versions of what the user may read.

        :raises ValidationError: it is nothing that has versions
        """
        named = defaultdict(list)
        for vals in vals_list:
            named[vals.get("subject_model")].append((vals.get("subject"), vals.get("version")))
        for subject_model, versions in named.items():
            self._check_versions(self._subjects(subject_model), versions)
        return super().create(vals_list)

    @api.model
    def _subjects(self, name):
        """Return the model of subjects that is called so."""
        model, historised = self.env.get(name), self.env.registry["socreg.historised"]
        if model is None or model._abstract or not isinstance(model, historised):
            raise ValidationError(_("Name the version of a record that has versions."))
        return model

    @api.model
    def _check_versions(self, model, named):
        """Check that the user may read subjects, and that these versions are theirs.

        :param named: pairs of subject and version
        """
        subjects = model.browse({subject for subject, _version in named})
        history = subjects._history_of_all()
        versions = history._versions_of(model._name, subjects.ids)
        for subject, version in named:
            history._version(versions[subject], version)

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
