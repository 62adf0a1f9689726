from odoo import fields

from .family_case import FamilyCase

MANY = 20000


class TestMinor(FamilyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adult = cls.person("Adult", birthdate="1980-01-01")
        cls.today = fields.Date.today()

    def minor(self, *parents, years=5, **values):
        born = f"{self.today.year - years}-01-01"
        return self.person("Minor", *parents, birthdate=born, **values)

    def found(self, people, operator="=", value=True):
        domain = [("id", "in", people.ids), ("is_minor_without_guardian", operator, value)]
        return self.registrants.search(domain)

    def assertAlone(self, person, is_alone):
        """The field, its search and the search for its opposite agree."""
        self.assertEqual(person.is_minor_without_guardian, is_alone)
        self.assertEqual(bool(self.found(person)), is_alone)
        self.assertEqual(bool(self.found(person, "=", False)), not is_alone)
        self.assertEqual(bool(self.found(person, "!=", True)), not is_alone)

    def test_minor_with_nobody_is_found(self):
        self.assertAlone(self.minor(), True)

    def test_minor_with_a_parent_or_a_guardian_is_not(self):
        self.assertAlone(self.minor(self.adult), False)
        self.assertAlone(self.minor(self.person("A"), self.adult), False)
        self.assertAlone(self.minor(guardian_id=self.adult.id), False)

    def test_orphan_is_found_until_there_is_a_guardian(self):
        mother = self.person("Mother")
        orphan = self.minor(mother)
        mother.write({"state": "deceased", "state_date": "2020-01-01"})
        self.assertAlone(orphan, True)
        orphan.guardian_id = self.adult
        self.assertAlone(orphan, False)
        self.adult.write({"state": "deceased", "state_date": "2021-01-01"})
        self.assertAlone(orphan, True)

    def test_adults_groups_the_unknown_and_the_dead_are_not_found(self):
        for person in (self.person("Adult", birthdate="1990-01-01"), self.person("Unknown")):
            self.assertAlone(person, False)
        dead = self.minor()
        dead.write({"state": "deceased", "state_date": self.today})
        self.assertAlone(dead, False)
        self.assertAlone(self.new_group("A"), False)

    def test_who_comes_of_age_in_this_year_still_counts(self):
        self.assertAlone(self.minor(years=18), True)
        self.assertAlone(self.minor(years=19), False)

    def test_search_is_one_query_by_an_index(self):
        self.env.cr.execute(
            "INSERT INTO socreg_registrant (rid, uid, kind, state, registration_date, given_name,"
            " birth_year, guardian_id, birth_year_without_guardian)"
            " SELECT gen_random_uuid(), 'x' || n, 'individual', 'active', now(), '\\x00'::bytea,"
            " 1951 + n %% 69, CASE WHEN n %% 50 > 0 THEN %s END,"
            " CASE WHEN n %% 50 = 0 THEN 1951 + n %% 69 ELSE 0 END"
            " FROM generate_series(1, %s) AS n",
            [self.adult.id, MANY],
        )
        self.env.cr.execute("ANALYZE socreg_registrant")
        people = self.registrants
        people.search([("is_minor_without_guardian", "=", True)], limit=1)
        with self.assertQueryCount(1):
            found = people.search([("is_minor_without_guardian", "=", True)])
        self.assertGreater(len(found), 10)
        query = people._search([("is_minor_without_guardian", "=", True)])
        self.env.cr.execute(f"EXPLAIN (FORMAT JSON) {self.as_text(query)}")
        plan = self.env.cr.fetchone()[0][0]["Plan"]
        self.assertNotIn("Seq Scan", {node["Node Type"] for node in self.nodes(plan)})

    def test_flag_follows_kin_of_a_whole_batch(self):
        gone = self.person("Gone")
        first, second = self.minor(gone), self.minor(guardian_id=gone.id)
        both = first | second
        self.assertFalse(self.found(both))
        gone.write({"state": "deceased", "state_date": "2020-01-01"})
        self.assertEqual(self.found(both), both)
        both.write({"guardian_id": self.adult.id})
        self.assertFalse(self.found(both))

    def test_defaults_count_for_new_people(self):
        people = self.registrants.with_context(default_guardian_id=self.adult.id)
        born = f"{self.today.year - 5}-01-01"
        person = people.create({"given_name": "Minor", "birthdate": born})
        self.assertAlone(person, False)

    def test_nobody_writes_the_flag(self):
        person = self.minor(self.adult)
        person.write({"birth_year_without_guardian": self.today.year})
        self.assertAlone(person, False)

    def as_text(self, query):
        select = query.select()
        code, params = (select.code, select.params) if hasattr(select, "code") else tuple(select)
        return self.env.cr.mogrify(code, params).decode()

    def nodes(self, plan):
        yield plan
        for below in plan.get("Plans", ()):
            yield from self.nodes(below)
