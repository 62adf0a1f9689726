from .family_case import FamilyCase


class TestKin(FamilyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.father, cls.first, cls.second = cls.new_people("Father", "First", "Second")

    def polygamous_family(self):
        self.allow_polygamy()
        for wife in (self.first, self.second):
            self.marry(self.father, wife)
        return (
            self.person("A", self.father, self.first),
            self.person("B", self.father, self.first),
            self.person("C", self.second, self.father),
        )

    def test_polygamous_family_has_full_and_half_siblings(self):
        a, b, c = self.polygamous_family()
        self.assertEqual(a.sibling_ids, b | c)
        self.assertEqual(a.half_sibling_ids, c)
        self.assertEqual(c.half_sibling_ids, a | b)
        self.assertEqual(self.father.child_ids, a | b | c)
        self.assertEqual(self.first.child_ids, a | b)
        self.assertEqual(self.father.spouse_ids, self.first | self.second)

    def test_who_has_one_known_parent_is_no_half_sibling(self):
        a, b = self.person("A", self.father), self.person("B", self.father, self.first)
        self.assertEqual((a.sibling_ids, a.half_sibling_ids), (b, a.browse()))

    def test_twins_are_siblings(self):
        one, other = (
            self.person(name, self.father, self.first, birthdate="2010-10-10") for name in "AB"
        )
        self.assertEqual((one.sibling_ids, other.sibling_ids), (other, one))

    def test_adopted_child_is_a_child(self):
        adopted = self.person("A", self.father, is_adopted=True)
        own = self.person("B", self.father)
        self.assertEqual(self.father.child_ids, adopted | own)
        self.assertEqual(adopted.sibling_ids, own)

    def test_cousins_who_marry(self):
        a, b = self.person("A", self.father), self.person("B", self.father)
        c, d = self.person("C", a), self.person("D", b)
        self.marry(c, d)
        e = self.person("E", c, d)
        self.assertEqual(c.grandparent_ids, self.father)
        self.assertEqual(e.grandparent_ids, a | b)
        self.assertEqual(self.father.grandchild_ids, c | d)
        self.assertEqual(a.grandchild_ids, e)
        self.assertEqual(c.in_law_ids, b)

    def test_in_laws_are_so_of_each_other(self):
        husband, brother = self.person("A", self.father), self.person("B", self.father)
        wife, sister = self.person("C", self.first), self.person("D", self.first)
        self.marry(husband, wife)
        brother_wife = self.person("E")
        self.marry(brother, brother_wife)
        self.assertEqual(husband.in_law_ids, self.first | sister | brother_wife)
        self.assertEqual(self.father.in_law_ids, wife | brother_wife)
        everybody = self.father | self.first | husband | brother | wife | sister | brother_wife
        for person in everybody:
            for in_law in person.in_law_ids:
                self.assertIn(person, in_law.in_law_ids)

    def test_separated_spouse_is_none(self):
        couple = self.marry(self.father, self.first)
        self.assertEqual(self.first.spouse_ids, self.father)
        couple.write({"is_separated": True})
        self.assertFalse(self.first.spouse_ids)

    def test_dead_spouse_is_still_there(self):
        self.marry(self.father, self.first)
        self.father.write({"state": "deceased", "state_date": "2020-01-01"})
        self.assertEqual(self.first.spouse_ids, self.father)

    def test_dependants_are_minors_and_wards(self):
        minor = self.person("A", self.father, birthdate="2020-01-01")
        ward = self.person("C", guardian_id=self.father.id, birthdate="1950-01-01")
        self.person("B", self.father, birthdate="1990-01-01")
        self.person("D", self.father)
        dead = self.person("E", self.father, birthdate="2020-01-01")
        dead.write({"state": "deceased", "state_date": "2021-01-01"})
        self.assertEqual(self.father.dependant_ids, minor | ward)
        viewer = self.father.with_user(self.new_user("viewer"))
        self.assertEqual(viewer.dependant_ids.ids, (minor | ward).ids)

    def test_children_are_searched(self):
        a, b, c = self.polygamous_family()
        people = self.father | self.first | self.second | a
        family = [("id", "in", people.ids)]
        found = self.registrants.search([*family, ("child_ids", "in", [c.id])])
        self.assertEqual(found, self.father | self.second)
        self.assertEqual(self.registrants.search([*family, ("child_ids", "=", False)]), a)
        with_children = self.registrants.search([*family, ("child_ids", "!=", False)])
        self.assertEqual(with_children, people - a)
        without_b = self.registrants.search([*family, ("child_ids", "not in", [b.id])])
        self.assertEqual(without_b, self.second | a)

    def test_kin_takes_as_many_queries_for_many(self):
        people = [person for _ in range(4) for person in self.polygamous_family_of_their_own()]
        people = self.registrants.union(*people)
        self.queries(people)
        self.assertEqual(self.queries(people[:3]), self.queries(people))
        self.assertLessEqual(self.queries(people), 10)

    def polygamous_family_of_their_own(self):
        self.father, self.first, self.second = self.new_people("F", "G", "H")
        return self.polygamous_family()

    def queries(self, people):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        people.mapped("in_law_ids.id"), people.mapped("child_ids.id")
        return self.env.cr.sql_log_count - before
