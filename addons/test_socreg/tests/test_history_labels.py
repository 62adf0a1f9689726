"""Versions get names afterwards: many at once, and of what has versions alone."""

from odoo.exceptions import AccessError, MissingError, ValidationError

from .history_common import HistoryCase

PERSON = "test_socreg.person"
LABEL = "socreg.version.label"


class TestVersionLabels(HistoryCase):
    def setUp(self):
        super().setUp()
        with self.at_once() as env:
            self.people = env[PERSON].create([{"label": str(n)} for n in range(20)]).ids

    def values(self, env, people):
        """Return how to name the first version of each of these people."""
        versions = env["socreg.history"]._versions_of(PERSON, people)
        return [
            {
                "version": str(versions[id_][0].id),
                "subject_model": PERSON,
                "subject": id_,
                "name": f"First of {id_}",
            }
            for id_ in people
        ]

    def queries(self, people):
        with self.at_once() as env:
            values = self.values(env, people)
            env[LABEL]._sign_history()
            before = env.cr.sql_log_count
            env[LABEL].create(values)
            return env.cr.sql_log_count - before

    def test_many_are_named_by_as_many_queries_as_few(self):
        self.queries(self.people[:1])
        few = self.queries(self.people[:2])
        self.assertEqual(self.queries(self.people), few)
        with self.at_once() as env:
            for id_ in self.people:
                names = [told["name"] for told in env[PERSON].browse(id_).history_names()]
                self.assertEqual(names, [f"First of {id_}"])

    def test_two_versions_of_one_subject_are_named_at_once(self):
        with self.at_once() as env:
            env[PERSON].browse(self.people[0]).label = "second"
        with self.at_once() as env:
            first = self.values(env, self.people[:1])[0]
            versions = env["socreg.history"]._versions_of(PERSON, self.people[:1])
            second = {**first, "version": str(versions[self.people[0]][1].id), "name": "Second"}
            env[LABEL].create([first, second])
            names = [told["name"] for told in env[PERSON].browse(self.people[0]).history_names()]
            self.assertEqual(names, ["Second", first["name"]])

    def test_a_version_that_its_subject_has_not_is_refused_among_many(self):
        with self.at_once() as env:
            right, wrong = self.values(env, self.people[:2])
            for version in (right["version"], "first", None):
                with self.subTest(version=version), self.assertRaises(MissingError):
                    env[LABEL].create([right, {**wrong, "version": version}])

    def test_who_is_gone_is_refused_among_many(self):
        with self.at_once() as env:
            values = self.values(env, self.people[:2])
            env[PERSON].browse(self.people[1]).unlink()
            with self.assertRaises(AccessError):
                env[LABEL].create(values)

    def test_what_has_no_versions_is_refused_in_words(self):
        with self.at_once() as env:
            (values,) = self.values(env, self.people[:1])
            for name in ("no.such.model", "res.partner", "socreg.historised", "", None):
                with (
                    self.subTest(name=name),
                    self.assertRaisesRegex(ValidationError, "has versions"),
                ):
                    env[LABEL].create({**values, "subject_model": name})
            values.pop("subject_model")
            with self.assertRaisesRegex(ValidationError, "has versions"):
                env[LABEL].create(values)
