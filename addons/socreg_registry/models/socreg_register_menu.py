from odoo import api, fields, models

MENU = "socreg_registry.socreg_register_menu"
VIEWER = "socreg_registry.socreg_registry_group_viewer"
REGISTRAR = "socreg_registry.socreg_registry_group_registrar"
SHOWN = ("name", "active", "sequence", "view_group_ids", "code")
HELP = "socreg_registry.socreg_enrolment_action"


class SocregRegister(models.Model):
    """Who works with a register, and the menu by which they reach it."""

    # One model in two files, by noun.
    _inherit = "socreg.register"  # pylint: disable=consider-merging-classes-inherited

    view_group_ids = fields.Many2many(
        "res.groups",
        "socreg_register_view_group_rel",
        string="Who May See",
        default=lambda self: self.env.ref(VIEWER, raise_if_not_found=False),
        help="Roles that see who is enrolled. Nobody else does.",
    )
    enrol_group_ids = fields.Many2many(
        "res.groups",
        "socreg_register_enrol_group_rel",
        string="Who May Enter",
        default=lambda self: self.env.ref(REGISTRAR, raise_if_not_found=False),
        help="Roles that enrol and correct, of those who may enter at all.",
    )
    may_view = fields.Boolean(compute="_compute_may", search="_search_may_view")
    may_enrol = fields.Boolean(compute="_compute_may", search="_search_may_enrol")
    menu_id = fields.Many2one("ir.ui.menu", readonly=True, copy=False, ondelete="set null")
    action_id = fields.Many2one(
        "ir.actions.act_window", readonly=True, copy=False, ondelete="set null"
    )

    @api.depends("view_group_ids", "enrol_group_ids")
    @api.depends_context("uid")
    def _compute_may(self):
        groups = self._groups_of_user()
        for register in self:
            register.may_view = bool(register.view_group_ids & groups)
            register.may_enrol = register.may_view and bool(register.enrol_group_ids & groups)

    def _search_may_view(self, operator, value):
        return self._domain_may(
            [("view_group_ids", "in", self._groups_of_user().ids)], operator, value
        )

    def _search_may_enrol(self, operator, value):
        groups = self._groups_of_user().ids
        both = [("view_group_ids", "in", groups), ("enrol_group_ids", "in", groups)]
        return self._domain_may(both, operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        registers = super().create(vals_list)
        registers._make_menus()
        return registers

    def write(self, vals):
        result = super().write(vals)
        if not set(SHOWN).isdisjoint(vals):
            self._bring_menus_up_to_date()
        return result

    def update_field_translations(self, field_name, translations, *args, **kwargs):
        """Translate the menu with the name."""
        result = super().update_field_translations(field_name, translations, *args, **kwargs)
        if field_name == "name":
            self._translate_menus()
        return result

    def unlink(self):
        # A manager of registers makes and deletes their menus, and no others.
        menus, actions = self.sudo().menu_id, self.sudo().action_id
        result = super().unlink()
        menus.unlink()
        actions.unlink()
        return result

    @api.model
    def _groups_of_user(self):
        """Return the groups that the user is in, implied ones included; Odoo 19 names them anew."""
        user = self.env.user
        return user.all_group_ids if "all_group_ids" in user._fields else user.groups_id

    @api.model
    def _domain_may(self, domain, operator, value):
        # Who asks may not read the groups of a register, only what they are allowed by them.
        wanted = bool(any(value) if operator in ("in", "not in") else value)
        positive = wanted == (operator in ("=", "in"))
        found = self.sudo().with_context(active_test=False).search(domain).ids
        return [("id", "in" if positive else "not in", found)]

    def _make_menus(self):
        """Make the menu and the action by which people reach each register."""
        # A manager of registers makes and deletes their menus, and no others.
        actions = self.env["ir.actions.act_window"].sudo()
        menus = self.env["ir.ui.menu"].sudo()
        for register in self.sudo():
            register.action_id = actions.create(register._prepare_action_vals())
            register.menu_id = menus.create(register._prepare_menu_vals())
        self._translate_menus()

    def _bring_menus_up_to_date(self):
        # As in `_make_menus`.
        for register in self.sudo():
            register.action_id.write(register._prepare_action_vals())
            register.menu_id.write(register._prepare_menu_vals())
        self._translate_menus()

    def _prepare_action_vals(self):
        self.ensure_one()
        shared = self.env.ref(HELP)
        return {
            "name": self.name,
            "res_model": "socreg.enrolment",
            "view_mode": shared.view_mode,
            "search_view_id": shared.search_view_id.id,
            "domain": [("register_id", "=", self.id)],
            # Odoo shows the properties of the active record only.
            "context": {
                "active_id": self.id,
                "active_model": self._name,
                "default_register_id": self.id,
                "search_default_open": 1,
                "in_register": True,
            },
            "help": shared.help,
        }

    def _prepare_menu_vals(self):
        self.ensure_one()
        return {
            "name": self.name,
            "parent_id": self.env.ref(MENU).id,
            "action": f"ir.actions.act_window,{self.action_id.id}",
            "sequence": self.sequence,
            "active": self.active,
            "groups_id": [(6, 0, self.view_group_ids.ids)],
        }

    def _translate_menus(self):
        """Give menus and actions the names that registers have in every language."""
        # As in `_make_menus`.
        for register in self.sudo().filtered("menu_id"):
            for lang, _name in self.env["res.lang"].get_installed():
                name = register.with_context(lang=lang).name
                for shown in (register.menu_id, register.action_id):
                    if shown.with_context(lang=lang).name != name:
                        shown.with_context(lang=lang).name = name
