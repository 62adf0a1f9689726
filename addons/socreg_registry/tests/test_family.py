from odoo import fields
from odoo.exceptions import ValidationError

from .family_case import FamilyCase
from .users import new_user_with


class TestFamily(FamilyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.new_group("A")
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.year = fields.Date.today().year

    def test_group_has_no_family(self):
        for values in (
            {"parent1_id": self.lan.id},
            {"parent2_id": self.lan.id},
            {"guardian_id": self.lan.id},
            {"is_adopted": True},
        ):
            with self.assertRefusedByDatabase("group_has_no_family"):
                self.group.write(values)

    def test_nobody_is_their_own_parent_or_guardian(self):
        for name, constraint in (
            ("parent1_id", "not_own_parent"),
            ("parent2_id", "not_own_parent"),
            ("guardian_id", "not_own_guardian"),
        ):
            with self.assertRefusedByDatabase(constraint):
                self.env.cr.execute(
                    f"UPDATE socreg_registrant SET {name} = id WHERE id = %s", [self.lan.id]
                )

    def test_same_parent_twice_is_refused(self):
        with self.assertRefusedByDatabase("two_parents"):
            self.person("Child", self.lan, self.lan)

    def test_group_is_no_parent_and_no_guardian(self):
        for name in ("parent1_id", "parent2_id", "guardian_id"):
            with self.assertRaises(ValidationError):
                (self.lan + self.mai).write({name: self.group.id})

    def test_circles_of_every_length_are_refused(self):
        for length in (1, 2, 5):
            line = [self.person("Eldest")]
            for _generation in range(length - 1):
                line.append(self.person("Child", line[-1]))
            for slot in ("parent1_id", "parent2_id"):
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    line[0].write({slot: line[-1].id})

    def test_circle_among_a_batch_is_refused(self):
        bao = self.person("Bao", self.lan, self.mai)
        with self.assertRaises(ValidationError):
            (self.lan + self.mai).write({"parent1_id": bao.id})

    def test_circle_is_looked_for_with_one_query_a_generation(self):
        people = self.new_people(*["Child"] * 20)
        eldest, middle = self.person("Eldest"), self.person("Middle")
        middle.parent1_id = eldest
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            people.with_prefetch(people.ids)._check_no_cycle()
        people.write({"parent1_id": middle.id})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            people._check_no_cycle()

    def test_two_children_of_cousins_are_no_circle(self):
        a, b = self.person("A", self.lan), self.person("B", self.lan)
        cousins = self.person("C", a), self.person("D", b)
        self.assertEqual(self.person("E", *cousins).parent1_id, cousins[0])

    def test_parent_born_after_the_child_is_refused(self):
        self.lan.birthdate = "1990-05-05"
        for born in ("1990-05-05", "1980-01-01"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.person("Child", self.mai, self.lan, birthdate=born)

    def test_parent_is_older_whichever_birth_date_changes_and_in_batches(self):
        (self.lan + self.mai).write({"birthdate": "1960-01-01"})
        children = self.person("A", self.lan, birthdate="1990-01-01")
        children |= self.person("B", self.person("C"), self.mai, birthdate="1991-01-01")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            children.write({"birthdate": "1960-01-01"})
        with self.assertRaises(ValidationError) as refusal, self.env.cr.savepoint():
            (self.mai + self.lan).write({"birthdate": "1990-06-01"})
        self.assertNotIn("199", str(refusal.exception))
        (self.lan + self.mai).write({"birthdate": "1950-01-01"})

    def test_ages_are_checked_for_who_may_not_see_them(self):
        blind = new_user_with(self.env, "test-blind", "registrar")
        self.lan.birthdate = "1990-05-05"
        people = self.registrants.with_user(blind)
        child = {"given_name": "A", "birthdate": "1980-05-05", "parent1_id": self.lan.id}
        with self.assertRaises(ValidationError):
            people.create(child)

    def test_ages_are_checked_by_as_many_queries_for_many(self):
        parent = self.person("Parent", birthdate="1960-01-01")
        people = self.registrants.create(
            [
                {"given_name": "A", "birthdate": "1990-01-01", "parent1_id": parent.id}
                for _ in range(30)
            ]
        )
        self.assertEqual(self._queries_of_ages(people[:2]), self._queries_of_ages(people))

    def _queries_of_ages(self, people):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        people._check_parents_are_older()
        return self.env.cr.sql_log_count - before

    def test_kin_stays_when_somebody_dies(self):
        child = self.person("Child", self.lan, guardian_id=self.mai.id)
        (self.lan + self.mai).write({"state": "deceased", "state_date": "2020-01-01"})
        self.assertEqual((child.parent1_id, child.guardian_id), (self.lan, self.mai))
        self.assertIn("guardian is no longer active", child.family_warnings)

    def test_what_is_usual_has_no_warning(self):
        self.lan.birthdate = "1960-01-01"
        child = self.person("A", self.lan, birthdate="1985-01-01", guardian_id=self.lan.id)
        self.marry(child, self.person("B", birthdate="1984-01-01"), married_on="2010-01-01")
        self.assertFalse((child | self.mai).mapped("family_warnings")[0])
        self.assertFalse(self.mai.family_warnings)

    def test_what_is_strange_has_a_warning_and_is_stored(self):
        def born(year):
            return self.person("Kin", birthdate=f"{year}-01-01")

        minor = born(self.year - 5)
        for words, values in (
            ("younger than 12", {"parent1_id": born(1990).id}),
            ("younger than 12", {"parent2_id": born(1990).id}),
            ("older than 70", {"parent1_id": born(1929).id}),
            ("by adoption", {"parent1_id": born(1990).id, "is_adopted": True}),
            ("guardian is younger", {"guardian_id": minor.id}),
        ):
            child = self.person("Child", birthdate="2000-01-01", **values)
            self.assertIn(words, child.family_warnings, values)
            self.assertNotIn("Kin", child.family_warnings)
        dead = born(1960)
        dead.write({"state": "deceased", "state_date": "1995-01-01"})
        self.assertIn("long before", self.person("C", dead, birthdate="2000-01-01").family_warnings)

    def test_marriage_of_a_minor_has_a_warning_with_both(self):
        bride = self.person("A", birthdate="2000-01-01")
        groom = self.person("B", birthdate="1990-01-01")
        self.marry(bride, groom, married_on="2015-01-01")
        for person in bride | groom:
            self.assertIn("before the age of 18", person.family_warnings)
        self.sides.search([("person_id", "=", bride.id)]).is_separated = True
        self.assertFalse(bride.family_warnings)

    def test_warning_follows_what_is_typed(self):
        parent = self.person("Parent", birthdate="1990-01-01")
        typed = self.registrants.new({"given_name": "A", "birthdate": "2000-01-01"})
        self.assertFalse(typed.family_warnings)
        typed.parent1_id = parent
        self.assertIn("younger than 12", typed.family_warnings)

    def test_warnings_take_as_many_queries_for_many(self):
        people = self.registrants.create(
            [
                {
                    "given_name": "A",
                    "birthdate": "2000-01-01",
                    "parent1_id": self.person("P", birthdate="1990-01-01").id,
                    "guardian_id": self.person("G").id,
                }
                for _ in range(10)
            ]
        )
        counts = []
        for some in (people, people[:2], people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("family_warnings")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
