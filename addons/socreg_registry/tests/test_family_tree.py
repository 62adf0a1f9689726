import json

from odoo.exceptions import AccessError

from ..models import socreg_family_tree
from .family_case import FamilyCase


class TestFamilyTree(FamilyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grandmother = cls.person("Grandmother")
        cls.father = cls.person("Father", cls.grandmother, sex="1", birthdate="1960-01-01")
        cls.mother = cls.person("Mother", family_name="Tran", sex="2")
        cls.marry(cls.father, cls.mother)
        cls.self = cls.person("Self", cls.father, cls.mother, birthdate="1990-01-01")
        cls.sister = cls.person("Sister", cls.father, cls.mother, birthdate="1985-01-01")
        cls.spouse = cls.person("Spouse")
        cls.marry(cls.self, cls.spouse)
        cls.children = cls.person("Child", cls.self, birthdate="2012-01-01", is_adopted=True)
        cls.children |= cls.person("Elder", cls.spouse, cls.self, birthdate="2010-01-01")

    def row(self, name, user=None):
        tree = self.self.with_user(user or self.registrar).get_family_tree()
        rows = {row["name"]: row for row in tree["generations"] + tree["others"]}
        return rows[name]

    def boxes(self, name, user=None):
        return [(box["relation"], box["id"]) for box in self.row(name, user)["people"]]

    def test_three_generations_and_kin_further_away(self):
        parents = [("Parent", self.father.id), ("Parent", self.mother.id)]
        self.assertEqual(self.boxes("parents"), parents)
        own = [("Sibling", self.sister.id), ("This person", self.self.id)]
        self.assertEqual(self.boxes("own"), [*own, ("Spouse", self.spouse.id)])
        young, elder = self.children
        self.assertEqual(self.boxes("children"), [("Child", elder.id), ("Child", young.id)])
        self.assertEqual(self.boxes("grandparents"), [("", self.grandmother.id)])

    def test_box_tells_what_is_known(self):
        box = self.row("parents")["people"][0]
        self.assertEqual((box["name"], box["uid"]), ("Father", self.father.uid))
        self.assertEqual((box["birth_year"], box["sex_label"]), (1960, "Male"))
        self.father.write({"state": "deceased", "state_date": "2020-01-01"})
        self.assertEqual(self.row("parents")["people"][0]["state_label"], "Deceased")

    def test_stepmother_and_guardian_stand_with_the_parents(self):
        self.allow_polygamy()
        step, guardian = self.new_people("Step", "Guardian")
        self.marry(self.father, step)
        self.self.guardian_id = guardian
        found = self.boxes("parents")[2:]
        self.assertEqual(found, [("Spouse of a parent", step.id), ("Guardian", guardian.id)])

    def test_viewer_is_shown_masks(self):
        text = json.dumps(self.self.with_user(self.new_user("viewer")).get_family_tree())
        for name in ("Father", "Tran", "Sister", "1990-01-01"):
            self.assertNotIn(name, text)
        self.assertIn(self.father.uid, text)

    def test_people_who_may_not_be_read_are_boxes_without_data(self):
        viewer = self.new_user("viewer")
        hidden = self.father | self.children[0]
        self.env["ir.rule"].create(
            {
                "name": "viewers do not see these two",
                "model_id": self.env["ir.model"]._get_id("socreg.registrant"),
                "domain_force": [("id", "not in", hidden.ids)],
            }
        )
        uid = self.father.sudo().uid
        seen = self.self.with_user(viewer)
        nobody = {"id": False, "relation": "Parent"}
        self.assertEqual(self.row("parents", viewer)["people"][-1], nobody)
        self.assertNotIn(uid, json.dumps(seen.get_family_tree()))
        self.assertEqual(seen.child_ids.ids, self.children[1].ids)
        self.assertEqual(seen.sibling_ids.ids, self.sister.ids)
        self.assertFalse(seen.family_warnings)
        with self.assertRaises(AccessError):
            self.father.with_user(viewer).get_family_tree()

    def test_nobody_without_a_role_is_shown_it(self):
        user = self.env["res.users"].create({"name": "No role", "login": "test-no-role"})
        with self.assertRaises(AccessError):
            self.self.with_user(user).get_family_tree()

    def test_more_children_than_fit_are_counted(self):
        self.patch(socreg_family_tree, "MOST_SHOWN", 1)
        row = self.row("children")
        self.assertEqual((len(row["people"]), row["more"]), (1, "and 1 more"))

    def test_tree_takes_ten_queries_however_big(self):
        few = self.queries()
        self.registrants.create(
            [{"given_name": "More", "parent1_id": self.self.id} for _ in range(50)]
        )
        self.assertEqual(self.queries(), few)
        self.assertLessEqual(few, 10)

    def queries(self):
        self.self.get_family_tree()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.self.get_family_tree()
        return self.env.cr.sql_log_count - before

    def test_who_has_no_kin_is_alone(self):
        tree = self.person("Alone").get_family_tree()
        people = [box["name"] for row in tree["generations"] for box in row["people"]]
        self.assertEqual((people, tree["others"]), (["Alone"], []))

    def test_child_is_added_to_both_spouses(self):
        action = self.self.action_add_child()
        defaults = {
            name: action["context"][f"default_{name}_id"] for name in ("parent1", "parent2")
        }
        self.assertEqual(defaults, {"parent1": self.self.id, "parent2": self.spouse.id})
