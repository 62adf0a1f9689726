from odoo.exceptions import AccessError

from .common import RegistryCase
from .users import PERSONAL_DATA, new_user_with

OF_REGISTRANT = ("rid", "key_identity", "email_index0", "name_buckets", "name_tokens")


class TestOwnColumns(RegistryCase):
    """What tells that two people share a value, or a part of a name, is told to nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.phones.create({"registrant_id": cls.lan.id, "number": "+84 912 345 678"})
        cls.seer = new_user_with(cls.env, "test-seer", "manager", PERSONAL_DATA)
        cls.callers = (cls.new_user("viewer"), cls.new_user("manager"), cls.seer)

    def assertRefused(self, domain, name):
        for caller in self.callers:
            people = self.registrants.with_user(caller)
            for door in (
                lambda people=people: people.search(domain),
                lambda people=people: people.search_read([], [name]),
                lambda people=people: people.search([], order=name),
                lambda people=people: people._read_group([], [name], ["__count"]),
                lambda people=people: people.browse(self.lan.id).mapped(name),
            ):
                self.env.flush_all()
                self.env.invalidate_all()
                with self.subTest(caller=caller.login, name=name), self.assertRaises(AccessError):
                    door()

    def test_columns_of_a_person_are_kept_from_all_roles(self):
        for name in OF_REGISTRANT:
            self.assertRefused([(name, "!=", False)], name)
            self.assertRefused([(name, "=", "x")], name)

    def test_indexes_are_not_reached_through_others(self):
        for path in ("phone_ids.number_index1", "identifier_ids.value_index0", "phone_ids.rid"):
            for caller in self.callers:
                people = self.registrants.with_user(caller)
                with self.subTest(caller=caller.login, path=path):
                    with self.assertRaises(AccessError):
                        people.search([(path, "!=", False)])
                    with self.assertRaises(AccessError):
                        self.lan.with_user(caller).filtered_domain([(path, "!=", False)])

    def test_people_are_found_by_name_and_number_all_the_same(self):
        people = self.registrants.with_user(self.seer)
        self.assertEqual(people.search([("name", "ilike", "lan")]), self.lan)
        number = self.phones.search([("registrant_id", "=", self.lan.id)]).number
        self.assertEqual(people.search([("phone_ids.number", "=", number)]), self.lan)
