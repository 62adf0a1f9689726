"""Users with roles of the registry."""

from odoo.tests.common import new_test_user

ROLE = "socreg_registry.socreg_registry_role_%s"
PERSONAL_DATA = "personal_data"


def give(user, role, areas=None, **dates):
    """Give a user a role: in some areas, or everywhere.

    :param dates: date_from, date_to
    """
    env = user.env
    role = env.ref(ROLE % role)
    values = {"user_id": user.id, "role_id": role.id, **dates}
    if role.is_scoped:
        values |= {"is_nationwide": not areas, "area_ids": [(6, 0, areas.ids if areas else [])]}
    return env["res.users.role.line"].create(values)


def new_user_with(env, login, *roles, areas=None, **values):
    """Return a new user with roles in some areas, or everywhere."""
    user = new_test_user(env, login, groups="base.group_user", **values)
    for role in roles:
        give(user, role, areas)
    return user
