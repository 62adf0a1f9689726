"""Nobody reads, searches, orders or groups by the mixins' own columns, whatever their rights."""

import odoo
from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.core.elevation import machinery
from odoo.addons.socreg_crypto.opening import SEERS

from .common import VALUES, SealedCase

IS_17 = odoo.release.version_info[0] == 17
OF_PERSON = ("rid", "key_identity", "key_health", "number_index0", "village_index1")


class TestOwnColumns(SealedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.items.create({"person_id": cls.lan.id, "value": "AB-1"})
        (cls.lan + cls.mai).label = "x"
        managers = f"base.group_system,base.group_no_one,base.group_allow_export,{SEERS}"
        cls.manager = new_test_user(cls.env, "test-manager", groups=managers)
        superuser = cls.env.ref("base.user_root")
        cls.callers = (cls.clerk, cls.user, cls.manager, superuser)

    def assertRefusedToAll(self, record, door, *args):
        """A door is closed, to callers of any rights; the control passes it for another column."""
        for caller in self.callers:
            with self.subTest(caller=caller.login, args=args):
                with self.assertRaises(AccessError) as refusal:
                    door(self.fresh(record).with_user(caller), *args)
                self.assertIn("for sealing and finding alone", str(refusal.exception))

    def test_reading(self):
        for door in (
            lambda lan, name: lan.read([name]),
            lambda lan, name: lan.search_read([("id", "=", lan.id)], [name]),
            lambda lan, name: lan.web_read({name: {}}),
            lambda lan, name: lan.web_search_read([("id", "=", lan.id)], {name: {}}),
            lambda lan, name: lan.web_save({"label": "x"}, {name: {}}),
            lambda lan, name: lan.onchange({}, [], {name: {}}),
            lambda lan, name: lan.onchange(
                {"label": "y"}, ["label"], {"name": {}, "label": {}, name: {}}
            ),
            lambda lan, name: lan.sudo(lan.env.su)._export_rows([[name]]),
            lambda lan, name: lan._export_rows([["name"], ["answers"], [name]]),
            lambda lan, name: lan.mapped(name),
            lambda lan, name: lan.filtered(name),
            lambda lan, name: (lan + lan.browse(self.mai.id)).sorted(name),
            lambda lan, name: lan.mapped("item_ids.person_id." + name),
            lambda lan, name: lan[name],
        ):
            door(self.fresh(self.lan), "label")
            for name in OF_PERSON:
                self.assertRefusedToAll(self.lan, door, name)

    def test_export(self):
        for fields in (["rid"], ["name", "rid"], ["item_ids/rid"], ["item_ids/person_id/rid"]):
            with self.assertRaises(AccessError):
                self.fresh(self.lan).with_user(self.manager).export_data(fields)

    def test_reading_through_others(self):
        for door in (
            lambda item, name: item.web_read({"person_id": {"fields": {name: {}}}}),
            lambda item, name: item.mapped(f"person_id.{name}"),
            lambda item, name: item._export_rows([["person_id", name]]),
        ):
            door(self.fresh(self.item), "label")
            for name in OF_PERSON:
                self.assertRefusedToAll(self.item, door, name)

    def test_what_was_fetched_before(self):
        for name in ("rid", "key_identity", "key_health", "number_index1"):
            for caller in self.callers:
                lan = self.fresh(self.lan).with_user(caller)
                lan.read(list(VALUES))
                with machinery():
                    self.assertTrue(lan[name])
                for read in (
                    lambda lan=lan, name=name: lan[name],
                    lambda lan=lan, name=name: lan.mapped(name),
                    lambda lan=lan, name=name: lan.read([name]),
                ):
                    with self.assertRaises(AccessError):
                        read()

    def test_searching(self):
        for door in (
            lambda people, leaf: people.search([leaf]),
            lambda people, leaf: people.search(["|", ("id", "=", 0), "!", leaf]),
            lambda people, leaf: people.search_count([leaf]),
            lambda people, leaf: people.search_read([leaf], ["label"]),
            lambda people, leaf: people.web_search_read([leaf], {"label": {}}),
            lambda people, leaf: people.name_search("", [leaf]),
            lambda people, leaf: people.with_context(active_test=False).search([leaf]),
            lambda people, leaf: people.search([("item_ids.person_id", "any", [leaf])]),
            lambda people, leaf: people.search(
                [("item_ids", "any", [("person_id", "any", [leaf])])]
            ),
            lambda people, leaf: people._read_group([leaf], [], ["__count"]),
            lambda people, leaf: people.filtered_domain([leaf]),
            lambda people, leaf: people.filtered_domain(["!", leaf]),
        ):
            door(self.fresh(self.lan), ("label", "=", "x"))
            for name in OF_PERSON:
                for leaf in ((name, "=", "x"), (name, "like", "0"), (name, "!=", False)):
                    self.assertRefusedToAll(self.lan, door, leaf)

    def test_searching_through_others(self):
        for path in ("person_id.rid", "person_id.item_ids.value_index0", "person_id.key_identity"):
            for door in (
                lambda items, leaf: items.search([leaf]),
                lambda items, leaf: items.search_count([leaf]),
                lambda items, leaf: items.filtered_domain([leaf]),
            ):
                self.assertRefusedToAll(self.item, door, (path, "!=", "x"))

    def test_ordering(self):
        for door in (
            lambda people, order: people.search([], order=order),
            lambda people, order: people.search_read([], ["label"], order=order),
            lambda people, order: people.web_search_read([], {"label": {}}, order=order),
        ):
            door(self.fresh(self.lan), "label desc")
            for name in OF_PERSON:
                for order in (name, f"label, {name} desc", f"{name} asc nulls last"):
                    self.assertRefusedToAll(self.lan, door, order)

    def test_grouping(self):
        for door in (
            lambda people, name: people._read_group([], [name], ["__count"]),
            lambda people, name: people._read_group([], ["label"], [f"{name}:count_distinct"]),
            lambda people, name: people._read_group([], ["label"], [f"{name}:array_agg"]),
            lambda people, name: people._read_group([], ["label"], [f"{name}:max"]),
            lambda people, name: people.read_group([], ["label"], [name]),
            lambda people, name: people.read_group([], [f"{name}:max"], ["label"]),
            lambda people, name: people.read_progress_bar(
                [], name, {"field": "label", "colors": {"x": "success"}}
            ),
            lambda people, name: people.read_progress_bar(
                [], "label", {"field": name, "colors": {"x": "success"}}
            ),
            *self._doors_of_groups(),
        ):
            for name in OF_PERSON:
                self.assertRefusedToAll(self.lan, door, name)

    def _doors_of_groups(self):
        if IS_17:
            return [
                lambda people, name: people.web_read_group([], ["label"], [name]),
                lambda people, name: people.web_read_group([], [f"{name}:max"], ["label"]),
            ]
        return [
            lambda people, name: people.web_read_group([], [name]),
            lambda people, name: people.web_read_group([], ["label"], [f"{name}:max"]),
            lambda people, name: people.formatted_read_group([], [name]),
            lambda people, name: people.formatted_read_group([], ["label"], [f"{name}:array_agg"]),
            lambda people, name: people.formatted_read_group(
                [], ["label"], ["__count"], having=[(f"{name}:count_distinct", ">", 0)]
            ),
            lambda people, name: people.item_ids.formatted_read_group([], [f"person_id.{name}"]),
        ]

    def test_they_are_not_described_nor_read_with_the_rest(self):
        for caller in self.callers:
            lan = self.fresh(self.lan).with_user(caller)
            self.assertFalse(set(OF_PERSON) & set(lan.fields_get()))
            self.assertFalse(set(OF_PERSON) & set(lan.read()[0]))
            self.assertFalse(set(OF_PERSON) & set(lan.copy_data({"name": "x", "number": "9"})[0]))

    def test_control_work_goes_on_for_all(self):
        for caller in self.callers[1:3]:
            lan = self.fresh(self.lan).with_user(caller)
            self.assertEqual(lan.search([("number", "=", VALUES["number"])]), lan)
            self.assertEqual(lan.search([("item_ids.value", "=", "ab-1")]), lan)
            lan.write({"number": "77", "village": "Here"})
            self.assertEqual(lan.search([("village", "=", "HERE")]), lan)
            lan.number = VALUES["number"]
        self.assertTrue(
            self.people.with_user(self.clerk).create(VALUES | {"number": "31"}).exists()
        )
