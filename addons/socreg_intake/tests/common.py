from odoo.addons.socreg_intake.core.delivery import Delivery
from odoo.addons.socreg_intake.core.entry import Entry, IdentifierSaid, MembershipSaid
from odoo.addons.socreg_registry.tests.common import RegistryCase
from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

NATIONAL_ID = "national_id"


class IntakeCase(RegistryCase):
    """Sources, and short ways to deliver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = new_user_with(cls.env, "test-supervisor", "supervisor", PERSONAL_DATA)
        cls.file = cls.env.ref("socreg_intake.socreg_source_file")
        cls.form = cls.env.ref("socreg_intake.socreg_source_form")
        cls.program = cls.env["socreg.source"].create(
            {"name": "Health Fund", "code": "health_fund", "channel": "program"}
        )
        cls.intake = cls.env["socreg.intake"].with_user(cls.registrar)

    def setUp(self):
        super().setUp()
        # Who looked is logged while the users that a test made are still there.
        self.addCleanup(self.env.cr.flush)

    @classmethod
    def person(cls, number=None, key="", **more):
        """Return an entry of a person."""
        values = {"given_name": "Lan", "family_name": "Nguyen", "area_id": cls.area.code}
        lists = {name: more.pop(name) for name in ("uid", "phones", "memberships") if name in more}
        numbers = (IdentifierSaid(NATIONAL_ID, number),) if number else ()
        return Entry("individual", {**values, **more}, identifiers=numbers, key=key, **lists)

    @classmethod
    def household(cls, key, **values):
        """Return an entry of a household."""
        values = {"group_name": key, "group_type_id": "household", **values}
        return Entry("group", {**values, "area_id": cls.area.code}, key=key)

    @classmethod
    def member_of(cls, key, *roles, **more):
        return MembershipSaid(key, roles, **more)

    def take(self, *entries, source=None, user=None, **options):
        """Deliver entries without keys; return the outcomes."""
        deliveries = [Delivery("", entry, line) for line, entry in enumerate(entries, 1)]
        return self.deliver(*deliveries, source=source, user=user, **options)

    def deliver(self, *deliveries, source=None, user=None, **options):
        """Deliver deliveries; return the outcomes."""
        intake = self.intake.with_user(user or self.registrar)
        source = (source or self.file).with_user(user or self.registrar)
        return intake._take(source, list(deliveries), **options)

    def results(self, outcomes):
        return [outcome.result for outcome in outcomes]

    def faults(self, outcomes):
        return [[(fault.path, fault.key) for fault in one.faults] for one in outcomes]

    def of(self, outcome):
        return self.registrants.browse(outcome.registrant_id)
