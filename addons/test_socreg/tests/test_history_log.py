"""The log that the database's triggers write."""

import hashlib
from contextlib import closing, suppress

import psycopg2

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.socreg_history.core.acting import acting
from odoo.addons.socreg_history.verification.guard import GuardChecks
from odoo.addons.socreg_history.verifier.socreg_verify import Report


class TestHistoryLog(TransactionCase):
    def events(self, model, *ids):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT e.*, a.actor FROM socreg_history.event e JOIN socreg_history.act a USING (xid)"
            " WHERE model = %s AND record_id = ANY(%s) ORDER BY e.seq",
            [model, list(ids)],
        )
        return self.env.cr.dictfetchall()

    def people(self, *names):
        return self.env["test_socreg.person"].create([{"name": n, "label": n} for n in names])

    def test_a_new_record_is_logged_whole_and_sealed(self):
        people = self.people("Amina", "Bako")
        events = self.events("test_socreg.person", *people.ids)
        self.assertEqual([event["op"] for event in events], ["c", "c"])
        self.assertEqual([event["subject_id"] for event in events], people.ids)
        body = events[0]["body"]
        self.assertEqual(body["label"], "Amina")
        self.assertIn("rid", body)
        self.assertNotIn("Amina", body["name"])
        self.assertNotIn("note", body, "what is empty is left out")
        self.assertNotIn("number_index0", body)
        self.assertNotIn("write_date", body)

    def test_a_change_tells_what_changed_of_each_record(self):
        people = self.people("Amina", "Bako")
        self.env.flush_all()
        people.write({"label": "new"})
        people[0].write({"weight": 60.5, "label": False})
        first = self.events("test_socreg.person", people[0].id)
        self.assertEqual([event["op"] for event in first], ["c", "u"])
        self.assertEqual(set(first[1]["body"]), {"weight", "label"})
        self.assertIsNone(first[1]["body"]["label"])
        second = self.events("test_socreg.person", people[1].id)
        self.assertEqual(second[1]["body"], {"label": "new"})

    def test_the_same_value_written_again_is_no_change(self):
        person = self.people("Amina")
        self.env.flush_all()
        person.write({"label": "Amina"})
        self.env.cr.execute(
            "UPDATE test_socreg_person SET write_date = now() WHERE id = %s", [person.id]
        )
        self.assertEqual(len(self.events("test_socreg.person", person.id)), 1)

    def test_what_is_deleted_stays(self):
        person = self.people("Amina")
        item = self.env["test_socreg.item"].create({"person_id": person.id, "value": "1"})
        self.env.flush_all()
        item.unlink()
        events = self.events("test_socreg.item", item.id)
        self.assertEqual([event["op"] for event in events], ["c", "d"])
        self.assertEqual(events[1]["subject_id"], person.id)
        self.assertIsNone(events[1]["body"])

    def test_what_moves_tells_whom_it_left(self):
        people = self.people("Amina", "Bako")
        item = self.env["test_socreg.item"].create({"person_id": people[0].id, "value": "1"})
        self.env.flush_all()
        item.person_id = people[1]
        event = self.events("test_socreg.item", item.id)[-1]
        self.assertEqual(event["subject_id"], people[1].id)
        self.assertEqual(event["left_subject_id"], people[0].id)

    def test_it_says_who_did_it(self):
        with acting(source="census", version="Census 2026"):
            person = self.people("Amina")
            self.env.flush_all()
        actor = self.events("test_socreg.person", person.id)[0]["actor"]
        self.assertEqual(actor["user"], self.env.uid)
        self.assertEqual(actor["login"], self.env.user.login)
        self.assertEqual((actor["source"], actor["version"]), ("census", "Census 2026"))

    def test_events_of_a_record_are_chained(self):
        person = self.people("Amina")
        self.env.flush_all()
        for label in "abc":
            person.label = label
            self.env.flush_all()
        before = b""
        for number, event in enumerate(self.events("test_socreg.person", person.id), 1):
            self.assertEqual(event["ver"], number)
            self.assertEqual(bytes(event["prev"]), before)
            before = bytes(event["hash"])
            self.assertEqual(self.hash_of(event["seq"]), before)
        self.env.cr.execute(
            "SELECT ver, hash FROM socreg_history.head WHERE model = %s AND record_id = %s",
            ["test_socreg.person", person.id],
        )
        ver, head = self.env.cr.fetchone()
        self.assertEqual((ver, bytes(head)), (4, before))

    def hash_of(self, seq):
        """Return an event's hash, computed outside of the database."""
        self.env.cr.execute(
            "SELECT e.prev, e.seq, e.model, e.record_id, e.ver, e.op, e.subject_id, e.party_id,"
            " e.left_subject_id, e.left_party_id, (extract(epoch FROM e.at) * 1000000)::bigint,"
            " encode(a.hash, 'hex'), e.body::text"
            " FROM socreg_history.event e JOIN socreg_history.act a USING (xid) WHERE seq = %s",
            [seq],
        )
        prev, *rest = self.env.cr.fetchone()
        text = "\n".join(["socreg event 1", *("" if v is None else str(v) for v in rest)])
        return hashlib.sha256(bytes(prev) + text.encode()).digest()

    @mute_logger("odoo.sql_db")
    def test_nobody_changes_what_is_logged(self):
        self.people("Amina")
        self.env.flush_all()
        for statement in (
            "UPDATE socreg_history.event SET op = 'c'",
            "DELETE FROM socreg_history.event",
            "TRUNCATE socreg_history.event",
            "UPDATE socreg_history.act SET actor = '{}'",
            "DELETE FROM socreg_history.act",
            "DELETE FROM socreg_history.head",
            "DELETE FROM socreg_history.leaves",
            "DROP TABLE socreg_history.event",
            "INSERT INTO socreg_history.act VALUES (1, now(), '{}', '')",
            "TRUNCATE test_socreg_person CASCADE",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_a_change_past_odoo_is_seen_as_one(self):
        with closing(db_connect(self.env.cr.dbname).cursor()) as cr:
            cr.execute("INSERT INTO test_socreg_person (rid) VALUES ('past-odoo') RETURNING id")
            cr.execute(
                "SELECT actor FROM socreg_history.event JOIN socreg_history.act USING (xid)"
                " WHERE model = 'test_socreg.person' AND record_id = %s",
                [cr.fetchone()[0]],
            )
            actor = cr.fetchone()[0]
            cr.execute("SELECT session_user")
            self.assertEqual(actor, {"role": cr.fetchone()[0]})

    def test_a_savepoint_that_is_rolled_back_takes_no_name_along(self):
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            self.people("Amina")
            raise ZeroDivisionError
        person = self.people("Bako")
        actor = self.events("test_socreg.person", person.id)[0]["actor"]
        self.assertEqual(actor.get("user"), self.env.uid)

    def test_all_is_well(self):
        self.assertEqual(self.env["socreg.history"]._faults(), [])

    def test_a_trigger_that_is_switched_off_is_noticed(self):
        self.env.cr.execute("ALTER TABLE test_socreg_person DISABLE TRIGGER socreg_history_update")
        self.assertEqual(
            self.env["socreg.history"]._faults(),
            ["the update trigger of test_socreg_person is missing or switched off"],
        )

    def test_what_changed_while_it_was_switched_off_is_found(self):
        kept, gone = self.people("Amina", "Bako")
        self.env.flush_all()
        table = "ALTER TABLE test_socreg_person"
        self.env.cr.execute(f"{table} DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE test_socreg_person SET label = 'secretly', weight = NULL WHERE id = %s",
            [kept.id],
        )
        self.env.cr.execute("DELETE FROM test_socreg_person WHERE id = %s", [gone.id])
        self.env["test_socreg.person"]._watch_history()
        self.assertEqual(self.env["socreg.history"]._faults(), [])
        self.assertEqual(self.events("test_socreg.person", gone.id)[-1]["op"], "d")
        found = self.events("test_socreg.person", kept.id)[-1]
        self.assertEqual((found["op"], found["body"]["label"]), ("r", "secretly"))
        notes = self.events("test_socreg.person", 0)
        self.assertIs(notes[-1]["body"]["was_switched_off"], True)

    def test_a_column_that_comes_later_is_logged_from_then_on(self):
        person = self.people("Amina")
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE test_socreg_person ADD COLUMN later varchar DEFAULT 'x'")
        wish = self.env["test_socreg.person"]._history_wishes()[0]
        self.env["socreg.history"]._watch({**wish, "columns": [*wish["columns"], "later"]})
        found = self.events("test_socreg.person", person.id)[-1]
        self.assertEqual((found["op"], found["body"]["later"]), ("r", "x"))
        self.env.cr.execute("UPDATE test_socreg_person SET later = 'y' WHERE id = %s", [person.id])
        changed = self.events("test_socreg.person", person.id)[-1]
        self.assertEqual((changed["op"], changed["body"]), ("u", {"later": "y"}))

    def test_a_column_that_went_with_its_addon_stops_nobody(self):
        self.env.cr.execute("ALTER TABLE test_socreg_person ADD COLUMN later varchar")
        wish = self.env["test_socreg.person"]._history_wishes()[0]
        self.env["socreg.history"]._watch({**wish, "columns": [*wish["columns"], "later"]})
        self.env.cr.execute("ALTER TABLE test_socreg_person DROP COLUMN later")
        with mute_logger("odoo.addons.socreg_history.models.socreg_history"):
            self.env["socreg.history"]._register_hook()
        person = self.people("Amina")
        self.assertEqual(len(self.events("test_socreg.person", person.id)), 1)

    def test_a_column_that_comes_back_does_not_bring_its_old_value(self):
        person = self.people("Amina")
        history, table = self.env["socreg.history"], "ALTER TABLE test_socreg_person"
        self.env.cr.execute(f"{table} ADD COLUMN later varchar DEFAULT 'old'")
        wish = self.env["test_socreg.person"]._history_wishes()[0]
        with_it = {**wish, "columns": [*wish["columns"], "later"]}
        history._watch(with_it)
        self.env.cr.execute(f"{table} DROP COLUMN later")
        history._watch(wish)
        self.env.cr.execute(f"{table} ADD COLUMN later varchar")
        history._watch(with_it)
        found = self.events("test_socreg.person", person.id)[-1]
        self.assertEqual((found["op"], found["body"]["label"]), ("r", "Amina"))
        self.assertNotIn("later", found["body"], "a whole row without it: it is empty")

    def test_a_table_that_went_with_its_addon_takes_its_records_along(self):
        self.env.cr.execute(
            "CREATE TABLE test_socreg_gone (id serial PRIMARY KEY, label varchar);"
            "INSERT INTO test_socreg_gone (label) VALUES ('kept')"
        )
        history = self.env["socreg.history"]
        wish = {
            **self.env["test_socreg.person"]._history_wishes()[0],
            "model": "test_socreg.gone",
            "relation": "test_socreg_gone",
            "columns": ["label"],
        }
        history._watch(wish)
        self.assertEqual(self.events("test_socreg.gone", 1)[-1]["body"], {"label": "kept"})
        self.env.cr.execute("DROP TABLE test_socreg_gone")
        history._register_hook()
        self.assertEqual(self.events("test_socreg.gone", 1)[-1]["op"], "d")
        self.assertIsNone(self.events("test_socreg.gone", 0)[-1]["body"])
        report = Report(frozenset({"watched"}))
        GuardChecks(self.env, report).run()
        self.assertEqual(report.faults, {})
        self.env.cr.execute(
            "CREATE TABLE test_socreg_gone (id serial PRIMARY KEY, label varchar);"
            "INSERT INTO test_socreg_gone (label) VALUES ('another')"
        )
        history._watch(wish)
        self.assertEqual(self.events("test_socreg.gone", 1)[-1]["body"], {"label": "another"})
