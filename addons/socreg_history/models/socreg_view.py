from odoo import api, models
from odoo.tools import SQL, sql


class SocregView(models.AbstractModel):
    """What is no table of its own: a model of it is a view of the database, made anew at each upgrade."""

    _name = "socreg.view"
    _description = "View of the Database"

    def init(self):
        result = super().init()
        if not self._abstract:
            sql.drop_view_if_exists(self.env.cr, self._table)
            view = SQL.identifier(self._table)
            self.env.cr.execute(SQL("CREATE VIEW %s AS %s", view, self._view()))
        return result

    @api.model
    def _view(self):
        """Return the SQL of the lines of the view; each model says it."""
        raise NotImplementedError
