"""Seal the people, identifiers and phones that were entered while their columns were plain."""

from odoo import SUPERUSER_ID, api

from odoo.addons.socreg_crypto.adoption import Column, Plain, adopt
from odoo.addons.socreg_crypto.core.blind import Level
from odoo.addons.socreg_crypto.fields import (
    SealedChar,
    SealedDate,
    SealedFloat,
    SealedImage,
    SealedText,
)

REGISTRANT = "socreg.registrant"
NAMES = ("given_name", "family_name", "additional_name", "local_name", "group_name")
PLAINS = (
    Plain(
        REGISTRANT,
        (
            *(Column(name, SealedChar, Level.NAME_BUCKET) for name in NAMES),
            Column("birthdate", SealedDate),
            Column("birth_place", SealedChar),
            Column("state_reason", SealedChar),
            Column("address", SealedText),
            Column("latitude", SealedFloat),
            Column("longitude", SealedFloat),
            Column("email", SealedChar, Level.EXACT),
            Column("photo", SealedImage, is_file=True),
        ),
    ),
    Plain(
        "socreg.identifier",
        (Column("value", SealedChar, Level.EXACT),),
        subject_field="registrant_id",
        subject=REGISTRANT,
    ),
    Plain(
        "socreg.phone",
        (Column("number", SealedChar, Level.EXACT),),
        subject_field="registrant_id",
        subject=REGISTRANT,
    ),
)
# Who is in the group, and which groups bring it.
TO_GROUP = (
    "INSERT INTO res_groups_users_rel (gid, uid)"
    " SELECT %(new)s, uid FROM res_groups_users_rel WHERE gid = %(old)s ON CONFLICT DO NOTHING",
    "INSERT INTO res_groups_implied_rel (gid, hid)"
    " SELECT gid, %(new)s FROM res_groups_implied_rel WHERE hid = %(old)s ON CONFLICT DO NOTHING",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    adopt(env, *PLAINS)
    _keep_seers(env)


def _keep_seers(env):
    """Let whoever could see personal data see it still: its group moved to another addon."""
    old = env.ref("socreg_registry.socreg_registry_group_personal_data", raise_if_not_found=False)
    if old:
        new = env.ref("socreg_crypto.socreg_crypto_group_personal_data")
        for statement in TO_GROUP:
            env.cr.execute(statement, {"old": old.id, "new": new.id})
        env.registry.clear_all_caches()
