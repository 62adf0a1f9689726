from odoo.exceptions import AccessError, UserError, ValidationError

from .common import GROUP, RegistryCase
from .users import PERSONAL_DATA, new_user_with


class RegisterCase(RegistryCase):
    """A register with a field of each type and class, and who enters and sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.new_user("manager")
        cls.viewer = cls.new_user("viewer")
        cls.registers = cls.env["socreg.register"].with_user(cls.manager)
        cls.enrolments = cls.env["socreg.enrolment"].with_user(cls.registrar)
        cls.meals = cls.registers.create(
            {
                "name": "School Meals",
                "code": "meals",
                "field_ids": [
                    cls.asked("Meals a Week", "integer", has_range=True, lowest=0, highest=21),
                    cls.asked("Distance (km)", "decimal"),
                    cls.asked("Walks", "yes_no"),
                    cls.asked("Since", "date"),
                    cls.asked("School", "choice", options=["north", "south"], is_required=True),
                    cls.asked("Dishes", "choices", options=["rice", "soup", "fruit"]),
                    cls.asked("Teacher", "text", data_class="identifying"),
                    cls.asked("Allergies", "text", data_class="sensitive"),
                    cls.asked("Illness", "choice", options=["a", "b"], data_class="sensitive"),
                ],
            }
        )
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")

    @staticmethod
    def asked(label, kind, options=(), **values):
        lines = [(0, 0, {"name": code.title(), "code": code}) for code in options]
        return (0, 0, {"name": label, "kind": kind, "option_ids": lines, **values})

    @classmethod
    def enrol(cls, *people, register=None, **answers):
        register = register or cls.meals
        return cls.enrolments.create(
            [
                {
                    "register_id": register.id,
                    "registrant_id": person.id,
                    "answers": {"school": "north", **answers},
                }
                for person in people
            ]
        )

    def field(self, name):
        return self.meals.field_ids.filtered(lambda field: field.name_key == name)


class TestRegister(RegisterCase):
    def test_technical_names_are_made_of_labels(self):
        self.assertEqual(self.field("distance_km").key, "meals__distance_km")

    def test_statistical_fields_alone_are_properties(self):
        names = {item["name"] for item in self.meals.properties_definition}
        self.assertIn("meals__meals_a_week", names)
        self.assertFalse({"meals__teacher", "meals__allergies", "meals__illness"} & names)

    def test_plain_text_is_refused(self):
        with self.assertRefusedByDatabase("text_is_sealed"):
            self.meals.write({"field_ids": [self.asked("Remark", "text")]})

    def test_two_fields_of_one_name_are_refused(self):
        with self.assertRefusedByDatabase("name_key_unique"):
            self.meals.write({"field_ids": [self.asked("Walks", "integer")]})

    def test_limits_the_wrong_way_round_are_refused(self):
        with self.assertRefusedByDatabase("highest_above_lowest"):
            self.field("meals_a_week").lowest = 30

    def test_two_registers_of_one_code_are_refused(self):
        with self.assertRefusedByDatabase("code_unique"):
            self.registers.create({"name": "Other", "code": "meals"})

    def test_two_options_of_one_code_are_refused(self):
        with self.assertRefusedByDatabase("code_unique"):
            self.field("school").write({"option_ids": [(0, 0, {"name": "N", "code": "north"})]})

    def test_option_code_with_spaces_is_refused(self):
        with self.assertRefusedByDatabase("code_is_simple"):
            self.field("school").write({"option_ids": [(0, 0, {"name": "N", "code": "No rth"})]})

    def test_codes_that_files_could_not_tell_apart_are_refused(self):
        for code in ("Meals", "a__b", "1a", "a-b", "é", "x" * 41):
            with self.assertRaises(ValidationError):
                self.registers.create({"name": "X", "code": code})

    def test_choice_without_options_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Colour"):
            self.meals.write({"field_ids": [self.asked("Colour", "choice")]})

    def test_definition_is_not_written_by_hand_even_by_a_manager(self):
        with self.assertRaises(UserError):
            self.meals.properties_definition = []

    def test_registrar_cannot_change_the_definition_through_an_enrolment(self):
        enrolment = self.enrol(self.lan)
        changed = [*enrolment.read(["properties"])[0]["properties"]]
        changed.append(
            {"name": "x1", "string": "X", "type": "char", "value": "x", "definition_changed": True}
        )
        before = self.meals.properties_definition
        with self.assertRaises(AccessError):
            enrolment.properties = changed
        with self.assertRaises(AccessError):
            self.enrolments.create(
                {
                    "register_id": self.meals.id,
                    "registrant_id": self.mai.id,
                    "properties": changed,
                }
            )
        self.assertEqual(self.meals.properties_definition, before)

    def test_unused_field_may_change_and_go(self):
        self.field("walks").kind = "integer"
        self.field("walks").unlink()
        self.assertFalse(self.field("walks"))

    def test_used_field_keeps_type_class_and_name_and_is_archived_not_deleted(self):
        self.enrol(self.lan, walks=True)
        field = self.field("walks")
        for values in ({"kind": "date"}, {"data_class": "sensitive"}, {"name_key": "strolls"}):
            with self.assertRaises(UserError):
                field.write(values)
        with self.assertRaises(UserError):
            field.unlink()
        with self.assertRaises(UserError):
            self.field("school").option_ids[0].unlink()
        field.active = False
        names = [item["name"] for item in self.meals.properties_definition]
        self.assertNotIn("meals__walks", names)

    def test_used_register_is_not_deleted_nor_its_code_changed(self):
        self.enrol(self.lan)
        with self.assertRaises(UserError):
            self.meals.unlink()
        with self.assertRaises(UserError):
            self.meals.code = "lunch"

    def test_who_is_enrolled_is_not_shut_out(self):
        self.enrol(self.lan)
        with self.assertRaises(ValidationError):
            self.meals.enrols = "group"

    def test_labels_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.field("walks").update_field_translations("name", {"fr_FR": "Marche"})
        self.meals.update_field_translations("name", {"fr_FR": "Repas"})
        french = self.enrol(self.lan).with_context(lang="fr_FR")
        labels = [item["string"] for item in french.read(["properties"])[0]["properties"]]
        self.assertIn("Marche", labels)
        self.assertEqual(self.meals.sudo().menu_id.with_context(lang="fr_FR").name, "Repas")

    def test_register_has_a_menu_for_its_roles(self):
        menu = self.meals.sudo().menu_id
        self.assertEqual(menu.name, "School Meals")
        self.assertIn(menu.id, self._menus_of(self.viewer))
        self.meals.view_group_ids = self.env.ref(GROUP % "registrar")
        self.assertNotIn(menu.id, self._menus_of(self.viewer))
        self.assertIn(menu.id, self._menus_of(self.registrar))
        self.meals.name = "Lunches"
        self.assertEqual(menu.name, "Lunches")
        self.meals.active = False
        self.assertNotIn(menu.id, self._menus_of(self.registrar))

    def test_every_view_of_the_menu_opens_for_a_viewer(self):
        action = self.meals.sudo().action_id
        views = [(False, kind) for kind in (*action.view_mode.split(","), "search")]
        for user in (self.viewer, self.registrar, self.manager):
            opened = self.env["socreg.enrolment"].with_user(user).get_views(views)
            self.assertEqual(len(opened["views"]), len(views))

    def test_menu_goes_with_its_register(self):
        menu = self.meals.sudo().menu_id
        self.meals.unlink()
        self.assertFalse(menu.exists())

    def test_copy_has_the_fields_and_another_code(self):
        copy = self.meals.copy()
        self.assertEqual(len(copy.field_ids), 9)
        self.assertNotEqual(copy.code, "meals")
        self.assertNotEqual(copy.sudo().menu_id, self.meals.sudo().menu_id)

    def test_only_its_roles_see_and_enter(self):
        self.meals.view_group_ids = self.env.ref(GROUP % "supervisor")
        enrolment = self.enrol_as("supervisor", self.lan)
        with self.assertRaises(AccessError):
            enrolment.with_user(self.registrar).read(["answers"])
        self.assertFalse(self.enrolments.search([("register_id", "=", self.meals.id)]))
        with self.assertRaises(AccessError):
            self.enrol(self.mai)

    def test_who_sees_need_not_enter(self):
        self.meals.enrol_group_ids = self.env.ref(GROUP % "supervisor")
        enrolment = self.enrol_as("supervisor", self.lan).with_user(self.registrar)
        self.assertEqual(enrolment.answers["school"], "north")
        with self.assertRaises(AccessError):
            enrolment.answers = {"school": "south"}

    def enrol_as(self, role, person):
        user = new_user_with(self.env, f"test-other-{role}", role, PERSONAL_DATA)
        enrolments = self.env["socreg.enrolment"].with_user(user)
        return enrolments.create(
            {
                "register_id": self.meals.id,
                "registrant_id": person.id,
                "answers": {"school": "north"},
            }
        )

    def _menus_of(self, user):
        return self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
