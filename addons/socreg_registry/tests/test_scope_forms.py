from contextlib import suppress

from odoo.exceptions import AccessError, UserError

from .scope_common import ScopeCase
from .users import give, new_user_with

NAMED = {"fields": {"display_name": {}}}


class TestScopeForms(ScopeCase):
    """What forms, files and errors tell a registrar of one district of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env["socreg.register"].create(
            {"name": "Farmers of old", "code": "scope_forms", "enrols": "both"}
        )
        values = [
            {"register_id": cls.register.id, "registrant_id": r.id} for r in (cls.mai, cls.lan)
        ]
        cls.of_mai, cls.of_lan = cls.env["socreg.enrolment"].create(values)
        cls.debuggers = cls.env.ref("base.group_no_one")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_line_that_is_typed_tells_nothing_of_whom_it_names(self):
        shown = {"area_id": NAMED, "registrant_kinds": {}}
        values = {"register_id": self.register.id, "registrant_id": self.mai.id}
        self.assertNotIn("There", self.filled("socreg.enrolment", values, shown))
        lines = {"enrolment_ids": [(0, "v", values)]}
        told = self.filled("socreg.registrant", lines, {"enrolment_ids": {"fields": shown}})
        self.assertNotIn("There", told)
        values = {"group_id": self.theirs.id, "member_id": self.lan.id}
        shown = {"is_exclusive": {}, "group_type_id": NAMED}
        self.assertNotIn("True", self.filled("socreg.membership", values, shown))
        for model in ("socreg.identifier", "socreg.phone"):
            shown = {"display_name": {}, "registrant_id": NAMED}
            self.assertNotIn("Mai", self.filled(model, {"registrant_id": self.mai.id}, shown))

    def filled(self, model, values, shown):
        """Return all that a form is told, in words, while it is filled in."""
        told = ""
        for changed in (list(values), []):
            self.env.invalidate_all()
            with suppress(AccessError):
                told += str(self.our_env[model].onchange(dict(values), changed, shown))
        return told

    def test_form_of_who_lies_elsewhere_does_not_open(self):
        for record in (self.mai, self.theirs, self.of_mai, self.phone, self.to_mai.member_id):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self.see(record).onchange({}, [], {"display_name": {}, "create_date": {}})
            for values in ({"registrant_id": self.lan.id}, {"area_id": self.here.id}):
                known = {name: value for name, value in values.items() if name in record._fields}
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    shown = {"create_date": {}, "create_uid": {}}
                    self.see(record).onchange(known, list(known), shown)

    def test_enrolment_elsewhere_is_not_named(self):
        self.assertEqual(self.see(self.of_mai).sudo().display_name, "Enrolment")
        self.assertIn(self.lan.uid, self.see(self.of_lan).sudo().display_name)

    def test_enrolment_in_a_register_that_is_not_shown_is_not_named(self):
        self.register.view_group_ids = self.env.ref("base.group_system")
        self.env.invalidate_all()
        self.assertEqual(self.see(self.of_lan).sudo().display_name, "Enrolment")
        with self.assertRaises(AccessError):
            self.see(self.of_lan).read(["enrolled_on"])

    def test_lines_of_a_form_do_not_lead_to_enrolments_and_scores_elsewhere(self):
        lan = self.see(self.lan)
        for values in (
            {"enrolment_ids": [(4, self.of_mai.id)]},
            {"enrolment_ids": [(1, self.of_mai.id, {"enrolled_on": "2020-01-01"})]},
            {"enrolment_ids": [(2, self.of_mai.id)]},
            {"membership_ids": [(4, self.to_mai.id)]},
            {"membership_ids": [(0, 0, {"group_id": self.theirs.id})]},
            {"poverty_score_ids": [(0, 0, {"score": 1})]},
        ):
            self.env.invalidate_all()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                lan.write(values)
                self.env.flush_all()

    def test_page_of_a_household_opens_with_members_from_elsewhere(self):
        band = self.new_group("Band", self.community)
        band.area_id = self.there
        self.join(self.ours, band)
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.see(self.ours)
        names = [name for name, shown in groups.fields_get().items() if shown["type"] != "one2many"]
        (row,) = groups.read(names)
        self.assertFalse(row["subgroup_ids"])
        self.see(self.lan).read(["child_ids", "in_law_ids", "family_warnings", "dependant_ids"])

    def test_nested_reads_do_not_lead_elsewhere(self):
        self.lan.write({"guardian_id": self.mai.id})
        self.env.flush_all()
        for record, path, asked in (
            (self.lan, "guardian_id", {"given_name": {}, "birth_year": {}, "area_id": NAMED}),
            (self.ours, "head_id", {"given_name": {}, "birth_year": {}, "phone_ids": {}}),
            (self.to_mai, "member_id", {"sex": {}, "membership_ids": {"fields": {"group_id": {}}}}),
        ):
            self.env.invalidate_all()
            with suppress(AccessError):
                told = self.see(record).web_read({path: {"fields": asked}})
                told = told[0][path]
                self.assertFalse(told and {k: v for k, v in told.items() if k != "id" and v})

    def test_file_that_is_loaded_does_not_lead_elsewhere(self):
        registrants = self.our_env["socreg.registrant"]
        for fields, row in (
            ([".id", "is_birthdate_estimated"], [str(self.mai.id), "1"]),
            (["given_name", "area_id/.id"], ["A", str(self.there.id)]),
            (
                ["given_name", "area_id/.id", "guardian_id/.id"],
                ["A", str(self.here.id), str(self.mai.id)],
            ),
            (
                [".id", "phone_ids/.id", "phone_ids/is_primary"],
                [str(self.lan.id), str(self.phone.id), "1"],
            ),
        ):
            self.env.invalidate_all()
            refused = False
            try:
                with self.env.cr.savepoint():
                    result = registrants.load(fields, [row])
                    self.assertFalse(result["ids"], fields)
                    self.assertNotIn("Mai", str(result["messages"]))
                    refused = True
            except UserError:
                refused = True
            self.assertTrue(refused)
        self.env.invalidate_all()
        self.assertFalse(self.mai.is_birthdate_estimated or self.phone.is_primary)

    def test_error_for_who_debugs_names_nobody(self):
        users = "user_ids" if "user_ids" in self.debuggers._fields else "users"
        self.debuggers.write({users: [(4, self.clerk.id)]})
        for record in (self.mai, self.of_mai, self.phone, self.identifier, self.theirs):
            self.env.invalidate_all()
            with self.assertRaises(AccessError) as refusal:
                self.see(record).read(["create_date"])
            for told in ("Mai", "Theirs", "AB123", "905123456", "Farmers"):
                self.assertNotIn(told, str(refusal.exception))

    def test_manager_takes_out_of_a_register_what_is_managed(self):
        chief = new_user_with(self.env, "test-chief", "manager", areas=self.here)
        give(chief, "viewer", self.there)
        self.env.invalidate_all()
        self.assertEqual(self.of_mai.with_user(chief).read(["state"])[0]["state"], "open")
        file = self.register.with_user(chief)._export_enrolments().decode()
        self.assertIn(self.lan.uid, file)
        self.assertNotIn(self.mai.uid, file)

    def test_what_is_derived_is_not_written(self):
        self.lan.write({"birthdate": "1990-03-04"})
        own = self.new_group("Own")
        own.area_id = self.here
        self.lan.membership_ids.end_date = self.lan.membership_ids.start_date
        membership = self.join(own, self.lan, self.child)
        number = {
            "registrant_id": self.lan.id,
            "type_id": self.identifier.type_id.id,
            "value": "Z9",
        }
        number = self.identifiers.create(number)
        self.env.flush_all()
        for record, name, value in (
            (self.lan, "birth_year", 1900),
            (membership, "is_head", True),
            (membership, "is_exclusive", False),
            (number, "is_unique", False),
            (self.of_lan, "area_id", self.there.id),
            (own, "is_headless", False),
            (own, "poverty_band_id", False),
        ):
            before = record[name]
            with suppress(UserError), self.env.cr.savepoint():
                self.see(record).write({name: value})
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(record[name], before, name)

    def test_what_is_derived_is_not_given_to_new_records(self):
        own = self.new_group("Own")
        own.area_id = self.here
        person = {"given_name": "A", "area_id": self.here.id, "birth_year": 1900}
        self.assertFalse(self.our_env["socreg.registrant"].create(person).birth_year)
        member = {
            "group_id": own.id,
            "member_id": self.lan.id,
            "is_head": True,
            "is_exclusive": False,
        }
        self.lan.membership_ids.end_date = self.lan.membership_ids.start_date
        for context in ({}, {"default_is_head": True, "default_is_exclusive": False}):
            values = {
                k: v
                for k, v in member.items()
                if not context or k not in ("is_head", "is_exclusive")
            }
            made = self.our_env["socreg.membership"].with_context(**context).create(values)
            self.assertEqual((made.is_head, made.is_exclusive), (False, True))
            made.unlink()
        number = {
            "registrant_id": self.lan.id,
            "type_id": self.identifier.type_id.id,
            "value": "Z8",
        }
        numbers = self.our_env["socreg.identifier"].with_context(default_is_unique=False)
        self.assertTrue(numbers.create({**number, "is_unique": False}).is_unique)
        self.assertTrue(numbers.create({**number, "value": "Z7"}).is_unique)
        family = self.our_env["socreg.spouse"].with_context(
            default_is_one_of_several=True, default_is_open=False
        )
        an = self.our_env["socreg.registrant"].create({"given_name": "An", "area_id": self.here.id})
        marriage = family.create({"person1_id": self.lan.id, "person2_id": an.id})
        self.assertEqual((marriage.is_open, marriage.is_exclusive), (True, True))
        self.assertTrue(all(marriage.side_ids.mapped("is_exclusive")))
