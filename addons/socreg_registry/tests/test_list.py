from lxml import etree

from .common import RegistryCase

VIEW = "socreg_registry.socreg_%s_view_%s"
NAMES = {"display_name": {}}
NESTED = ("tree", "list", "kanban")


def specification(model, view, kind):
    """Return what the web client asks for to show a view."""
    kind = "list" if kind == "tree" and "list" in str(view.type) else kind
    arch = model.get_views([(view.id, kind)])["views"][kind]["arch"]
    return _asked(model, etree.fromstring(arch))


def _asked(model, node):
    asked = {}
    for field in node.iter("field"):
        above = next((up for up in field.iterancestors("field") if up is not node), None)
        if above is None or not _is_within(above, node):
            asked[field.get("name")] = _asked_of(model, field)
    return asked


def _is_within(element, node):
    return any(up is node for up in element.iterancestors())


def _asked_of(model, field):
    about = model._fields[field.get("name")]
    if about.type == "many2one":
        return {"fields": NAMES}
    if not about.relational:
        return {}
    nested = next((child for child in field if child.tag in NESTED), None)
    if nested is None:
        return {"fields": NAMES}
    return {"fields": _asked(model.env[about.comodel_name], nested), "limit": 40, "order": ""}


class TestList(RegistryCase):
    """What lists and forms of the back office cost, as the web client asks for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["socreg.tag"].create([{"name": "One"}, {"name": "Two"}])

    def households(self, count, members=1):
        groups = self.registrants.create(
            [
                {
                    "kind": "group",
                    "group_name": f"Family {n}",
                    "group_type_id": self.household_type.id,
                    "area_id": self.area.id,
                    "tag_ids": [(6, 0, self.tags.ids)],
                }
                for n in range(count)
            ]
        )
        people = self.registrants.create(
            [
                {
                    "given_name": f"Person {n}",
                    "sex": "2",
                    "birthdate": "1990-05-17",
                    "area_id": self.area.id,
                    "tag_ids": [(6, 0, self.tags.ids)],
                }
                for n in range(count * members)
            ]
        )
        self.memberships.create(
            [
                {
                    "group_id": groups[n // members].id,
                    "member_id": person.id,
                    "role_ids": [(6, 0, self.child.ids if n % members else self.head.ids)],
                }
                for n, person in enumerate(people)
            ]
        )
        return groups, people

    def cost(self, read):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        read()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def cost_of_list(self, records, noun, kind):
        view = self.env.ref(VIEW % (noun, kind))
        asked = specification(self.registrants, view, kind)
        domain = [("id", "in", records.ids)]
        return self.cost(
            lambda: self.registrants.web_search_read(domain, asked, limit=80, count_limit=10001)
        )

    def test_cost_of_lists_and_cards_does_not_grow_with_them(self):
        few, many = self.households(5), self.households(40)
        for noun, place in (("group", 0), ("individual", 1)):
            for kind in ("tree", "kanban"):
                self.cost_of_list(few[place], noun, kind)
                short = self.cost_of_list(few[place], noun, kind)
                long = self.cost_of_list(many[place], noun, kind)
                self.assertLessEqual(long, short, f"{kind} of {noun}")
                self.assertLess(long, 30, f"{kind} of {noun}")

    def test_form_of_a_household_of_ten_opens_with_forty_queries(self):
        (household,), _people = self.households(1, members=10)
        view = self.env.ref(VIEW % ("group", "form"))
        asked = specification(self.registrants, view, "form")
        self.assertIn("member_birthdate", asked["open_membership_ids"]["fields"])
        self.cost(lambda: household.web_read(asked))
        self.assertLessEqual(self.cost(lambda: household.web_read(asked)), 40)

    def test_form_of_a_person_opens_with_forty_queries(self):
        _groups, (person,) = self.households(1)
        asked = specification(self.registrants, self.env.ref(VIEW % ("individual", "form")), "form")
        self.cost(lambda: person.web_read(asked))
        self.assertLessEqual(self.cost(lambda: person.web_read(asked)), 40)

    def test_every_view_of_the_lists_is_there(self):
        for noun in ("individual", "group"):
            action = self.env.ref(f"socreg_registry.socreg_{noun}_action")
            views = self.registrants.get_views(action.views)["views"]
            self.assertEqual(len(views), 5)

    def test_saved_filter_on_what_is_no_secret_works(self):
        values = {"name": "Headless here", "model_id": "socreg.registrant", "context": "{}"}
        domain = f"[('is_headless', '=', True), ('area_id', 'child_of', {self.area.id})]"
        filters = self.env["ir.filters"].with_user(self.registrar)
        self.assertTrue(filters.create({**values, "domain": domain}))


class TestAreaPanel(RegistryCase):
    def panel(self):
        return self.registrants.search_panel_select_range(
            "area_id", enable_counters=False, expand=False, hierarchize=True, limit=200
        )

    def areas(self, count, prefix, parent=None):
        return self.env["socreg.area"].create(
            [
                {
                    "name": f"{prefix}{n}",
                    "code": f"P-{prefix}{n}",
                    "parent_id": parent and parent.id,
                }
                for n in range(count)
            ]
        )

    def shown(self):
        return {value["id"] for value in self.panel()["values"]}

    def test_whole_levels_are_shown_with_their_parents(self):
        region = self.areas(1, "R")
        districts = self.areas(5, "D", region)
        values = {value["id"]: value for value in self.panel()["values"]}
        self.assertEqual(self.panel()["parent_field"], "parent_id")
        self.assertEqual(values[region.id]["parent_id"], False)
        self.assertEqual(values[districts[0].id]["parent_id"], region.id)
        self.assertEqual(values[districts[0].id]["display_name"], "D0")

    def test_level_that_is_too_much_is_left_out_whole(self):
        region = self.areas(1, "R")
        districts = self.areas(5, "D", region)
        communes = self.areas(300, "C", districts[0])
        shown = self.shown()
        self.assertTrue(set(districts.ids) <= shown)
        self.assertTrue(shown.isdisjoint(communes.ids))

    def test_many_areas_without_parent_are_cut(self):
        self.areas(300, "R")
        self.assertLessEqual(len(self.shown()), 200)

    def test_nobody_is_counted_for_it(self):
        self.areas(300, "C", self.areas(1, "R"))
        self.shown()
        before = self.env.cr.sql_log_count
        self.shown()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 4)
