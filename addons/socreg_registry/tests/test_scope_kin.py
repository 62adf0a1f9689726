from odoo.exceptions import AccessError, UserError

from .scope_common import ScopeCase
from .users import new_user_with

KIN = ("parent1_id", "parent2_id", "guardian_id")


class TestScopeKin(ScopeCase):
    """What kin in another district tell, and who may be named as kin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan.write({"birthdate": "1990-03-04"})
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_nobody_elsewhere_is_named_as_kin(self):
        """Else the date of birth of anybody is found out by trying dates for a child."""
        for name in (*KIN, "merged_into_id"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.see(self.lan).write({name: self.mai.id, "birthdate": "1981-01-01"})
            values = {"given_name": "A", "area_id": self.here.id, name: self.mai.id}
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.our_env["socreg.registrant"].create(values)
            default = {f"default_{name}": values.pop(name)}
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.our_env["socreg.registrant"].with_context(**default).create(values)

    def test_kin_elsewhere_whom_somebody_else_named_stay(self):
        self.lan.write({"parent1_id": self.mai.id})
        self.env.invalidate_all()
        lan = self.see(self.lan)
        lan.write({"parent1_id": self.mai.id, "address": "x"})
        self.assertEqual(lan.read(["parent1_id"])[0]["parent1_id"], (self.mai.id, self.mai.uid))
        lan.write({"parent1_id": False})
        self.assertFalse(self.lan.parent1_id)

    def test_kin_of_ones_own_areas_are_named(self):
        an = self.new_people("An")
        an.area_id = self.here
        self.env.invalidate_all()
        self.see(an).write({"parent1_id": self.lan.id})
        self.assertEqual(self.lan.child_ids, an)

    def test_lines_of_kin_do_not_lead_elsewhere(self):
        for values in (
            {"child1_ids": [(4, self.mai.id)]},
            {"child2_ids": [(6, 0, self.mai.ids)]},
            {"ward_ids": [(1, self.mai.id, {"address": "x"})]},
            {"child1_ids": [(0, 0, {"given_name": "A", "area_id": self.there.id})]},
            {"spouse_side_ids": [(0, 0, {"other_id": self.mai.id})]},
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.see(self.lan).write(values)

    def test_form_tells_nothing_of_the_age_of_who_lies_elsewhere(self):
        for born in ("1981-01-01", "2050-01-01", "1991-05-17", "1991-05-18"):
            for name in KIN:
                values = {"parent1_id": False, "birthdate": born, name: self.mai.id}
                self.assertFalse(self.warned(self.clerk, self.lan, values))
        values = {
            "spouse_side_ids": [(0, "v", {"other_id": self.mai.id, "married_on": "1990-01-01"})]
        }
        self.assertFalse(self.warned(self.clerk, self.lan, {"birthdate": "1960-01-01", **values}))

    def test_form_tells_nothing_of_dates_to_who_may_not_see_them(self):
        """Else whoever may not see a birth date finds it by typing others."""
        typist = new_user_with(self.env, "test-typist", "registrar", areas=self.here)
        an = self.new_people("An")
        an.area_id = self.here
        self.env.invalidate_all()
        values = {"birthdate": "1995-01-01", "parent1_id": self.lan.id}
        self.assertFalse(self.warned(typist, an, values))
        self.assertTrue(self.warned(self.clerk, an, values))

    def warned(self, user, person, values):
        self.env.flush_all()
        self.env.invalidate_all()
        person = person.with_user(user)
        told = person.onchange(
            values, list(values), {**{n: {} for n in values}, "family_warnings": {}}
        )
        return told.get("value", {}).get("family_warnings")

    def test_family_tree_is_of_ones_own_areas(self):
        self.lan.write({"parent1_id": self.mai.id})
        self.env.invalidate_all()
        for method in ("get_family_tree", "action_add_child", "action_change_household"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                getattr(self.see(self.mai), method)()
        tree = str(self.see(self.lan).get_family_tree())
        self.assertNotIn("Mai", tree)
        self.assertNotIn(self.mai.uid, tree)
        self.assertNotIn("1980", tree)

    def test_marriage_across_districts_is_shown_and_made_by_neither(self):
        values = {"person1_id": self.lan.id, "person2_id": self.mai.id}
        marriage = self.env["socreg.spouse"].create(values)
        self.env.invalidate_all()
        self.assertFalse(self.seen("socreg.spouse") or self.seen("socreg.spouse.side"))
        for record in (marriage, marriage.side_ids[0]):
            for act in (
                lambda r: r.read(["married_on"]),
                lambda r: r.write({"is_separated": True}),
                lambda r: r.unlink(),
            ):
                self.env.invalidate_all()
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    act(self.see(record))
        marriage.unlink()
        for model, couple in (
            ("socreg.spouse", values),
            ("socreg.spouse.side", {"person_id": self.lan.id, "other_id": self.mai.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.our_env[model].create(couple)

    def test_refusal_names_nobody(self):
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self.see(self.lan).write({"parent1_id": self.mai.id})
        self.assertNotIn("Mai", str(refusal.exception))
