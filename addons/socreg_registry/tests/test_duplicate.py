from odoo.tests import Form

from .common import RegistryCase

PERSON = "socreg_registry.socreg_individual_view_form"
GROUP = "socreg_registry.socreg_group_view_form"


class TestDuplicate(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("socreg_registry.socreg_identifier_type_birth_certificate", False)
        cls.type = cls.type or cls.env["socreg.identifier.type"].create(
            {"name": "Ration Card", "code": "ration-card"}
        )
        cls.lan = cls.registrants.create(
            {
                "given_name": "Lantwice",
                "additional_name": "Thi",
                "family_name": "Testfamily",
                "birthdate": "1990-05-17",
                "phone_ids": [(0, 0, {"number": "0952 360 678"})],
                "identifier_ids": [(0, 0, {"type_id": cls.type.id, "value": "AB-1234"})],
            }
        )

    def form(self, view=PERSON, **context):
        return Form(self.registrants.with_context(**context), view=view)

    def named(self, birthdate="1991-01-01", **names):
        form = self.form()
        for name, text in names.items():
            form[name] = text
        form.birthdate = birthdate
        return form.likely_duplicate_ids[:]

    def test_same_name_and_near_birth_year_are_told(self):
        told = self.named(given_name="Lantwice", family_name="Testfamily")
        self.assertEqual(told, self.lan)

    def test_other_birth_year_or_one_name_or_none_is_not(self):
        both = {"given_name": "Lantwice", "family_name": "Testfamily"}
        self.assertFalse(self.named("1995-01-01", **both))
        self.assertFalse(self.named(False, **both))
        self.assertFalse(self.named(given_name="Lantwice"))

    def test_same_phone_is_told(self):
        form = self.form()
        with form.phone_ids.new() as phone:
            phone.number = "+84 952360678"
        self.assertEqual(form.likely_duplicate_ids[:], self.lan)

    def test_same_number_is_told(self):
        form = self.form()
        with form.identifier_ids.new() as number:
            number.type_id = self.type
            number.value = "ab 1234"
        self.assertEqual(form.likely_duplicate_ids[:], self.lan)

    def test_person_is_no_duplicate_of_themselves_and_saving_goes_on(self):
        with Form(self.lan, view=PERSON) as form:
            form.given_name = "Lantwice"
            form.birthdate = "1990-05-18"
            self.assertFalse(form.likely_duplicate_ids[:])
        form = self.form()
        form.given_name, form.family_name = "Lantwice", "Testfamily"
        form.birthdate = "1990-05-17"
        self.assertNotEqual(form.save(), self.lan)

    def test_who_may_not_see_learns_nothing(self):
        form = Form(self.registrants.with_user(self.new_user("supervisor")), view=PERSON)
        form.given_name, form.family_name = "Lantwice", "Testfamily"
        form.birthdate = "1990-05-17"
        self.assertFalse(form.likely_duplicate_ids[:])

    def test_household_of_same_name_in_the_area_is_told(self):
        household = self.new_group("Twicehousehold")
        household.area_id = self.area
        form = self.form(GROUP, default_kind="group", default_group_type_id=self.household_type.id)
        form.group_name = "Twicehousehold"
        self.assertFalse(form.likely_duplicate_ids[:])
        form.area_id = self.area
        self.assertEqual(form.likely_duplicate_ids[:], household)

    def test_household_of_the_same_head_is_told(self):
        household = self.new_group("Anyhousehold")
        self.join(household, self.lan, self.head)
        form = self.form(GROUP, default_kind="group", default_group_type_id=self.household_type.id)
        with form.open_membership_ids.new() as line:
            line.member_id = self.lan
            line.role_ids.add(self.head)
        self.assertEqual(form.likely_duplicate_ids[:], household)
