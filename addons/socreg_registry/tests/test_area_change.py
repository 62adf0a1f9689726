from base64 import b64encode
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script

from .scope_common import ScopeCase
from .users import give, new_user_with

SCRIPT = Path(__file__).parents[1] / "migrations" / "1.3.0" / "post-roles.py"

FILE = """\ufeffCode;Name;Parent_Code;Level
X-1-1;Commune 1;X-1;commune
X-1;District 1;X;district
T-H;Here now;;
T-T;There;;
;Nameless;;
X-2;;X;
X-1;Twice;X;
X-3;Nowhere;Q;
X-4;Ring;X-5;
X-5;Ring;X-4;
X;Country;;country
"""


class TestAreaChange(ScopeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_user_with(cls.env, "test-boss", "manager")
        cls.areas = cls.env["socreg.area"].with_user(cls.boss)
        cls.chief = new_user_with(cls.env, "test-chief", "manager", areas=cls.here)

    def file(self, text, encoding="utf-8"):
        wizard = self.env["socreg.area.import"].with_user(self.boss)
        return wizard.create({"file": b64encode(text.encode(encoding))})

    def test_file_is_read_whatever_its_order_and_lines_that_are_wrong_are_told(self):
        wizard = self.file(FILE)
        wizard.action_check()
        counts = (wizard.new_count, wizard.changed_count, wizard.same_count, wizard.fault_count)
        self.assertEqual(counts, (3, 1, 1, 6))
        self.assertFalse(self.areas.search([("code", "=", "X")]))
        lines = [line.partition(":")[0] for line in wizard.faults.splitlines()]
        self.assertEqual(lines, [f"Line {number}" for number in (6, 7, 8, 9, 10, 11)])
        wizard.action_import()
        commune = self.areas.search([("code", "=", "X-1-1")])
        self.assertEqual(commune.complete_name, "Country / District 1 / Commune 1")
        self.assertEqual(commune.level, "commune")
        self.assertEqual(self.here.name, "Here now")
        wizard.action_check()
        self.assertEqual((wizard.new_count, wizard.changed_count, wizard.same_count), (0, 0, 5))

    def test_parents_change_by_file(self):
        self.file("code,name,parent_code\nT-HV,Village,T-T\n", "utf-16").action_import()
        self.assertEqual(self.village.parent_id, self.there)

    def test_file_of_nothing_known_is_told(self):
        wizard = self.file("a,b\n1,2\n")
        wizard.action_check()
        self.assertIn("code", wizard.faults)

    def test_load_reads_areas_too(self):
        result = self.areas.load(["code", "name", "parent_id"], [["L", "Loaded", "Here"]])
        self.assertTrue(result["ids"], result["messages"])

    def test_renamed_areas_are_found_by_their_former_names_and_codes(self):
        (self.here | self.there).with_user(self.boss).write({"name": "New"})
        self.here.with_user(self.boss).code = "T-H2"
        for text in ("There", "New"):
            self.assertIn(self.there.id, [id_ for id_, _n in self.areas.name_search(text)])
        self.assertEqual([id_ for id_, _n in self.areas.name_search("T-H")][:1], self.here.ids)
        self.assertEqual(len(self.there.alias_ids), 1)

    def test_merged_areas_give_their_people_places_and_names(self):
        other = self.areas.create({"name": "Other", "code": "T-O"})
        person = self.new_people("An")
        person.area_id = other
        (self.here | other).with_user(self.boss)._merge_into(self.there.with_user(self.boss))
        self.assertEqual((self.ours | person).area_id, self.there)
        self.assertEqual(self.village.parent_id, self.there)
        self.assertEqual(self.lan.area_id, self.village)
        self.assertEqual((self.here.active, self.here.merged_into_id), (False, self.there))
        self.assertTrue(other.merged_on)
        self.assertEqual(self.areas.name_search("T-O")[0][0], self.there.id)

    def test_roles_in_merged_areas_hold_in_what_they_became(self):
        other = self.areas.create({"name": "Other", "code": "T-O"})
        ended = give(new_user_with(self.env, "test-ended"), "viewer", self.here | self.there)
        ended.date_to = "2020-01-01"
        nobody = give(new_user_with(self.env, "test-elsewhere"), "viewer", self.village)
        before = self.seen("socreg.registrant")
        (self.here | other).with_user(self.boss)._merge_into(self.there.with_user(self.boss))
        lines = self.clerk.role_line_ids.filtered("is_scoped") | self.chief.role_line_ids | ended
        for line in lines.with_context(active_test=False):
            self.assertEqual(line.area_ids, self.there)
        self.assertEqual(nobody.area_ids, self.village)
        self.assertEqual(self.seen("socreg.registrant"), before | self.mai | self.theirs)
        self.see(self.mai).write({"is_birthdate_estimated": True})

    def test_upgrade_hands_roles_over_along_all_merges(self):
        other = self.areas.create({"name": "Other", "code": "T-O"})
        merged = {"active": False, "merged_on": "2020-01-01"}
        self.here.write({**merged, "merged_into_id": other.id})
        other.write({**merged, "merged_into_id": self.there.id})
        load_script(str(SCRIPT), SCRIPT.stem).migrate(self.env.cr, "17.0.1.2.0")
        self.env.invalidate_all()
        line = self.chief.role_line_ids.with_context(active_test=False)
        self.assertEqual(line.area_ids, self.there)

    def test_area_does_not_become_part_of_itself_or_of_what_lies_in_it(self):
        for target in (self.here, self.village):
            with self.assertRaises(UserError):
                self.here.with_user(self.boss)._merge_into(target.with_user(self.boss))

    def test_dialog_merges_all_but_the_target(self):
        wizard = self.env["socreg.area.merge"].with_user(self.boss)
        wizard = wizard.with_context(active_ids=(self.here | self.there).ids)
        wizard.create({"target_id": self.there.id}).action_merge()
        self.assertEqual((self.here.active, self.there.active), (False, True))

    def test_manager_of_a_district_does_not_move_areas_into_it(self):
        for change in (
            lambda: self.there.with_user(self.chief).write({"parent_id": self.here.id}),
            lambda: self.areas.with_user(self.chief).create({"name": "A", "code": "A"}),
            lambda: self.there.with_user(self.chief)._merge_into(self.here),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_circle_of_several_areas_at_once_is_refused(self):
        for parent in (self.village, self.here):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                (self.here | self.village).write({"parent_id": parent.id})
