from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.core import blind, names
from odoo.addons.socreg_crypto.models import socreg_sealed_named

from .common import RegistryCase

ARABIC, AMHARIC, CHINESE = "محمد الشامي", "አበበ ከበደ", "王小红"


class TestNameSearch(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zaynab = cls.registrants.create(
            {"given_name": "Zaynab", "additional_name": "Quuxette", "family_name": "O'Brien-Wolfe"}
        )

    def found(self, text, *domain):
        return self.registrants.search([("name", "ilike", text), *domain])

    def test_names_are_found_with_a_letter_mistyped_in_any_order(self):
        for text in (
            "Zaynab",
            "wolfe zaynab",
            "QUUXETTE obrien",
            "Zaynba Wolfe",
            "aZynab wolfe",
            "Zaynab Wolfee",
            "quuxett zaynab",
            "Zainab Wolfe",
            "zayn",
        ):
            self.assertIn(self.zaynab, self.found(text), text)
        for text in ("Zaynab Smith", "Zbynek", "Zyanba Wlofe"):
            self.assertNotIn(self.zaynab, self.found(text), text)

    def test_names_are_found_in_any_script(self):
        people = self.registrants.create(
            [
                {"given_name": "Muhammad", "local_name": ARABIC},
                {"given_name": "Abebe", "local_name": AMHARIC},
                {"local_name": CHINESE},
            ]
        )
        for person, texts in zip(
            people,
            (
                (ARABIC, "الشامي", "Mohammed", "shami"),
                (AMHARIC, "ከበደ", "kebede"),
                (CHINESE, "小红", "wang hong"),
            ),
            strict=True,
        ):
            for text in texts:
                self.assertIn(person, self.found(text), text)

    def test_who_is_chosen_by_keyboard_is_who_was_typed(self):
        (person,) = self.new_people("Xuanqo")
        chosen = self.registrants.with_context(names_as_typed=True)
        self.assertEqual([id_ for id_, _n in self.registrants.name_search("Xuanqi")], person.ids)
        self.assertFalse(chosen.name_search("Xuanqi"))
        self.assertEqual([id_ for id_, _n in chosen.name_search("xuanq")], person.ids)

    def test_odd_names_are_found(self):
        names = ("A", "x" * 300, "🙂🙃", "'", "李", "٣٤", "Ñ" * 3)
        people = self.registrants.create([{"given_name": name} for name in names])
        for person, name in zip(people, names, strict=True):
            self.assertIn(person, self.found(name), name)
            self.assertEqual(self.registrants.search([("name", "=", name)]), person)

    def test_new_name_is_found_and_the_old_one_is_not(self):
        others = self.new_people("Ottilie", "Philippa")
        others.write({"family_name": "Trubshaw"})
        self.assertEqual(self.found("trubshaw"), others.sorted("id", reverse=True))
        others[0].family_name = False
        self.assertEqual(self.found("trubshaw"), others[1])
        self.assertEqual(self.found("trubshaw philippa"), others[1])

    def test_groups_are_found_by_their_names_and_only_among_what_is_asked_for(self):
        group = self.new_group("Trubshaw")
        person = self.new_people("Trubshaw")
        self.assertEqual(self.found("trubshaw", ("kind", "=", "group")), group)
        self.assertEqual(self.found("trubshaw", ("kind", "=", "individual")), person)
        self.join(group, person, self.head)
        group_of = [("kind", "=", "group"), ("head_id", "ilike", "Trubshaw")]
        self.assertEqual(self.registrants.search(group_of), group)

    def test_rare_bearer_of_a_common_name_is_found_where_they_live(self):
        self.new_people(*["Trubshaw"] * 12)
        here = self.new_people("Trubshaw")
        here.area_id = self.area
        with patch.object(socreg_sealed_named, "MOST", 5):
            self.assertEqual(self.found("trubshaw", ("area_id", "child_of", self.area.id)), here)

    def test_search_that_would_take_the_first_for_all_is_refused(self):
        self.new_people(*["Trubshaw"] * 12)
        domain = [("name", "ilike", "trubshaw")]
        with patch.object(socreg_sealed_named, "MOST", 5):
            nested = [("membership_ids.member_id", "ilike", "trubshaw")]
            for name, search in {
                "all": lambda: self.registrants.search(domain),
                "count": lambda: self.registrants.search_count(domain),
                "more": lambda: self.registrants.search(domain, limit=20),
                "others": lambda: self.registrants.search(["!", *domain]),
                "nested": lambda: self.registrants.search(nested),
            }.items():
                with self.subTest(name), self.assertRaisesRegex(UserError, "another part"):
                    search()
            self.assertEqual(len(self.registrants.search(domain, limit=5)), 5)
        self.assertEqual(self.registrants.search_count(domain), 12)

    def test_list_shows_the_first_and_says_that_there_are_more(self):
        self.new_people(*["Trubshaw"] * 12)
        load = self.registrants.web_search_read
        domain = [("name", "ilike", "trubshaw")]
        self.assertNotIn("notice", load(domain, {"name": {}}, limit=3))
        with patch.object(socreg_sealed_named, "MOST", 5):
            page = load(domain, {"name": {}}, limit=3)
        self.assertEqual((len(page["records"]), page["length"]), (3, 5))
        self.assertIn("another part", page["notice"])

    def test_pickers_offer_who_fits_best_first(self):
        near, exact = self.new_people("Trubshow", "Trubshaw")
        self.assertEqual(
            [id_ for id_, _name in self.registrants.name_search("trubshaw")], [exact.id, near.id]
        )
        individuals = [("id", "=", near.id)]
        found = self.registrants.name_search("trubshaw", individuals, "ilike", 8)
        self.assertEqual(found, [(near.id, "Trubshow")])

    def test_list_shows_who_fits_best_where_not_all_are_shown(self):
        near = self.new_people(*["Trubshow"] * 4)
        exact = self.new_people(*["Trubshaw"] * 2)
        self.new_people(*["Trubshaw"] * 2, "Trubshawe")
        nearer = self.new_people(*["Trubshow"] * 4)
        with patch.object(socreg_sealed_named, "MOST", 5):
            page = self.registrants.web_search_read([("name", "ilike", "trubshaw")], {}, limit=9)
        found = {record["id"] for record in page["records"]}
        self.assertEqual(len(found), 5)
        self.assertLessEqual(set(exact.ids), found)
        self.assertFalse(found & {*near.ids, *nearer.ids})

    def test_list_shows_each_name_before_any_twice(self):
        others = self.new_people(*["Trubshaw Quill"] * 5, "Trubshaw Wren", "Trubshaw Finch")[-2:]
        with patch.object(socreg_sealed_named, "MOST", 3):
            page = self.registrants.web_search_read([("name", "ilike", "trubshaw")], {}, limit=9)
        self.assertLessEqual(set(others.ids), {record["id"] for record in page["records"]})

    def test_who_has_two_parts_of_a_name_is_found_by_the_index_alone(self):
        zaynab = self.zaynab
        zaynab.flush_recordset()
        parts = [names.fold(text)[0] for text in ("Zaynab", "Wolfe", "Quuxette", "Zaynab")]
        buckets = [self.registrants._buckets({names.key(part)}) for part in parts]
        for some in (buckets, buckets[:2], buckets[:1]):
            for pairs in blind.pairs_asked(some):
                self.env.cr.execute(
                    "SELECT socreg_name_pairs(name_buckets) && %s FROM socreg_registrant"
                    " WHERE id = %s",
                    [pairs, zaynab.id],
                )
                self.assertEqual(self.env.cr.fetchone(), (True,))

    def test_pickers_find_by_every_number(self):
        self.zaynab.write({"phone_ids": [(0, 0, {"number": "0952 360 678"})]})
        for text in (self.zaynab.uid, "0952360678", "+84 952 360 678"):
            found = self.registrants.name_search(text)
            self.assertEqual([id_ for id_, _name in found], self.zaynab.ids, text)

    def test_person_is_found_by_a_number_with_few_queries(self):
        self.zaynab.write({"phone_ids": [(0, 0, {"number": "0952 360 678"})]})
        # As the web client does, which spares Odoo reading the user's company.
        people = self.registrants.with_context(allowed_company_ids=self.env.company.ids)

        def look_up():
            self.env.flush_all()
            self.env.invalidate_all()
            return people.search_read([("lookup", "ilike", "0952360678")], ["name"])

        found = look_up()
        self.assertEqual([person["id"] for person in found], self.zaynab.ids)
        # The country, an identifier, a phone, and who has it.
        with self.assertQueryCount(4, flush=False):
            look_up()

    def test_name_that_nobody_has_finds_nobody_and_is_no_error(self):
        self.assertFalse(self.found("Xylwzq Vbnmqx"))
        self.assertEqual(self.registrants.name_search("Xylwzq"), [])

    def test_who_may_not_see_names_finds_by_public_number_only(self):
        viewer = self.new_user("viewer")
        registrants = self.registrants.with_user(viewer)
        zaynab = self.zaynab.with_user(viewer)
        for field in ("name", "lookup"):
            with self.assertRaises(AccessError):
                registrants.search([(field, "ilike", "zaynab")])
        with self.assertRaises(AccessError):
            registrants.search([("name", "=", "Zaynab Quuxette O'Brien-Wolfe")])
        self.assertEqual(registrants.search([("lookup", "ilike", zaynab.uid)]), zaynab)
        self.assertEqual(registrants.name_search("zaynab"), [])
        masked = f"Z•• Q•• O•• {zaynab.uid}"
        self.assertEqual(registrants.name_search(zaynab.uid), [(zaynab.id, masked)])

    def test_erased_person_is_found_no_more(self):
        self.zaynab.sudo()._erase()
        self.assertFalse(self.found("zaynab wolfe"))

    def test_buckets_are_of_so_few_bits_that_names_share_them(self):
        self.zaynab.flush_recordset()
        self.env.cr.execute(
            "SELECT name_buckets FROM socreg_registrant WHERE id = %s", [self.zaynab.id]
        )
        buckets = self.env.cr.fetchone()[0]
        self.assertEqual(len(buckets), 4)
        self.assertTrue(all(bucket < 2 << 23 for bucket in buckets))
        self.assertLessEqual(len({bucket & (1 << 23) - 1 for bucket in buckets}), 4)
        self.assertLess(max(bucket & (1 << 23) - 1 for bucket in buckets), 1024)
