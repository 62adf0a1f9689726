import json

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import Form
from odoo.tools import mute_logger

from odoo.addons.socreg_registry.tests.users import PERSONAL_DATA, new_user_with

from .common import IntakeCase


class TestDoors(IntakeCase):
    """Where edits are reviewed, no door goes around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.home = cls.new_group("Home")
        (cls.lan | cls.mai | cls.home).area_id = cls.area
        cls.phone = cls.phones.create({"registrant_id": cls.lan.id, "number": "0905123456"})
        id_type = cls.env.ref("socreg_registry.socreg_identifier_type_national_id")
        cls.national_id = id_type
        cls.number = cls.identifiers.create(
            {"registrant_id": cls.lan.id, "type_id": id_type.id, "value": "AB123"}
        )
        cls.stay = cls.join(cls.home, cls.lan)
        cls.env.flush_all()
        cls.form.decision = "review"
        cls.submissions = cls.env["socreg.submission"].with_user(cls.supervisor)

    def setUp(self):
        super().setUp()
        self.last = self.submissions.search([], limit=1).id or 0
        self.before = self.state()

    def state(self):
        """Return all that is known of people, without what waits."""
        self.env.flush_all()
        tables = ("registrant", "identifier", "phone", "membership", "spouse")
        found = {}
        for table in tables:
            self.env.cr.execute(f"SELECT t::text FROM socreg_{table} AS t ORDER BY id")
            found[table] = self.env.cr.fetchall()
        return found

    def waiting(self):
        return self.submissions.search([("id", ">", self.last), ("state", "=", "pending")])

    def assertWaits(self, count=1):
        self.assertTrue(self.state() == self.before)
        self.assertEqual(len(self.waiting()), count)
        return self.waiting()

    def test_write_waits_and_is_approved(self):
        self.lan.write({"birth_place": "Hue", "sex": "2"})
        waiting = self.assertWaits()
        self.assertEqual(waiting.registrant_id, self.lan)
        told = {c.path: (c.label, c.present, c.proposed) for c in waiting.change_ids}
        self.assertEqual(told["birth_place"], ("Birth Place", "", "Hue"))
        self.assertEqual(told["sex"], ("Sex", "", "Female"))
        self.assertEqual(self.lan.open_submission_count, 1)
        waiting.action_approve()
        self.assertEqual((self.lan.birth_place, self.lan.sex), ("Hue", "2"))
        self.assertEqual(self.lan.write_uid, self.supervisor)
        self.assertFalse(self.lan.open_submission_count)

    def test_write_on_many_makes_one_for_each(self):
        (self.lan | self.mai).write({"birth_place": "Hue"})
        self.assertEqual(self.assertWaits(2).registrant_id, self.lan | self.mai)

    def test_create_waits_and_is_approved(self):
        vals = {
            "kind": "individual",
            "given_name": "Hoa",
            "area_id": self.area.id,
            "phone_ids": [(0, 0, {"number": "0905123457"})],
            "identifier_ids": [(0, 0, {"type_id": self.national_id.id, "value": "X1"})],
            "membership_ids": [(0, 0, {"group_id": self.home.id})],
        }
        self.assertFalse(self.registrants.create(vals))
        waiting = self.assertWaits()
        self.assertFalse(waiting.registrant_id)
        waiting.action_approve()
        person = waiting.registrant_id
        self.assertEqual((person.name, person.phone_ids.number), ("Hoa", "+84905123457"))
        self.assertEqual(person.membership_ids.group_id, self.home)
        self.assertEqual(waiting.result, "new")

    def test_lists_that_are_edited_in_the_form_wait_too(self):
        self.lan.write(
            {
                "phone_ids": [
                    (0, 0, {"number": "0905123457"}),
                    (1, self.phone.id, {"number": "0905123458"}),
                ],
                "identifier_ids": [(2, self.number.id, 0)],
                "membership_ids": [
                    (1, self.stay.id, {"end_date": "2026-01-01", "start_date": "2020-01-01"})
                ],
            }
        )
        waiting = self.assertWaits()
        told = {change.path: change.proposed for change in waiting.change_ids}
        self.assertIn("0905123457", told["phone_ids"])
        self.assertIn("+84905123456 → 0905123458", told["phone_ids"])
        self.assertEqual(told["identifier_ids"], "− AB123")
        waiting.action_approve()
        numbers = sorted(self.lan.phone_ids.mapped("number"))
        self.assertEqual(numbers, ["+84905123457", "+84905123458"])
        self.assertFalse(self.lan.identifier_ids)
        self.assertTrue(self.stay.end_date)

    def test_lines_that_are_written_by_themselves_wait(self):
        doors = (
            lambda: self.phone.write({"number": "0905123458"}),
            self.phone.unlink,
            lambda: self.phones.create({"registrant_id": self.lan.id, "number": "0905123459"}),
            lambda: self.number.write({"status": "invalid"}),
            self.number.unlink,
            lambda: self.identifiers.create(
                {"registrant_id": self.mai.id, "type_id": self.national_id.id, "value": "C1"}
            ),
            lambda: self.stay.write({"role_ids": [(6, 0, self.head.ids)]}),
            self.stay.unlink,
            lambda: self.join(self.home, self.mai),
            lambda: (
                self.env["socreg.spouse"]
                .with_user(self.registrar)
                .create({"person1_id": self.lan.id, "person2_id": self.mai.id})
            ),
            lambda: (
                self.env["socreg.spouse.side"]
                .with_user(self.registrar)
                .create({"person_id": self.lan.id, "other_id": self.mai.id})
            ),
        )
        for count, door in enumerate(doors, 1):
            with self.subTest(door=count):
                door()
                self.assertWaits(count)

    def test_lines_are_approved(self):
        self.phone.unlink()
        self.join(self.home, self.mai)
        self.waiting().sorted("id").action_approve()
        self.assertFalse(self.lan.phone_ids)
        self.assertEqual(self.mai.membership_ids.group_id, self.home)

    def test_a_group_is_changed_with_its_members(self):
        lines = [(0, 0, {"member_id": self.mai.id}), (2, self.stay.id, 0)]
        self.home.write({"group_name": "New", "group_membership_ids": lines})
        self.assertWaits().action_approve()
        self.assertEqual(self.home.group_membership_ids.member_id, self.mai)

    def test_web_save_waits(self):
        shown = self.lan.web_save({"birth_place": "Hue"}, {"birth_place": {}})
        self.assertEqual(shown, [{"id": self.lan.id, "birth_place": False}])
        self.registrants.web_save({"given_name": "Hoa", "area_id": self.area.id}, {"name": {}})
        self.assertWaits(2)

    def test_form_waits(self):
        with Form(self.lan, "socreg_registry.socreg_individual_view_form") as form:
            form.birth_place = "Hue"
            with form.phone_ids.new() as line:
                line.number = "0905123457"
        self.assertWaits()

    def test_name_create_waits(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.registrants.name_create("Hoa")
        self.assertTrue(self.state() == self.before)

    def test_copy_is_refused(self):
        with self.assertRaises(UserError):
            self.lan.copy()

    def test_context_opens_no_door(self):
        context = {"passing": True, "socreg_passing": True, "skip_validation_check": True}
        context |= {"install_mode": True, "tracking_disable": True, "import_file": True}
        self.lan.with_context(**context).write({"birth_place": "Hue"})
        self.assertWaits()

    def test_load_is_refused_for_everybody(self):
        self.form.decision = "apply"
        models = ("registrant", "identifier", "phone", "membership", "enrolment", "spouse")
        for user in (self.registrar, self.supervisor, self.env.user, self.new_user("manager")):
            for name in models:
                with self.assertRaisesRegex(UserError, "come in by Intake"):
                    self.env[f"socreg.{name}"].with_user(user).load(["id"], [["x"]])

    def test_import_of_files_is_refused(self):
        imports = self.env["base_import.import"].with_user(self.registrar)
        for name in ("registrant", "identifier", "phone", "membership"):
            with self.assertRaises(UserError):
                imports.create({"res_model": f"socreg.{name}", "file": b"given_name\nLan"})
        other = imports.create({"res_model": "res.partner", "file": b"name\nLan"})
        with self.assertRaises(UserError):
            other.write({"res_model": "socreg.registrant"})

    def test_what_could_not_be_saved_is_told_at_once(self):
        with self.assertRaises(ValidationError):
            self.lan.write({"birthdate": "2999-01-01"})
        with self.assertRaises(UserError):
            self.lan.write({"kind": "group"})
        viewer = self.new_user("viewer")
        with self.assertRaises(AccessError):
            self.lan.with_user(viewer).write({"sex": "2"})
        self.assertFalse(self.waiting())

    def test_nothing_is_proposed_outside_ones_areas(self):
        there = self.env["socreg.area"].create({"name": "There", "code": "T-There"})
        clerk = new_user_with(self.env, "clerk", "registrar", PERSONAL_DATA, areas=there)
        with self.assertRaises(AccessError):
            self.lan.with_user(clerk).write({"sex": "2"})
        self.assertFalse(self.waiting())

    def test_supervisors_write_what_they_supervise(self):
        self.lan.with_user(self.supervisor).write({"birth_place": "Hue"})
        self.assertEqual(self.lan.birth_place, "Hue")
        self.assertFalse(self.waiting())
        self.form.is_supervisor_trusted = False
        self.mai.with_user(self.supervisor).write({"birth_place": "Hue"})
        self.assertFalse(self.mai.birth_place)
        self.assertFalse(self.waiting().may_decide)

    def test_where_nothing_is_reviewed_all_is_as_ever(self):
        self.form.decision = "apply"
        self.lan.write({"birth_place": "Hue"})
        self.assertEqual(self.lan.birth_place, "Hue")
        self.assertEqual(self.new_people("Hoa").source_id, self.form)
        self.assertFalse(self.waiting())

    def test_wizards_propose_or_are_refused_in_words(self):
        bulk = self.wizard("socreg.registrant.bulk", self.lan | self.mai, operation="area")
        other = self.env["socreg.area"].create({"name": "B", "code": "T-B"})
        bulk.area_id = other
        bulk.action_apply()
        self.assertWaits(2)
        transfer = self.wizard("socreg.membership.transfer", group_id=self.home.id, is_new=True)
        with self.assertRaisesRegex(UserError, "a supervisor does this"):
            transfer.action_apply()
        merge = self.wizard("socreg.group.merge", self.home, target_id=self.home.id)
        with self.assertRaisesRegex(UserError, "a supervisor does this"):
            merge.action_apply()

    def test_the_source_of_a_person_is_not_written_by_hand(self):
        self.form.decision = "apply"
        self.lan.write({"source_id": self.program.id})
        hoa = self.registrants.create({"given_name": "Hoa", "source_id": self.program.id})
        self.assertEqual((self.lan | hoa).source_id, self.form)

    def test_a_second_change_of_the_same_line_is_a_conflict(self):
        self.phone.write({"number": "0905123457"})
        self.lan.write({"phone_ids": [(1, self.phone.id, {"number": "0905123458"})]})
        first, second = self.waiting().sorted("id")
        first.action_approve()
        self.env.invalidate_all()
        self.assertEqual(second.change_ids.filtered("is_conflict").path, "phone_ids")
        with self.assertRaisesRegex(UserError, "was changed since"):
            second.action_approve()

    def test_what_is_kept_is_sealed(self):
        self.lan.write({"birth_place": "Hue-Unmistakable"})
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM socreg_submission ORDER BY id DESC LIMIT 1")
        row = [bytes(c) if isinstance(c, memoryview) else c for c in self.env.cr.fetchone()]
        self.assertNotIn("Unmistakable", str(row))
        self.env.cr.execute("SELECT * FROM socreg_submission_change")
        self.assertNotIn("Unmistakable", json.dumps(self.env.cr.fetchall(), default=str))

    def test_the_form_is_told_what_waits(self):
        told = self.registrants.propose(self.lan.ids, {"birth_place": "Hue"})
        self.assertEqual(told, self.assertWaits().ids)
        others = self.registrants.with_user(self.supervisor)
        self.assertFalse(others.propose(self.lan.ids, {"birth_place": "Hue"}))
        self.form.decision = "apply"
        self.assertFalse(self.registrants.propose(self.lan.ids, {"birth_place": "Hue"}))
        self.assertFalse(self.lan.birth_place)

    def test_the_button_opens_what_waits(self):
        self.lan.write({"birth_place": "Hue"})
        action = self.lan.action_open_submissions()
        self.assertEqual(action["res_id"], self.waiting().id)
