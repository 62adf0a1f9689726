import hashlib
import io
from unittest.mock import patch

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from odoo.addons.socreg_intake.core.entry import GROUP, INDIVIDUAL
from odoo.addons.socreg_intake.models import socreg_export_reading

from .export_case import PURPOSE, ExportCase

NUMBER = "identifiers.national_id.value"
FORMATS = ("csv", "xlsx")


@tagged("post_install", "-at_install")
class TestExport(ExportCase):
    """What stands in files that leave, and that it comes back as it left."""

    def setUp(self):
        super().setUp()
        self.tag = self.env["socreg.tag"].create({"name": "Displaced, twice"})
        self.other_tag = self.env["socreg.tag"].create({"name": "IDP"})
        self.household = self.new_group("HH")
        self.household.area_id = self.area
        self.lan, self.ali, self.bare = self.new_people("Lan", "علي", "Bare")
        self.lan.write(
            {
                "family_name": "Nguyễn",
                "birthdate": "1990-02-03",
                "sex": "2",
                "area_id": self.area.id,
                "address": '=1+1\nHàng Bạc, "12"',
                "latitude": 21.03,
                "tag_ids": [(6, 0, [self.tag.id])],
                "email": "lan@example.org",
            }
        )
        self.ali.write(
            {"area_id": self.area.id, "tag_ids": [(6, 0, (self.tag | self.other_tag).ids)]}
        )
        self.bare.write({"area_id": self.area.id})
        self.give_number(self.lan, "012345678901", issued_on="2020-01-02")
        self.give_phone(self.lan, "+84912345678")
        self.give_phone(self.lan, "+254712345678", is_primary=True)
        self.join(self.household, self.lan, self.head, start_date="2021-01-01")
        self.join(self.household, self.ali, self.child, start_date="2021-01-02")
        self.people = self.lan | self.ali | self.bare
        self.env.flush_all()
        self.env.invalidate_all()

    def test_row_says_what_is_known(self):
        paths = ("given_name", "birthdate", "sex", "area_id", NUMBER, "phones.0", "phones.1")
        place = ("household.uid", "household.role", "household.is_head", "group.group_name")
        rows = self.rows(*paths, *place, people=self.people)
        self.assertEqual(rows[0], ["uid", *paths, *place])
        self.assertEqual(
            rows[1],
            [
                *(self.lan.uid, "Lan", "1990-02-03", "2", self.area.code, "012345678901"),
                *("'+254712345678", "'+84912345678"),
                *(self.household.uid, self.head.code, "true", "HH"),
            ],
        )
        self.assertEqual(rows[2][:3], [self.ali.uid, "علي", ""])
        self.assertEqual(rows[2][-3:], [self.child.code, "false", "HH"])
        self.assertEqual(rows[3], [self.bare.uid, "Bare", "", "", self.area.code, *[""] * 7])

    def test_everything_that_leaves_comes_back_and_changes_nothing(self):
        offered = self.env["socreg.export.columns"]._offered
        for kind, whom in ((INDIVIDUAL, self.people), (GROUP, self.household)):
            for file_format in FORMATS:
                profile = self.profile(*offered(kind), kind=kind, format=file_format)
                _export, content = self.export(profile, [("id", "in", whom.ids)])
                entries = self.read_back(content, kind)
                self.assertEqual([entry.uid for entry in entries], whom.sorted("id").mapped("uid"))
                self.assertEqual(self.results(self.take(*entries)), ["same"] * len(whom))

    def test_changed_cell_alone_changes(self):
        _export, content = self.export(
            self.profile("given_name", "address", "phones.0"), [("id", "=", self.lan.id)]
        )
        entries = self.read_back(content.replace(b"Lan", b"Lana"))
        self.assertEqual(self.results(self.take(*entries)), ["changed"])
        self.env.invalidate_all()
        self.assertEqual(self.lan.given_name, "Lana")
        self.assertEqual(self.lan.address, '=1+1\nHàng Bạc, "12"')

    def test_cells_are_no_formulas(self):
        rows = self.rows("address", "phones.0", people=self.lan)
        self.assertEqual(rows[1][1:], ['\'=1+1\nHàng Bạc, "12"', "'+254712345678"])
        profile = self.profile("address", format="xlsx")
        _export, content = self.export(profile, [("id", "=", self.lan.id)])
        cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_who_has_several_roles_keeps_them(self):
        other = self.env["socreg.membership.role"].create({"name": "Elder", "code": "elder"})
        self.lan.membership_ids.role_ids += other
        self.env.flush_all()
        rows = self.rows("household.role", "household.is_head", people=self.lan)
        self.assertEqual(rows[1][1:], ["", ""])

    def test_pages_follow_each_other(self):
        with patch.object(socreg_export_reading, "PAGE", 2):
            rows = self.rows("given_name", people=self.people)
        self.assertEqual([row[1] for row in rows[1:]], ["Lan", "علي", "Bare"])

    def test_nobody_is_a_file_of_headings(self):
        for file_format in FORMATS:
            profile = self.profile("given_name", format=file_format)
            export, content = self.export(profile, [("id", "=", 0)])
            self.assertEqual(self.read_back(content), [])
            self.assertEqual((export.state, export.sent_count), ("done", 0))

    def test_members_have_a_row_each(self):
        paths = ("household.uid", "group.group_name", "given_name")
        rows = self.rows(*paths, people=self.household, kind=GROUP, rows="members")
        self.assertEqual(
            rows[1:],
            [
                [self.lan.uid, self.household.uid, "HH", "Lan"],
                [self.ali.uid, self.household.uid, "HH", "علي"],
            ],
        )

    def test_headings_may_be_words(self):
        (headings, *_rows) = self.rows("given_name", people=self.lan, has_labels=True)
        self.assertEqual(headings, ["Public Number", "Given Name"])

    def test_invalid_and_second_numbers_stay(self):
        self.lan.identifier_ids.status = "invalid"
        self.give_number(self.lan, "999999999999")
        self.assertEqual(self.rows(NUMBER, people=self.lan)[1][1], "999999999999")

    def test_queries_do_not_grow_with_rows(self):
        paths = ("given_name", "area_id", "tag_ids", NUMBER, "phones.0", "household.uid")
        paths += ("household.role", "group.group_name")

        def count(people):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.rows(*paths, people=people)
            return self.env.cr.sql_log_count - start

        few = self.lan | self.ali
        count(few)
        some = count(few)
        more = self.new_people(*map(str, range(30)))
        for number, person in enumerate(more):
            self.give_phone(person, f"+8490{number:07}")
            self.give_number(person, f"{number:012}")
            self.join(self.household, person, self.child)
        self.env.flush_all()
        self.assertLessEqual(count(few | more), some + 2)

    def test_export_tells_who_what_and_what_for(self):
        domain = [("kind", "=", INDIVIDUAL), ("area_id.code", "=", self.area.code)]
        export, content = self.export(self.profile("given_name"), domain)
        told = export.with_user(self.auditor)
        self.assertEqual(told.user_id, self.manager)
        self.assertEqual((told.purpose, told.state, told.sent_count), (PURPOSE, "done", 3))
        self.assertTrue(told.is_opened)
        self.assertEqual(told.digest, hashlib.sha256(content).hexdigest())
        self.assertNotIn(self.area.code, told.asked_in_words)
        self.assertIn("Area / Code =", told.asked_in_words)
        self.assertFalse(told.sudo().asked)

    def test_what_is_searched_for_is_kept_sealed_and_then_forgotten(self):
        exports = self.env["socreg.export"].with_user(self.manager)
        export = exports._make(self.profile("given_name"), [("lookup", "ilike", "Lan")], PURPOSE)
        self.env.flush_all()
        self.env.cr.execute("SELECT e::text FROM socreg_export AS e WHERE id = %s", [export.id])
        self.assertNotIn("Lan", self.env.cr.fetchone()[0])
        self.assertNotIn(
            b"Lan", export.with_user(self.auditor).read()[0]["asked_in_words"].encode()
        )
        self.sent(export)
        self.env.flush_all()
        self.env.cr.execute("SELECT asked FROM socreg_export WHERE id = %s", [export.id])
        self.assertIsNone(self.env.cr.fetchone()[0])

    def test_openings_are_logged_with_the_purpose_before_they_leave(self):
        exports = self.env["socreg.export"].with_user(self.manager)
        export = exports._make(
            self.profile("given_name", NUMBER), [("id", "in", self.people.ids)], PURPOSE
        )
        domain = export._begin()
        parts = export._send(domain, lambda: _Same(export.env))
        next(parts)
        next(parts)
        lines = self.env["socreg.opening"].search([("export_id", "=", export.id)])
        self.assertEqual(set(lines.mapped("model")), {"socreg.registrant", "socreg.identifier"})
        people = lines.filtered(lambda line: line.model == "socreg.registrant")
        self.assertEqual(set(people.record_ids), set(self.people.ids))
        self.assertEqual(set(lines.mapped("purpose")), {PURPOSE})
        self.assertFalse(any(lines.mapped("reason")))
        parts.close()
        self.assertEqual((export.state, export.sent_count, export.digest), ("stopped", 3, False))

    def test_nobody_says_of_an_opening_that_it_was_for_an_export(self):
        export, _content = self.export(self.profile("given_name"), [("id", "=", 0)])
        lan = self.lan.with_user(self.manager).with_context(default_export_id=export.id)
        self.env.invalidate_all()
        self.assertEqual(lan.given_name, "Lan")
        self.env["socreg.opening"].with_context(default_export_id=export.id)._write_log()
        self.assertFalse(self.env["socreg.opening"].search([("export_id", "=", export.id)]))

    def test_purpose_is_needed(self):
        exports = self.env["socreg.export"].with_user(self.manager)
        for purpose in (False, "", "   x "):
            with self.assertRaises(UserError):
                exports._make(self.profile("given_name"), [], purpose)

    def test_columns_of_groups_and_people_are_told_apart(self):
        with self.assertRaises(ValidationError):
            self.profile("group_name")
        with self.assertRaises(ValidationError):
            self.profile("given_name", kind=GROUP)
        profile = self.profile("given_name", kind=GROUP, rows="members")
        with self.assertRaises(ValidationError):
            profile.rows = "each"

    def test_column_stands_once(self):
        refused = self.assertRaises(IntegrityError)
        with refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.profile("sex", "sex")
            self.env.flush_all()

    def test_ready_profiles_work(self):
        for name in ("people", "groups", "members"):
            profile = self.env.ref(f"socreg_intake.socreg_export_profile_{name}")
            whom = self.people if name == "people" else self.household
            _export, content = self.export(profile, [("id", "in", whom.ids)], self.manager)
            self.assertIn(self.household.uid.encode(), content)

    def test_file_leaves_once(self):
        export, _content = self.export(self.profile("given_name"))
        with self.assertRaisesRegex(UserError, "fetched"):
            export._begin()

    def test_old_file_does_not_leave(self):
        exports = self.env["socreg.export"].with_user(self.manager)
        export = exports._make(self.profile("given_name"), [], PURPOSE)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE socreg_export SET create_date = create_date - interval '2 hours' WHERE id = %s",
            [export.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "too long"):
            export._begin()

    def test_no_more_rows_leave_than_were_asked_for(self):
        exports = self.env["socreg.export"].with_user(self.manager)
        domain = [("area_id", "=", self.area.id), ("kind", "=", INDIVIDUAL)]
        export = exports._make(self.profile("given_name"), domain, PURPOSE)
        self.new_people("Late").area_id = self.area
        with self.assertRaisesRegex(UserError, "grown"):
            export._begin()
        with self.assertRaisesRegex(UserError, "grown"):
            list(export._pages(domain))

    def test_tag_that_cannot_come_back_does_not_leave(self):
        self.other_tag.name = "a|b"
        with self.assertRaisesRegex(UserError, "cannot leave"):
            self.rows("tag_ids", people=self.ali)


class _Same:
    """A context of one environment."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        return self.env

    def __exit__(self, *_about):
        return False
