from odoo import api, fields, models, tools


class SocregOccupation(models.Model):
    """A group of ISCO-08, in words; a ministry adds the finer ones that it uses."""

    _name = "socreg.occupation"
    _description = "Occupation"
    _order = "code"
    _rec_names_search = ["name", "code"]

    code = fields.Char(
        required=True, size=4, help="One to four digits of ISCO-08; more digits are finer groups."
    )
    name = fields.Char(required=True, translate=True)

    _sql_constraints = [
        ("code_unique", "UNIQUE (code)", "Another occupation has this code."),
        (
            "code_is_isco",
            "CHECK (code ~ '^\\d{1,4}$')",
            "An occupation code is one to four digits of ISCO-08.",
        ),
    ]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for occupation in self:
            occupation.display_name = f"{occupation.code or ''} {occupation.name or ''}".strip()

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

    @api.model
    def _group_of(self, code):
        """Return the id of the finest group that a code lies in, or False for a code of none.

        A code may have more digits than its group where the table goes no deeper there.
        """
        known = self._id_by_code()
        prefixes = (code[:length] for length in range(len(code), 0, -1))
        group = next((prefix for prefix in prefixes if prefix in known), None)
        goes_deeper = group != code and any(other[:-1] == group for other in known)
        return not goes_deeper and known.get(group, False)

    @api.model
    @tools.ormcache()
    def _id_by_code(self):
        # What a code means is the same for everybody, whatever they may read.
        return {occupation.code: occupation.id for occupation in self.sudo().search([])}
