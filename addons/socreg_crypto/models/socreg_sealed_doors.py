from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.elevation import showing
from ..core.masks import is_masked
from ..fields import OwnColumn, SealedField
from ..opening import may_open

IN_MEMORY = ("=", "!=", "in", "not in")


class SocregSealed(models.AbstractModel):
    """What goes in and out by the doors of the back office and of its remote calls."""

    _inherit = "socreg.sealed"

    masked_fields = fields.Json(
        compute="_compute_masked_fields",
        exportable=False,
        help="Names of the fields that hold something the user is not shown.",
    )
    masked_note = fields.Char(string="Not Shown", compute="_compute_masked_fields")

    @api.depends_context("uid", "lang")
    def _compute_masked_fields(self):
        own = self._own_columns()
        shown = [field for field in self._sealed_fields() if field.name not in own]
        labels = {field.name: field._description_string(self.env) for field in shown}
        self._origin.fetch(list(labels))
        for record in self:
            names = [field.name for field in shown if field.is_kept_from(record)]
            record.masked_fields = names
            record.masked_note = ", ".join(labels[name] for name in names)

    @api.depends_context("uid")
    def _compute_display_name(self):
        with showing():
            return super()._compute_display_name()

    def _read_format(self, fnames, load="_classic_read"):
        sealed = [name for name in fnames if name in self._sealed_names()]
        with showing():
            rows = super()._read_format([name for name in fnames if name not in sealed], load)
            present = self.browse([row["id"] for row in rows])
            for name in sealed:
                for row, value in zip(rows, self._fields[name].read_many(present), strict=True):
                    row[name] = value
        return rows

    def _export_rows(self, *args, **kwargs):
        with showing():
            return super()._export_rows(*args, **kwargs)

    def filtered_domain(self, domain):
        """Refuse in memory what the database refuses."""
        for item in domain:
            if isinstance(item, (list, tuple)) and len(item) == 3 and isinstance(item[0], str):
                self._refuse_in_memory(item[0], item[1])
        return super().filtered_domain(domain)

    @api.model
    def _refuse_in_memory(self, path, operator):
        model = self
        for name in path.split("."):
            field = model._fields.get(name)
            if isinstance(field, OwnColumn):
                field.check_use(model)
            if isinstance(field, SealedField):
                field.check_search(model)
                if operator not in IN_MEMORY:
                    raise field.refusal(model, operator)
            if not field or not field.relational:
                return
            model = self.env[field.comodel_name]

    @api.model
    def _refuse_masks(self, vals_list):
        """Refuse a mask that comes back as a value, and what is too long to be one."""
        for field in self._sealed_fields():
            for vals in vals_list:
                value = vals.get(field.name)
                if isinstance(value, (str, bytes)) and value:
                    self._refuse_text(field, value)

    @api.model
    def _refuse_text(self, field, value):
        if is_masked(value):
            label = field._description_string(self.env)
            raise UserError(
                _("%(field)s was masked for you: leave it out or enter it anew.", field=label)
            )
        if field.longest and len(value) > field.longest:
            label = field._description_string(self.env)
            raise UserError(
                _("%(field)s is too long: at most %(most)s.", field=label, most=field.longest)
            )

    def _refuse_unseen_emptying(self, vals):
        """Refuse to empty what the user does not see is there."""
        if may_open(self.env):
            return
        for field in self._sealed_fields():
            empties = field.name in vals and not vals[field.name]
            if empties and any(field.is_kept_from(record) for record in self):
                label = field._description_string(self.env)
                raise AccessError(_("You may not see %(field)s, nor empty it.", field=label))
