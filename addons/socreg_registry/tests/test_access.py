from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.classes import faults_of
from odoo.addons.socreg_crypto.opening import SEERS

from .common import ROLES, RegistryCase

READ, WRITE, FULL = "r", "rwc", "rwcd"
REGISTRY = {
    "socreg.registrant": WRITE,
    "socreg.membership": FULL,
    "socreg.identifier": FULL,
    "socreg.phone": FULL,
    "socreg.enrolment": WRITE,
    "socreg.poverty.score": READ,
    "socreg.spouse": FULL,
    "socreg.spouse.side": FULL,
}
SETTINGS = (
    "socreg.area",
    "socreg.tag",
    "socreg.group.type",
    "socreg.identifier.type",
    "socreg.membership.role",
    "socreg.occupation",
    "socreg.register",
    "socreg.register.field",
    "socreg.register.option",
    "socreg.poverty.model",
    "socreg.poverty.line",
    "socreg.poverty.band",
)
LOGS = ("socreg.opening",)
HISTORY = ("socreg.event", "socreg.version", "socreg.version.label")
NAMED = "socreg.version.label"
SCREENS = (
    "socreg.user.invite",
    "socreg.settings",
    "socreg.area.import",
    "socreg.area.merge",
)
WIZARDS = (
    "socreg.membership.transfer",
    "socreg.membership.transfer.line",
    "socreg.group.merge",
    "socreg.registrant.deactivate",
    "socreg.registrant.bulk",
)
KEPT_BY_CODE = ("socreg.area.alias",)
ALL = (*REGISTRY, *SETTINGS, *LOGS, *HISTORY, *SCREENS, *WIZARDS, *KEPT_BY_CODE)
ENTERS = ("registrar", "supervisor")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


def allowed(role, model):
    """The whole table: what a role may do with a model."""
    if role in ("nobody", "administrator"):
        # What an administrator may ask for of history, the rules leave empty.
        asked = ("socreg.area", "socreg.area.alias", *HISTORY)
        return READ if role == "administrator" and model in asked else ""
    if model in KEPT_BY_CODE:
        return READ
    if model in LOGS:
        return READ if role == "auditor" else ""
    if model in HISTORY:
        return "rc" if role in ENTERS and model == NAMED else READ
    if model in SCREENS:
        return FULL if role == "manager" else ""
    if model in WIZARDS:
        return FULL if role in ENTERS else ""
    if model in REGISTRY:
        return REGISTRY[model] if role in ENTERS else READ
    return FULL if role == "manager" else READ


class TestAccess(RegistryCase):
    def test_every_role_can_do_what_the_table_says_and_no_more(self):
        users = {role: self.new_user(role) for role in ROLES if role != "registrar"}
        users["registrar"] = self.registrar
        users["nobody"] = new_test_user(self.env, "test-nobody", groups="base.group_user")
        users["administrator"] = new_test_user(self.env, "test-admin", groups="base.group_system")
        for role, user in users.items():
            for model in ALL:
                may = self._operations(self.env[model].with_user(user))
                self.assertEqual(may, allowed(role, model), f"{role} on {model}")

    def test_the_table_has_every_model(self):
        models = self.env["ir.model"].search([("model", "=like", "socreg.%")])
        models = models.filtered(lambda model: not self.env[model.model]._abstract)
        ours = models.filtered(lambda model: "socreg_registry" in model.modules.split(", "))
        self.assertEqual(sorted(ours.mapped("model")), sorted(ALL))

    def test_every_field_says_its_class_and_is_sealed_as_that_asks(self):
        for model in (*REGISTRY, *WIZARDS):
            self.assertEqual(faults_of(self.env[model]), [])

    def test_field_that_does_not_is_found(self):
        for model in (self.env["socreg.area"], self.env["res.partner"]):
            self.assertIn(f"{model._name}.name does not say", " ".join(faults_of(model)))

    def test_personal_data_alone_opens_nothing(self):
        user = new_test_user(self.env, "test-seer", groups=f"base.group_user,{SEERS}")
        with self.assertRaises(AccessError):
            self.env["socreg.registrant"].with_user(user).search([])

    def test_registrant_cannot_be_deleted_by_anybody(self):
        people = self.new_people("Lan", "Mai")
        for registrants in (people, people.with_user(self.new_user("manager")), people.sudo()):
            with self.assertRaisesRegex(UserError, "socreg_keys erase"):
                registrants.unlink()

    def test_viewer_reads_and_cannot_write(self):
        viewer = self.new_user("viewer")
        person = self.new_people("Lan").with_user(viewer)
        self.assertEqual(person.given_name, "L••")
        with self.assertRaises(AccessError):
            person.given_name = "Mai"

    def test_viewer_is_told_what_is_not_shown_and_nothing_of_the_indexes(self):
        person = self.registrants.create({"given_name": "Lan", "birthdate": "1990-05-17"})
        person = person.with_user(self.new_user("viewer"))
        self.assertEqual(set(person.masked_fields), {"given_name", "birthdate"})
        self.assertNotIn("name_tokens", person.fields_get())

    def _operations(self, model):
        return "".join(
            letter for letter, operation in OPERATIONS.items() if self._may(model, operation)
        )

    @staticmethod
    def _may(model, operation):
        access = model.env["ir.model.access"]
        return access.check(model._name, operation, raise_exception=False)
