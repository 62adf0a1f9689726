"""How history is read: versions, what was at a moment, differences."""

from datetime import timedelta

from odoo.exceptions import AccessError, MissingError, UserError

from odoo.addons.socreg_history.core.acting import acting
from odoo.addons.socreg_history.core.fold import Cell, State
from odoo.addons.socreg_history.core.moment import as_text

from .history_common import HistoryCase

PERSON = "test_socreg.person"


class TestHistoryReading(HistoryCase):
    def setUp(self):
        super().setUp()
        with self.at_once("seer") as env, acting(source="census", version="Census 2026"):
            person = env[PERSON].create(
                {"name": "Amina Bello", "label": "first", "walking": "2", "birthdate": "1980-05-17"}
            )
            item = env["test_socreg.item"].create(
                {"person_id": person.id, "value": f"A{person.id}"}
            )
            self.person, self.item = person.id, item.id
        self.first = self.now()
        with self.at_once("clerk") as env:
            env[PERSON].browse(self.person).label = "second"
        self.second = self.now()
        with self.at_once("seer") as env:
            env[PERSON].browse(self.person).write({"name": "Amina Sani", "weight": 61.5})
            env["test_socreg.item"].browse(self.item).unlink()

    def ask(self, method, *args, user="seer", **kwargs):
        with self.at_once(user) as env:
            return getattr(env[PERSON].browse(self.person), method)(*args, **kwargs)

    def fields(self, state):
        return {
            field["name"]: field for section in state["sections"] for field in section["fields"]
        }

    def test_versions_are_numbered_dated_and_told_in_words(self):
        told = self.ask("history_versions")
        self.assertFalse(told["more"])
        self.assertEqual([version["number"] for version in told["versions"]], [3, 2, 1])
        self.assertEqual(
            [version["who"] for version in told["versions"]], ["seer", "clerk", "seer"]
        )
        last, middle, first = told["versions"]
        self.assertEqual((first["name"], first["source"]), ("Census 2026", "census"))
        self.assertEqual(first["changes"], ["Sealed Person: new", "Sealed Item: new"])
        self.assertEqual(middle["changes"], ["Label"])
        self.assertEqual(set(last["changes"]), {"Name", "Weight", "Sealed Item: deleted"})

    def test_versions_page(self):
        page = self.ask("history_versions", limit=2)
        self.assertTrue(page["more"])
        rest = self.ask("history_versions", before=page["versions"][-1]["id"])
        self.assertEqual([version["number"] for version in rest["versions"]], [1])

    def test_as_of_a_moment_is_what_stood_then(self):
        state = self.ask("history_as_of", as_text(self.first))
        values = self.fields(state)
        self.assertTrue(state["existed"])
        self.assertEqual(state["version"]["number"], 1)
        self.assertEqual(values["name"]["value"], "Amina Bello")
        self.assertTrue(values["name"]["changed"])
        self.assertEqual(values["label"]["value"], "first")
        self.assertEqual(values["walking"]["value"], "Some")
        self.assertFalse(values["walking"]["changed"])
        self.assertEqual(values["birthdate"]["value"], "1980-05-17")
        self.assertEqual(values["weight"]["value"], "")
        self.assertEqual(state["lists"][0]["columns"], ["Value"])
        self.assertEqual(state["lists"][0]["rows"][0]["cells"], [f"A{self.person}"])

    def test_as_of_today_and_before_the_first_day(self):
        today = self.ask("history_as_of")
        self.assertEqual(self.fields(today)["name"]["value"], "Amina Sani")
        self.assertEqual(today["lists"], [])
        self.assertFalse(any(field["changed"] for field in self.fields(today).values()))
        before = self.ask("history_as_of", "2001-01-01")
        self.assertFalse(before["existed"])
        self.assertEqual((before["sections"], before["lists"], before["version"]), ([], [], None))

    def test_as_of_a_version(self):
        ids = [version["id"] for version in self.ask("history_versions")["versions"]]
        state = self.ask("history_as_of", version_id=ids[1])
        self.assertEqual(self.fields(state)["label"]["value"], "second")
        self.assertEqual(self.fields(state)["name"]["value"], "Amina Bello")
        self.assertEqual(state["version"]["id"], ids[1])

    def test_who_may_not_see_reads_masks(self):
        values = self.fields(self.ask("history_as_of", as_text(self.first), user="clerk"))
        self.assertEqual((values["name"]["value"], values["name"]["masked"]), ("A•• B••", True))
        self.assertEqual((values["birthdate"]["value"], values["birthdate"]["masked"]), ("", True))
        self.assertEqual((values["label"]["value"], values["label"]["masked"]), ("first", False))

    def test_difference_of_two_versions(self):
        ids = [version["id"] for version in self.ask("history_versions")["versions"]]
        rows = self.ask("history_difference", ids[1])
        told = {(row["what"], row["field"]): (row["left"], row["right"]) for row in rows}
        self.assertEqual(told["", "name"], ("Amina Bello", "Amina Sani"))
        self.assertEqual(told["", "weight"], ("", "61.5"))
        self.assertEqual(told["Sealed Item", "value"], (f"A{self.person}", ""))
        self.assertNotIn(("", "label"), told)
        self.assertEqual(
            [row["field"] for row in self.ask("history_difference", ids[2], ids[1])], ["label"]
        )

    def test_difference_for_who_may_not_see(self):
        ids = [version["id"] for version in self.ask("history_versions")["versions"]]
        rows = self.ask("history_difference", ids[1], user="clerk")
        name = next(row for row in rows if row["field"] == "name")
        self.assertEqual(
            (name["left"], name["right"], name["masked"]), ("A•• B••", "A•• S••", True)
        )

    def test_openings_are_logged(self):
        self.ask("history_as_of", as_text(self.first))
        with self.at_once() as env:
            lines = env["socreg.opening"].search([("user_id", "=", self.uid_of["seer"])], limit=5)
            mine = lines.filtered(
                lambda line: self.person in line.record_ids and line.model == PERSON
            )
            self.assertIn("birthdate", mine[0].field_names)

    def test_version_gets_a_name(self):
        ids = [version["id"] for version in self.ask("history_versions")["versions"]]
        self.ask("history_name_version", ids[0], "After the wedding", user=None)
        self.assertEqual(self.ask("history_versions")["versions"][0]["name"], "After the wedding")
        with self.at_once() as env:
            versions = env["socreg.version"].search([("name", "ilike", "the wedding")])
            self.assertEqual(versions[0].id, ids[0])
            self.assertEqual(versions[0].number, 3)
            census = env["socreg.version"].search([("name", "ilike", "census 2026")])
            self.assertIn(ids[2], census.ids)

    def test_version_of_somebody_else_is_none(self):
        ids = [version["id"] for version in self.ask("history_versions")["versions"]]
        with self.at_once("seer") as env:
            other = env[PERSON].create({"label": "x"})
            for call in (
                lambda: other.history_as_of(version_id=ids[0]),
                lambda: other.history_difference(ids[0]),
                lambda: other.history_name_version(ids[0], "x"),
            ):
                env.flush_all()
                with self.assertRaises(MissingError):
                    call()

    def test_moment_that_is_none_is_refused(self):
        with self.assertRaises(UserError):
            self.ask("history_as_of", "yesterday")

    def test_erased_subject_shows_that_it_is(self):
        with self.at_once() as env:
            env[PERSON].browse(self.person)._erase()
        values = self.fields(self.ask("history_as_of", as_text(self.first)))
        self.assertEqual((values["name"]["value"], values["name"]["masked"]), ("•• erased", True))
        self.assertEqual(values["label"]["value"], "first")

    def test_who_may_not_read_the_record_reads_no_history(self):
        with self.at_once() as env:
            rule = env["ir.rule"].create(
                {
                    "name": "Nobody",
                    "model_id": env["ir.model"]._get_id(PERSON),
                    "domain_force": "[(0, '=', 1)]",
                }
            )
        try:
            with self.assertRaises(AccessError):
                self.ask("history_versions")
        finally:
            with self.at_once() as env:
                rule.with_env(env).unlink()

    def test_search_of_versions(self):
        with self.at_once() as env:
            mine = [("subject_model", "=", PERSON), ("subject_id", "=", self.person)]
            versions = env["socreg.version"].search(mine)
            self.assertEqual(versions.mapped("number"), [3, 2, 1])
            self.assertEqual(len(versions.search([*mine, ("field_name", "=", "weight")])), 1)
            self.assertEqual(
                len(versions.search([*mine, ("user_id", "=", self.uid_of["clerk"])])), 1
            )
            for days, found in ((-1, 3), (1, 0), (-400, 3), (400, 0)):
                day = self.first.replace(tzinfo=None) + timedelta(days=days)
                since, till = ("occurred_at", ">=", day), ("occurred_at", "<", day)
                self.assertEqual(versions.search_count([*mine, since]), found)
                self.assertEqual(versions.search_count([*mine, till]), 3 - found)
            with self.assertRaises(UserError):
                versions.search([("field_name", "=", "weight")])
            events = env["socreg.event"].search([*mine, ("field_name", "=", "label")])
            self.assertEqual(events.mapped("changes")[0], "Label")

    def test_what_moved_opens_with_the_key_of_its_time(self):
        with self.at_once("seer") as env:
            item = env["test_socreg.item"].create(
                {"person_id": self.person, "value": f"M{self.person}"}
            )
        then = self.now()
        with self.at_once("seer") as env:
            other = env[PERSON].create({"label": "other"})
            item.with_env(env).person_id = other
        row = self.ask("history_as_of", as_text(then))["lists"][0]["rows"][0]
        self.assertEqual(row["cells"], [f"M{self.person}"])
        self.assertEqual(self.ask("history_as_of")["lists"], [])
        with self.at_once("seer") as env:
            rows = other.with_env(env).history_as_of()["lists"][0]["rows"]
            self.assertEqual(rows[0]["cells"], [f"M{self.person}"])
            self.assertFalse(other.with_env(env).history_as_of(as_text(then))["existed"])

    def test_columns_and_models_that_are_no_more_go_by_their_names(self):
        for user in ("seer", "clerk"):
            with self.at_once(user) as env:
                history = env["socreg.history"]
                cells = {
                    "shoe_size": Cell(42),
                    "flags": Cell({"a": [1, True]}),
                    "secret": Cell("AQE" + "A" * 85, (self.person,)),
                }
                states = [
                    State(name, self.person, 1, self.person, None, cells)
                    for name in (PERSON, "x.gone")
                ]
                shown = history._in_words(states, history._open(PERSON, states))
                for state in states:
                    told = shown[state.model, self.person]
                    self.assertEqual(told["shoe_size"].words, "42")
                    self.assertEqual(told["flags"].words, "a: 1, true")
                    self.assertTrue(told["secret"].is_masked)
                    self.assertEqual(history._label(state.model, "shoe_size"), "shoe_size")
                    self.assertIn("\u2022\u2022", told["secret"].words)

    def test_snapshot_is_what_everybody_was(self):
        with self.at_once() as env:
            for moment, label in (
                (self.first, "first"),
                (self.second, "second"),
                (self.now(), "second"),
            ):
                table = env["socreg.history"]._snapshot(PERSON, moment, ["label"])
                env.cr.execute(f"SELECT label FROM {table} WHERE id = %s", [self.person])
                self.assertEqual(env.cr.fetchall(), [(label,)])
            # What was touched since beside what was not.
            table = env["socreg.history"]._snapshot(PERSON, self.second, ["label", "weight"])
            env.cr.execute(f"SELECT label, weight FROM {table} WHERE id = %s", [self.person])
            self.assertEqual(env.cr.fetchall(), [("second", None)])
            table = env["socreg.history"]._snapshot("test_socreg.item", self.second, ["person_id"])
            env.cr.execute(f"SELECT person_id FROM {table} WHERE id = %s", [self.item])
            self.assertEqual(env.cr.fetchall(), [(self.person,)])
            table = env["socreg.history"]._snapshot("test_socreg.item", self.now(), ["person_id"])
            env.cr.execute(f"SELECT count(*) FROM {table} WHERE id = %s", [self.item])
            self.assertEqual(env.cr.fetchone()[0], 0)
