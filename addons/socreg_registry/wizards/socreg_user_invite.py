from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import email_normalize
from odoo.tools.misc import clean_context

from ..core.scope import NOWHERE
from ..models.res_users import MANAGE


class SocregUserInvite(models.TransientModel):
    """Make a login for somebody, with a first role, without being an administrator."""

    _name = "socreg.user.invite"
    _description = "New User of the Registry"

    name = fields.Char(required=True)
    login = fields.Char(
        string="E-mail Address",
        required=True,
        help="The user logs in with it. An invitation to choose a password is sent there, where"
        " the server sends mail.",
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    role_id = fields.Many2one("res.users.role", required=True, domain=[("is_registry", "=", True)])
    is_scoped = fields.Boolean(related="role_id.is_scoped")
    area_ids = fields.Many2many("socreg.area", string="Areas")
    is_nationwide = fields.Boolean("Nationwide")
    date_from = fields.Date("From")
    date_to = fields.Date("To")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.constrains("login")
    def _check_login(self):
        if not all(email_normalize(invite.login) for invite in self):
            raise ValidationError(_("This is not an e-mail address."))

    def action_invite(self):
        """Make the user and give the role; a role that is refused leaves no user."""
        self.ensure_one()
        if self.env["res.users"]._scope(MANAGE) == NOWHERE:
            raise AccessError(_("Only a manager of the registry gives its roles."))
        # Users are the administrators' to make. This one has no rights but those of the role, which
        # is given as its manager, and nothing by defaults that its manager thought of.
        context = clean_context(self.env.context)
        users = self.env["res.users"].with_context(context).sudo()  # pylint: disable=context-overridden
        user = users.create(self._prepare_user_vals())
        line = self.env["res.users.role.line"].create(self._prepare_line_vals(user))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "socreg_registry.res_users_role_line_action"
        )
        return {**action, "views": [(False, "form")], "view_mode": "form", "res_id": line.id}

    def _prepare_user_vals(self):
        return {
            "name": self.name,
            "login": self.login,
            "email": self.login,
            "lang": self.lang,
            "groups_id": [(6, 0, [self.env.ref("base.group_user").id])],
            "role_line_ids": [],
        }

    def _prepare_line_vals(self, user):
        return {
            "user_id": user.id,
            "role_id": self.role_id.id,
            "area_ids": [(6, 0, self.area_ids.ids)],
            "is_nationwide": self.is_nationwide,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }
