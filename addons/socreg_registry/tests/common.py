from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger

from .users import PERSONAL_DATA, new_user_with

GROUP = "socreg_registry.socreg_registry_group_%s"
ROLES = ("viewer", "registrar", "attester", "supervisor", "manager", "auditor")


class RegistryCase(TransactionCase):
    """A registrar, an area and short ways to make people and households."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        cls.registrar = new_user_with(cls.env, "test-registrar", "registrar", PERSONAL_DATA)
        cls.area = cls.env["socreg.area"].create({"name": "Commune 1", "code": "T-C001"})
        cls.household_type = cls.env.ref("socreg_registry.socreg_group_type_household")
        cls.head = cls.env.ref("socreg_registry.socreg_membership_role_head")
        cls.child = cls.env.ref("socreg_registry.socreg_membership_role_child")
        cls.registrants = cls.env["socreg.registrant"].with_user(cls.registrar)
        cls.memberships = cls.env["socreg.membership"].with_user(cls.registrar)
        cls.identifiers = cls.env["socreg.identifier"].with_user(cls.registrar)
        cls.phones = cls.env["socreg.phone"].with_user(cls.registrar)

    @classmethod
    def new_user(cls, role, areas=None):
        """Return a user with one role: in some areas, or nationwide."""
        return new_user_with(cls.env, f"test-{role}", role, areas=areas)

    @classmethod
    def new_people(cls, *names):
        return cls.registrants.create([{"kind": "individual", "given_name": n} for n in names])

    @classmethod
    def new_group(cls, name, group_type=None):
        group_type = group_type or cls.household_type
        return cls.registrants.create(
            {"kind": "group", "group_name": name, "group_type_id": group_type.id}
        )

    @classmethod
    def join(cls, group, member, *roles, **values):
        role_ids = [(6, 0, [role.id for role in roles])]
        return cls.memberships.create(
            {"group_id": group.id, "member_id": member.id, "role_ids": role_ids, **values}
        )

    @classmethod
    def wizard(cls, model, chosen=None, **values):
        """Return a wizard of the registrar's, opened from a list where these are chosen."""
        context = {"active_ids": chosen.ids} if chosen else {}
        return cls.env[model].with_user(cls.registrar).with_context(**context).create(values)

    @contextmanager
    def assertRefusedByDatabase(self, constraint):
        """The database refuses what happens within, by this constraint, and says so in words."""
        refused = self.assertRaises(IntegrityError)
        with refused as refusal, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            yield
            self.env.flush_all()
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        name = refusal.exception.diag.constraint_name
        self.assertTrue(name.endswith(f"_{constraint}"), name)
        known = self.env["ir.model.constraint"].search([("name", "=", name)])
        self.assertTrue(known.message, f"{name} has no words")
