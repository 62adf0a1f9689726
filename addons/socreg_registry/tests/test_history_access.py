"""How history is read by each role, in its own areas: as the record of today."""

from odoo.exceptions import AccessError

from .scope_common import ScopeCase
from .users import PERSONAL_DATA, give, new_user_with


class TestHistoryAccess(ScopeCase):
    def as_role(self, role, *others):
        user = new_user_with(self.env, f"h-{role}")
        give(user, role, self.here)
        for other in others:
            give(user, other)
        return self.env(user=user)

    def fields(self, state):
        return {
            field["name"]: field for section in state["sections"] for field in section["fields"]
        }

    def test_every_role_reads_masks_in_its_areas_and_nothing_elsewhere(self):
        for role in ("viewer", "registrar", "attester", "supervisor", "manager", "auditor"):
            env = self.as_role(role)
            lan, mai = self.lan.with_env(env), self.mai.with_env(env)
            state = lan.history_as_of()
            name = self.fields(state)["given_name"]
            self.assertEqual((name["value"], name["masked"]), ("L••", True), role)
            self.assertEqual(len(lan.history_versions()["versions"]), 1)
            for method in ("history_versions", "history_as_of"):
                with self.subTest(role=role, method=method), self.assertRaises(AccessError):
                    getattr(mai, method)()

    def test_who_may_see_personal_data_reads_it(self):
        state = self.see(self.lan).history_as_of()
        fields = self.fields(state)
        self.assertEqual(
            (fields["given_name"]["value"], fields["given_name"]["masked"]), ("Lan", False)
        )
        self.assertEqual(fields["area_id"]["value"], self.village.display_name)

    def test_history_stands_under_the_titles_of_the_form(self):
        titles = {
            field["label"]: section["title"]
            for section in self.see(self.lan).history_as_of()["sections"]
            for field in section["fields"]
        }
        self.assertEqual(titles["Given Name"], "Names")
        self.assertEqual(titles["Area"], "Place")
        self.assertNotIn("Group Name", titles)

    def test_who_lies_elsewhere_is_a_number(self):
        state = self.see(self.ours).history_as_of()
        members = next(rows for rows in state["lists"] if "Member" in rows["columns"])
        place = members["columns"].index("Member")
        names = {row["cells"][place] for row in members["rows"]}
        self.assertIn(self.mai.uid, names)
        self.assertTrue(any("Lan" in name for name in names))

    def test_lines_of_the_log_are_those_of_ones_areas(self):
        for model in ("socreg.event", "socreg.version"):
            seen = self.seen(model)
            self.assertIn(self.lan, seen.registrant_id)
            self.assertNotIn(self.mai, seen.registrant_id)
            self.assertEqual(self.seen(model, ("registrant_id", "=", self.mai.id)), seen.browse())
            self.assertTrue(self.seen(model, ("registrant_id", "=", self.lan.id)))

    def test_versions_elsewhere_get_no_name_from_here(self):
        versions = self.mai.history_versions()["versions"]
        values = {
            "version": str(versions[0]["id"]),
            "subject_model": self.mai._name,
            "subject": self.mai.id,
            "name": "Mine",
        }
        with self.assertRaises(AccessError):
            self.our_env["socreg.version.label"].create(values)
        ours = self.see(self.ours).history_versions()["versions"][0]["id"]
        with self.assertRaises(AccessError):
            self.our_env["socreg.version.label"].create(
                [{**values, "version": str(ours), "subject": self.ours.id}, values]
            )
        self.see(self.ours).history_name_version(ours, "Ours")
        viewer = self.as_role("viewer", PERSONAL_DATA)
        with self.assertRaises(AccessError):
            self.ours.with_env(viewer).history_name_version(ours, "Not mine")
