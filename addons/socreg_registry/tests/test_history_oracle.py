"""What was, as history tells it, is what was: after random work on people, households and their numbers."""

import random
from base64 import b64encode
from contextlib import suppress

import psycopg2
import pytest

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.socreg_history.core.fold import up_to

from .common import RegistryCase

MODELS = ("socreg.registrant", "socreg.identifier", "socreg.phone", "socreg.membership")
MARKS = 40


class TestHistoryOracle(RegistryCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(5)
        self.community = self.env.ref("socreg_registry.socreg_group_type_community")
        self.number = self.env["socreg.identifier.type"].create({"name": "N", "code": "n"})
        self.tags = self.env["socreg.tag"].create([{"name": name} for name in "xyz"])
        self.people = self.new_people(*"ABCDE")
        self.groups = self.registrants.browse(self.new_group(n, self.community).id for n in "PQR")
        self.count = 0

    def test_after_300_operations(self):
        self.work(300)

    @pytest.mark.long
    def test_after_10_000_operations(self):
        self.work(10_000)

    def work(self, operations):
        """Do this and that, look at some moments how everything stands, and read it all afterwards."""
        marks, seen = set(self.random.sample(range(operations), MARKS)), []
        for number in range(operations):
            self.operate()
            if number in marks:
                seen.append((self.position(), self.stands()))
        registrants = self.people | self.groups
        for position, stood in [*seen, (self.position(), self.stands())]:
            for registrant in registrants:
                self.assertEqual(
                    self.told(registrant, position),
                    {k: v for k, v in stood.items() if registrant.id in v[0]},
                )

    def operate(self):
        with (
            suppress(UserError, psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.random.choice(
                [
                    self.change,
                    self.change,
                    self.tag,
                    self.identify,
                    self.drop,
                    self.move,
                    self.join_group,
                    self.leave,
                    self.change_group,
                    self.call,
                    self.merge,
                ]
            )()
            self.env.flush_all()

    def one(self, records):
        return records.browse(self.random.choice(records.ids)) if records else records

    def some(self, model):
        whose = "member_id" if model == "socreg.membership" else "registrant_id"
        return self.one(self.env[model].search([(whose, "in", (self.people | self.groups).ids)]))

    def change(self):
        person, year = self.one(self.people), self.random.randrange(1950, 2000)
        values = {
            "given_name": self.random.choice(["Lan", "Mai", "Zoe"]),
            "birthdate": self.random.choice([False, f"{year}-05-17"]),
            "sex": self.random.choice([False, "1", "2"]),
            "address": self.random.choice([False, "12 Elm Street"]),
        }
        names = self.random.sample(sorted(values), 2)
        (person | self.one(self.people)).write({name: values[name] for name in names})

    def tag(self):
        ids = self.random.sample(self.tags.ids, self.random.randrange(4))
        self.one(self.people | self.groups).tag_ids = [(6, 0, ids)]

    def identify(self):
        self.count += 1
        whose = self.one(self.people | self.groups)
        self.identifiers.create(
            {"registrant_id": whose.id, "type_id": self.number.id, "value": f"N{self.count}"}
        )

    def call(self):
        self.count += 1
        self.phones.create(
            {"registrant_id": self.one(self.people).id, "number": f"+8490512{self.count:04}"}
        )

    def drop(self):
        self.some(self.random.choice(["socreg.identifier", "socreg.phone"])).unlink()

    def move(self):
        record = self.some(self.random.choice(["socreg.identifier", "socreg.phone"]))
        record.registrant_id = self.one(self.people)

    def join_group(self):
        roles = self.random.choice([[], [self.child]])
        self.join(self.one(self.groups), self.one(self.people), *roles)

    def leave(self):
        membership = self.some("socreg.membership")
        if self.random.random() < 0.5:
            membership.unlink()
        elif membership:
            membership.end_date = membership.start_date

    def change_group(self):
        membership = self.some("socreg.membership")
        values = [
            {"group_id": self.one(self.groups).id},
            {"member_id": self.one(self.people).id},
            {"role_ids": [(6, 0, self.random.choice([[], self.child.ids]))]},
        ]
        membership.write(self.random.choice(values))

    def merge(self):
        if self.random.random() < 0.1:
            self.count += 1
            group = self.new_group(f"G{self.count}", self.community)
            self.join(group, self.one(self.people))
            self.groups |= group
            target = self.groups[:1]
            values = {"target_id": target.id, "reason": "The same"}
            self.wizard("socreg.group.merge", group | target, **values).action_apply()

    def position(self):
        self.env.cr.execute("SELECT max(seq) FROM socreg_history.event")
        return self.env.cr.fetchone()[0]

    def told(self, registrant, position):
        """Return what history says of a registrant, by (model, id)."""
        states = self.env["socreg.history"]._states(
            registrant._name, registrant.id, up_to(position)
        )
        return {
            key: (
                {state.subject_id, state.party_id} - {None},
                {column: cell.value for column, cell in state.cells.items() if cell.value != []},
            )
            for key, state in states.items()
            if key[0] in MODELS
        }

    def stands(self):
        """Return how all rows stand, as the log would say it."""
        found = {}
        for name in MODELS:
            model = self.env[name]
            columns = model._history_columns()
            self.env.cr.execute(
                SQL("SELECT id, to_jsonb(t) FROM %s AS t", SQL.identifier(model._table))
            )
            for id_, row in self.env.cr.fetchall():
                values = {c: self.as_logged(row[c]) for c in columns if row[c] is not None}
                whose = {row.get(model._history_subject) or id_, row.get(model._history_party)}
                found[name, id_] = (whose - {None}, values)
            for field in model._history_links():
                self.add_links(found, name, field)
        return found

    def add_links(self, found, name, field):
        self.env.cr.execute(
            SQL(
                "SELECT %(one)s, array_agg(%(other)s ORDER BY %(other)s) FROM %(table)s GROUP BY 1",
                one=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                table=SQL.identifier(field.relation),
            )
        )
        for id_, linked in self.env.cr.fetchall():
            found[name, id_][1][field.name] = linked

    @staticmethod
    def as_logged(value):
        if isinstance(value, str) and value.startswith("\\x"):
            return b64encode(bytes.fromhex(value[2:])).decode()
        return value
