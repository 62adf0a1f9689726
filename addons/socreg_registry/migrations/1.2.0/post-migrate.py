"""Give roles, nationwide, to whoever had groups of the registry: scopes come with roles only."""

from odoo import SUPERUSER_ID, api

ADDON = "socreg_registry"
PERSONAL_DATA = "socreg_crypto.socreg_crypto_group_personal_data"
# A role that brings others comes before them.
GROUP_BY_ROLE = {
    **{
        f"{ADDON}.{ADDON}_role_{name}": f"{ADDON}.{ADDON}_group_{name}"
        for name in ("supervisor", "registrar", "attester", "manager", "auditor", "viewer")
    },
    f"{ADDON}.{ADDON}_role_personal_data": PERSONAL_DATA,
}
KEPT = "Other rights from before areas"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    groups = {role: env.ref(group) for role, group in GROUP_BY_ROLE.items()}
    everybody = env["res.users"].search([("id", "!=", SUPERUSER_ID)])
    had = {user: _with_implied(user.groups_id) for user in everybody}
    kept = {}
    for user, held in had.items():
        roles = _roles_for(env, groups, held)
        if roles:
            brought = _with_implied(roles.group_id) | _with_implied(
                user.role_line_ids.role_id.group_id
            )
            rest = held - brought
            if rest:
                roles |= kept.setdefault(rest, None) or _keep(env, kept, rest)
            _give(env, user, roles - user.role_line_ids.role_id)


def _with_implied(groups):
    found = above = groups
    while above := above.implied_ids - found:
        found |= above
    return found


def _roles_for(env, groups, held):
    """Return the roles that bring what a user has of the registry, and none that another brings."""
    roles = env["res.users.role"]
    for xmlid, group in groups.items():
        if group in held and group not in _with_implied(roles.group_id):
            roles |= env.ref(xmlid)
    return roles


def _keep(env, kept, rest):
    """Return a role for rights that no role of the registry brings: roles replace what is not in them."""
    role = env["res.users.role"].create(
        {"name": f"{KEPT} {len(kept) + 1}", "implied_ids": [(6, 0, rest.ids)]}
    )
    kept[rest] = role
    return role


def _give(env, user, roles):
    env["res.users.role.line"].create(
        [
            {"user_id": user.id, "role_id": role.id, "is_nationwide": role.is_scoped}
            for role in roles
        ]
    )
