import csv
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import HttpCase, tagged

from .test_register import RegisterCase
from .users import PERSONAL_DATA, new_user_with


class TestRegisterImport(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.meals.with_user(cls.registrar)

    def load(self, *rows, **options):
        lines = [",".join(map(str, row)) for row in rows]
        return self.register._import_enrolments("\n".join(lines).encode(), **options)

    def enrolment(self, person):
        self.env.invalidate_all()
        return self.enrolments.search([("registrant_id", "=", person.id)])

    def test_rows_enrol_and_correct(self):
        self.enrol(self.lan, teacher="Hoa", meals_a_week=1)
        report = self.load(
            ("public_number", "school", "meals_a_week", "dishes", "allergies", "enrolled_on"),
            (self.lan.uid, "", 5, "", "", ""),
            (self.mai.uid, "South", "", "rice|soup", "nuts", "2024-01-02"),
        )
        self.assertEqual((report["created"], report["updated"], report["errors"]), (1, 1, []))
        old, new = self.enrolment(self.lan), self.enrolment(self.mai)
        self.assertEqual((old.answers["meals_a_week"], old.answers["teacher"]), (5, "Hoa"))
        self.assertEqual(new.answers["dishes"], ["rice", "soup"])
        self.assertEqual((new.answers["allergies"], str(new.enrolled_on)), ("nuts", "2024-01-02"))

    def test_identifier_finds_who_it_is(self):
        kind = self.env.ref("socreg_registry.socreg_identifier_type_national_id", False)
        kind = kind or self.env["socreg.identifier.type"].create({"name": "N", "code": "n-test"})
        kind.write({"pattern": False, "checksum": False})
        self.identifiers.create(
            {"registrant_id": self.lan.id, "type_id": kind.id, "value": "AB 12-34"}
        )
        report = self.load(("identifier", "school"), ("ab1234", "north"), ("zz9", "north"))
        self.assertEqual((report["created"], len(report["errors"])), (1, 1))
        self.assertNotIn("zz9", str(report))

    def test_bad_rows_stop_no_others_and_are_told_in_words(self):
        group = self.new_group("G")
        report = self.load(
            ("public_number", "school", "meals_a_week", "enrolled_on", "left_on"),
            (self.lan.uid, "west", 99, "", ""),
            ("1234567890", "north", "", "", ""),
            (group.uid, "north", "", "", ""),
            (self.mai.uid, "north", "", "", ""),
            (self.mai.uid, "north", "", "", ""),
        )
        self.assertEqual(report["created"], 1)
        self.assertEqual([error["line"] for error in report["errors"]], [2, 3, 4, 6])
        self.assertIn("School", report["errors"][0]["words"])
        self.assertIn("Meals a Week", report["errors"][0]["words"])
        self.assertNotIn("west", str(report))

    def test_row_that_only_the_database_refuses_stops_no_other(self):
        report = self.load(
            ("public_number", "school", "enrolled_on", "left_on"),
            (self.lan.uid, "north", "2024-05-05", "2024-01-01"),
            (self.mai.uid, "north", "2024-05-05", ""),
        )
        self.assertEqual(report["created"], 1)
        self.assertIn("Nobody leaves", report["errors"][0]["words"])

    def test_future_date_and_missing_answer_are_told(self):
        report = self.load(
            ("public_number", "enrolled_on", "school"),
            (self.lan.uid, "2999-01-01", "north"),
            (self.mai.uid, "", ""),
        )
        self.assertEqual(report["created"], 0)
        self.assertIn("future", report["errors"][0]["words"])
        self.assertIn("School", report["errors"][1]["words"])

    def test_rows_of_equal_values_are_written_at_once_and_keep_what_they_do_not_name(self):
        for person, teacher in ((self.lan, "Hoa"), (self.mai, "Nam")):
            self.enrol(person, teacher=teacher, meals_a_week=1)
        enrolments = self.env.registry["socreg.enrolment"]
        written = patch.object(
            enrolments, "_write_answers", autospec=True, side_effect=enrolments._write_answers
        )
        with written as write:
            report = self.load(
                ("public_number", "meals_a_week"), (self.lan.uid, 5), (self.mai.uid, 5)
            )
        self.assertEqual((report["updated"], write.call_count), (2, 1))
        answers = [self.enrolment(person).answers for person in (self.lan, self.mai)]
        self.assertEqual(
            [(a["teacher"], a["meals_a_week"]) for a in answers], [("Hoa", 5), ("Nam", 5)]
        )

    def test_whom_somebody_else_enrols_meanwhile_is_told_by_row(self):
        self.enrol(self.lan, teacher="Hoa")
        registers = self.env.registry["socreg.register"]
        with patch.object(registers, "_open_enrolments", return_value={}):
            report = self.load(
                ("public_number", "school"), (self.lan.uid, "north"), (self.mai.uid, "north")
            )
        self.assertEqual((report["created"], len(report["errors"])), (1, 1))
        self.assertEqual(report["errors"][0]["line"], 2)
        self.assertIn("already enrolled", report["errors"][0]["words"])

    def test_dry_run_says_the_same_and_writes_nothing(self):
        rows = (("public_number", "school"), (self.lan.uid, "north"), (self.mai.uid, "west"))
        dry, wet = self.load(*rows, is_dry_run=True), None
        self.assertFalse(self.enrolment(self.lan))
        wet = self.load(*rows)
        self.assertTrue(self.enrolment(self.lan))
        self.assertEqual({**dry, "is_dry_run": False}, wet)

    def test_file_that_cannot_be_read_is_refused_in_words(self):
        for content in (b"", b"a\0b", b"school\nnorth", b"public_number,colour\n1,red"):
            with self.assertRaises(UserError):
                self.register._import_enrolments(content)
        with self.assertRaisesRegex(UserError, "2 rows at most"):
            self.load(("public_number",), (1,), (2,), (3,), most_rows=2)

    def test_who_may_not_enrol_imports_nothing(self):
        with self.assertRaises(UserError):
            self.meals.with_user(self.viewer)._import_enrolments(b"public_number,school\n1,north")

    def test_mask_of_an_exported_file_is_not_taken_for_an_answer(self):
        self.enrol(self.lan, teacher="Hoa")
        report = self.load(("public_number", "teacher"), (self.lan.uid, "••••"))
        self.assertEqual((report["updated"], len(report["errors"])), (0, 1))
        self.assertEqual(self.enrolment(self.lan).answers["teacher"], "Hoa")

    def test_queries_do_not_grow_with_the_rows(self):
        def count(people):
            rows = [(p.uid, "north", place % 20, "nuts") for place, p in enumerate(people)]
            before = []
            for _turn in ("create", "update"):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                self.load(("public_number", "school", "meals_a_week", "allergies"), *rows)
                before.append(self.env.cr.sql_log_count - start)
            return before

        count(self.new_people("Warm"))
        few, many = count(self.new_people(*"abcde")), count(self.new_people(*["x"] * 60))
        for number, (first, second) in enumerate(zip(few, many, strict=True)):
            self.assertAlmostEqual(first, second, delta=4, msg=f"{number}: {few} {many}")


class TestRegisterExport(RegisterCase):
    def table(self, user):
        self.env.invalidate_all()
        content = self.meals.with_user(user)._export_enrolments().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content)))

    def test_manager_takes_out_what_they_may_see(self):
        self.enrol(self.lan, teacher="=Hoa", dishes=["rice", "soup"], meals_a_week=0, walks=True)
        seer = new_user_with(self.env, "test-seer", "manager", PERSONAL_DATA)
        row = self.table(seer)[0]
        self.assertEqual(row["public_number"], self.lan.uid)
        self.assertEqual((row["teacher"], row["dishes"]), ("'=Hoa", "rice|soup"))
        self.assertEqual((row["meals_a_week"], row["walks"]), ("0", "yes"))

    def test_manager_who_may_not_see_gets_masks(self):
        self.enrol(self.lan, teacher="Hoa-7731", allergies="nuts", illness="a", meals_a_week=3)
        row = self.table(self.manager)[0]
        self.assertEqual((row["teacher"], row["allergies"], row["illness"]), ("••••", "••••", ""))
        self.assertEqual(row["meals_a_week"], "3")

    def test_nobody_but_managers_takes_data_out(self):
        for user in (self.viewer, self.registrar):
            with self.assertRaises(AccessError):
                self.meals.with_user(user)._export_enrolments()

    def test_exported_file_comes_in_again(self):
        self.enrol(self.lan, teacher="=Hoa", dishes=["rice"], distance_km=-2.5, since="2024-01-01")
        seer = new_user_with(self.env, "test-seer", "manager", PERSONAL_DATA)
        content = self.meals.with_user(seer)._export_enrolments()
        report = self.meals.with_user(self.registrar)._import_enrolments(content)
        self.assertEqual((report["updated"], report["errors"]), (1, []))


@tagged("-at_install", "post_install")
class TestRegisterDoors(HttpCase):
    def test_doors_are_shut_to_who_may_not(self):
        new_user_with(self.env, "door-viewer", "viewer", password="door-viewer")
        self.authenticate("door-viewer", "door-viewer")
        answer = self.url_open("/socreg/register/farmers/enrolments.csv")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(
            self.url_open("/socreg/register/disability/enrolments.csv").status_code, 404
        )
        self.assertEqual(self.url_open("/socreg/register/nothing/enrolments.csv").status_code, 404)

    def test_manager_fetches_a_file_that_no_cache_keeps(self):
        new_user_with(self.env, "door-manager", "manager", password="door-manager")
        self.authenticate("door-manager", "door-manager")
        answer = self.url_open("/socreg/register/farmers/enrolments.csv")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("land_area_ha", answer.text)
