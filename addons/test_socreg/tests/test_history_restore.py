"""How a version is restored."""

from odoo.exceptions import AccessError, UserError

from .history_common import HistoryCase

PERSON = "test_socreg.person"
ITEM = "test_socreg.item"


class TestHistoryRestore(HistoryCase):
    def setUp(self):
        super().setUp()
        with self.at_once("seer") as env:
            person = env[PERSON].create({"name": "Amina Bello", "label": "first", "weight": 60.5})
            items = env[ITEM].create(
                [{"person_id": person.id, "value": f"{n}-{person.id}"} for n in "AB"]
            )
            self.person, (self.kept, self.lost) = person.id, items.ids
        with self.at_once("seer") as env:
            env[PERSON].browse(self.person).write({"name": "Amina Sani", "label": False})
            env[ITEM].browse(self.kept).value = f"C-{self.person}"
            env[ITEM].browse(self.lost).unlink()
            env[ITEM].create({"person_id": self.person, "value": f"D-{self.person}"})

    def ask(self, method, *args, user="seer", **kwargs):
        with self.at_once(user) as env:
            return getattr(env[PERSON].browse(self.person), method)(*args, **kwargs)

    def first(self):
        return self.ask("history_versions")["versions"][-1]["id"]

    def test_all_of_a_version_comes_back_as_a_new_one(self):
        self.assertEqual(self.ask("history_restore", self.first()), [])
        with self.at_once("seer") as env:
            person = env[PERSON].browse(self.person)
            self.assertEqual(
                (person.name, person.label, person.weight), ("Amina Bello", "first", 60.5)
            )
            values = sorted(person.item_ids.mapped("value"))
            self.assertEqual(values, [f"A-{self.person}", f"B-{self.person}"])
        versions = self.ask("history_versions")["versions"]
        self.assertEqual(len(versions), 3)
        self.assertEqual(versions[0]["name"], "Restored from version 1")
        self.assertEqual(self.ask("history_difference", versions[0]["id"]), [])

    def test_some_fields_alone_come_back(self):
        self.assertEqual(self.ask("history_restore", self.first(), ["label"]), [])
        with self.at_once("seer") as env:
            person = env[PERSON].browse(self.person)
            self.assertEqual((person.name, person.label), ("Amina Sani", "first"))
            self.assertEqual(len(person.item_ids), 2)

    def test_who_may_not_see_restores_nothing_unseen(self):
        first = self.first()
        with self.assertRaisesRegex(AccessError, "Name"):
            self.ask("history_restore", first, user="clerk")
        self.assertEqual(self.ask("history_restore", first, ["label"], user="clerk"), [])

    def test_what_stands_in_the_way_is_told(self):
        with self.at_once("seer") as env:
            other = env[PERSON].create({"label": "other"})
            env[ITEM].create({"person_id": other.id, "value": f"B-{self.person}"})
        told = self.ask("history_restore", self.first())
        self.assertEqual(told, ["Sealed Item: something that stands today is in the way"])

    def test_what_moved_to_somebody_else_stays_there(self):
        with self.at_once("seer") as env:
            other = env[PERSON].create({"label": "other"})
            env[ITEM].browse(self.kept).person_id = other
        told = self.ask("history_restore", self.first())
        self.assertEqual(told, ["Sealed Item: it belongs to somebody else today"])
        with self.at_once("seer") as env:
            self.assertEqual(other.with_env(env).item_ids.ids, [self.kept])

    def test_what_was_not_there_is_not_restored(self):
        with self.at_once("seer") as env:
            item = env[ITEM].create({"person_id": self.person, "value": f"E-{self.person}"})
            item.person_id = other = env[PERSON].create({"label": "other"})
        with self.at_once("seer") as env, self.assertRaises(UserError):
            other.with_env(env).history_restore(self.first())
