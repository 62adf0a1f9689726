from datetime import date

from odoo.exceptions import AccessError, UserError

from odoo.addons.socreg_crypto.core.elevation import elevation
from odoo.addons.socreg_crypto.opening import openings

from .common import VALUES, DoorsCase, SealedCase

MASKED = {
    "name": "N•• L••",
    "number": "••••8173",
    "note": "••••",
    "birthdate": False,
    "weight": 0.0,
    "walking": False,
    "photo": False,
    "answers": False,
}


class TestDoors(DoorsCase):
    """What comes out, and in, for somebody who may not see personal data."""

    def test_every_way_of_reading_is_masked(self):
        lan = self.as_clerk(self.lan)
        names, own = list(VALUES), [("id", "=", lan.id)]
        expected = {**MASKED, "id": lan.id}
        self.assertEqual(lan.read(names), [expected])
        self.assertEqual(lan.search_read(own, names), [expected])
        self.assertEqual({name: lan[name] or False for name in names}, {**MASKED, "weight": False})
        exported = lan.sudo().export_data(names)["datas"]
        self.assertEqual(exported[0][:4], ["N•• L••", "••••8173", "••••", ""])
        self.assertEqual(lan.mapped("name"), ["N•• L••"])

    def test_what_is_computed_from_sealed_values_is_masked(self):
        item = self.as_clerk(self.item)
        self.assertEqual(item.read(["person_name"])[0]["person_name"], "N•• L••")
        self.assertEqual(self.as_clerk(self.lan).shout, "N•• L••")

    def test_what_was_just_written_is_masked(self):
        self.lan.name = "Thu"
        self.assertEqual(self.lan.with_user(self.clerk).name, "T••")

    def test_neither_sudo_nor_the_superuser_nor_the_context_opens(self):
        lan = self.as_clerk(self.lan)
        clerk = self.clerk.id
        for record in (
            lan.sudo(),
            lan.with_user(1),
            lan.with_context(socreg_elevation="x", elevation="x", uid=self.user.id),
        ):
            self.assertEqual(record.name, "N•• L••")
        self.assertEqual(lan.env.uid, clerk)

    def test_control_somebody_who_may_see_is_shown_all(self):
        self.assertEqual(self.fresh(self.lan).read(list(VALUES))[0], {**VALUES, "id": self.lan.id})

    def test_list_of_what_is_masked_goes_with_the_record(self):
        lan, empty = self.as_clerk(self.lan), self.as_clerk(self.people.create({"label": "x"}))
        self.assertEqual(sorted(lan.masked_fields), sorted(VALUES))
        self.assertIn("Birthdate", lan.masked_note)
        self.assertFalse(empty.masked_fields or empty.masked_note)
        self.assertFalse(self.fresh(self.lan).masked_fields)

    def test_masks_do_not_come_back_as_values(self):
        lan = self.as_clerk(self.lan)
        shown = lan.read(["name", "number", "note"])[0]
        for name in ("name", "number", "note"):
            with self.assertRaisesRegex(UserError, "masked"):
                lan.write({name: shown[name]})
            with self.assertRaisesRegex(UserError, "masked"):
                lan.create({name: shown[name]})
        messages = lan.load([".id", "name"], [[str(lan.id), shown["name"]]])["messages"]
        self.assertIn("masked", messages[0]["message"])
        with self.assertRaisesRegex(UserError, "masked"):
            lan.copy()
        self.assertEqual(self.fresh(self.lan).name, "Nguyễn Lan")

    def test_what_is_not_seen_is_not_emptied_but_may_be_replaced(self):
        lan = self.as_clerk(self.lan)
        for name in VALUES:
            with self.assertRaises(AccessError):
                lan.write({name: False})
        lan.birthdate = "1990-01-01"
        lan.name = "Thu"
        self.assertEqual(self.fresh(self.lan).read(["birthdate", "name"])[0]["name"], "Thu")
        self.assertEqual(self.lan.birthdate, date(1990, 1, 1))
        self.lan.name = False
        self.as_clerk(self.lan).name = False

    def test_search_by_a_value_that_may_not_be_seen_is_refused(self):
        for model, domain, _found in self.guesses():
            with self.assertRaises(AccessError, msg=domain):
                model.search(domain)
            with self.assertRaises(AccessError, msg=domain):
                model.sudo().search_count(domain)
        self.assertTrue(self.people.with_user(self.clerk).search([("number", "!=", False)]))
        with self.assertRaises(AccessError):
            self.as_clerk(self.lan).filtered_domain([("name", "=", "Nguyễn Lan")])
        with self.assertRaises(AccessError):
            self.as_clerk(self.item).filtered_domain([("person_id.name", "=", "Nguyễn Lan")])

    def test_what_the_database_refuses_is_refused_in_memory(self):
        lan = self.fresh(self.lan)
        for leaf in (
            ("birthdate", ">", "1980-01-01"),
            ("name", "ilike", "lan"),
            ("weight", "<", 9),
        ):
            with self.assertRaises(UserError, msg=leaf):
                lan.filtered_domain([leaf])
        with self.assertRaises(UserError):
            self.item.filtered_domain([("person_id.name", "like", "Lan")])

    def test_form_of_somebody_who_may_not_see_is_masked_and_keeps_values(self):
        lan = self.as_clerk(self.lan)
        form = lan.new(origin=lan)
        self.assertEqual((form.name, form.birthdate), ("N•• L••", False))
        with elevation("test"):
            self.assertEqual((form.name, form.birthdate), ("Nguyễn Lan", date(1980, 5, 17)))

    def test_code_that_says_why_works_on_values(self):
        lan = self.as_clerk(self.lan)
        with elevation("test"):
            self.assertEqual(lan.name, "Nguyễn Lan")
            self.assertEqual(lan.search([("number", "=", "999271828173")]), lan)
        self.assertEqual(lan.name, "N•• L••")

    def test_locked_cell_does_not_hide_the_page(self):
        both = self.fresh(self.lan + self.mai)
        self.destroy_key(self.lan)
        lan, mai = both.read(["name", "birthdate", "masked_fields"])
        self.assertEqual((lan["name"], lan["birthdate"]), ("•• erased", False))
        self.assertIn("birthdate", lan["masked_fields"])
        self.assertEqual(mai["name"], "Mai")
        self.put(self.mai, "name", b"garbage")
        self.assertEqual(both.read(["name"])[1]["name"], "•• damaged")
        self.assertEqual(self.lan.sudo().export_data(["name"])["datas"], [["•• erased"]])


class TestOpenings(SealedCase):
    def logged(self):
        self.env.cr.precommit.run()
        lines = self.env["socreg.opening"].search([], order="id")
        told = [
            (line.user_id, line.reason or "", line.model, line.field_names, line.record_ids)
            for line in lines
        ]
        lines.unlink()
        return told

    def setUp(self):
        super().setUp()
        self.logged()

    def test_opening_is_logged_once_a_request(self):
        both = self.fresh(self.lan + self.mai)
        both.read(["name", "birthdate"])
        both.mapped("name")
        ids = tuple(sorted(both.ids))
        line = (self.user, "", "test_socreg.person", "birthdate, name", ids)
        self.assertEqual(self.logged(), [line])
        self.assertEqual(self.logged(), [])
        self.fresh(self.mai).name
        self.assertEqual(len(self.logged()), 1)

    def test_line_tells_whose_data_it_was(self):
        item = self.env["test_socreg.item"].create({"person_id": self.mai.id, "value": "1"})
        self.fresh(self.lan).name
        self.fresh(item).with_user(self.user).value
        lost = self.env["test_socreg.item"].create({"person_id": self.lan.id, "value": "2"})
        openings(self.env.cr).note(self.env, None, lost._name, "value", lost.ids, self.lan.id)
        self.env.flush_all()
        lost.unlink()
        self.env.cr.precommit.run()
        log = self.env["socreg.opening"]
        for person, models in (
            (self.lan, ["test_socreg.person", "test_socreg.item"]),
            (self.mai, ["test_socreg.item"]),
        ):
            self.assertEqual(log.search(log._opened_of(person), order="id").mapped("model"), models)
        other = self.env["res.partner"].browse(self.lan.id)
        self.assertFalse(log.search(log._opened_of(other)))

    def test_line_is_in_the_log_of_history(self):
        self.fresh(self.lan).name
        self.env.cr.precommit.run()
        line = self.env["socreg.opening"].search([], limit=1)
        self.env.cr.execute(
            "SELECT subject_id, body FROM socreg_history.event"
            " WHERE model = 'socreg.opening' AND record_id = %s",
            [line.id],
        )
        subject, body = self.env.cr.fetchone()
        self.assertIsNone(subject)
        self.assertEqual((body["field_names"], body["record_ids"]), ("name", self.lan.ids))

    def test_what_nobody_saw_is_not_logged(self):
        self.people.create(VALUES | {"number": "5"}).read(["label"])
        self.fresh(self.lan).with_user(self.clerk).read(list(VALUES))
        self.assertEqual(self.logged(), [])

    def test_elevation_is_logged_by_its_name_and_the_user_it_served(self):
        lan = self.fresh(self.lan).with_user(self.clerk)
        with elevation("outer"), elevation("inner"):
            lan.name
        line = (self.clerk, "outer", "test_socreg.person", "name", (lan.id,))
        self.assertEqual(self.logged(), [line])

    def test_savepoint_that_is_rolled_back_does_not_lose_the_log(self):
        self.fresh(self.lan).name
        self.env.cr.precommit.clear()
        self.mai.name
        self.assertEqual(self.logged()[0][-1], tuple(sorted((self.lan + self.mai).ids)))

    def test_nobody_edits_the_log(self):
        self.fresh(self.lan).name
        self.env.cr.precommit.run()
        log = self.env["socreg.opening"].with_user(self.user)
        for action in (
            lambda: log.search([]),
            lambda: log.create({}),
            lambda: log.sudo().search([], limit=1).with_user(self.user).unlink(),
        ):
            with self.assertRaises(AccessError):
                action()
