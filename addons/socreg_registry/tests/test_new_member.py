from odoo.tests import Form

from .common import RegistryCase

SHORT = "socreg_registry.socreg_individual_view_form_short"


class TestNewMember(RegistryCase):
    """The few fields of a person who is registered from a household's list of members."""

    def test_name_that_was_typed_in_the_list_stands_in_the_form(self):
        registrants = self.registrants.with_context(
            default_given_name="Lan", default_area_id=self.area.id
        )
        form = Form(registrants, view=SHORT)
        self.assertEqual(form.given_name, "Lan")
        form.sex = "2"
        form.birthdate = "1990-05-17"
        person = form.save()
        self.assertEqual(
            (person.name, person.area_id, person.kind), ("Lan", self.area, "individual")
        )

    def test_value_of_a_form_is_read_and_not_that_of_its_record(self):
        person = self.new_people("Lan")
        edited = person.new({"given_name": "Mai"}, origin=person)
        self.assertEqual(edited.read(["given_name"])[0]["given_name"], "Mai")
        self.assertEqual(person.read(["given_name"])[0]["given_name"], "Lan")
