"""The sealer: all of the log in its order into one tree, each root signed and told to the witness."""

import base64
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.core.errors import KeyMissing
from odoo.addons.socreg_history.core import merkle
from odoo.addons.socreg_history.core.checkpoint import verify_checkpoint
from odoo.addons.socreg_history.core.witness import Entry, FileWitness
from odoo.addons.socreg_history.models import socreg_tree_head_seal as module

WITNESS = "odoo.addons.socreg_history.models.socreg_witness"
SEALER = "odoo.addons.socreg_history.models.socreg_tree_head_seal"


class SealCase(TransactionCase):
    """A log whose own transaction counts as ended, and a witness of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.heads = cls.env["socreg.tree.head"]
        cls.alarms = cls.env["socreg.proof.alarm"]
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name) / "witness"
        heads, witness = type(cls.heads), type(cls.env["socreg.witness"])
        cls.startClassPatcher(patch.object(heads, "_horizon", lambda _self: 2**62))
        cls.startClassPatcher(patch.object(witness, "_keeper", lambda _self: FileWitness(cls.path)))

    def setUp(self):
        super().setUp()
        self.path.unlink(missing_ok=True)
        self.seal()

    def seal(self, piece=10_000):
        self.env.flush_all()
        with patch.object(module, "PIECE", piece):
            return self.heads._seal_all(self.env.flush_all)

    def write_people(self, count):
        self.env["test_socreg.person"].create([{"label": str(n)} for n in range(count)])

    def rows(self, statement, *parameters):
        self.env.cr.execute(statement, parameters)
        return self.env.cr.fetchall()

    def leaves(self):
        pieces = self.rows("SELECT start, hashes FROM socreg_history.leaves ORDER BY start")
        found = []
        for start, hashes in pieces:
            self.assertEqual(start, len(found), "pieces follow each other")
            found += merkle.split(bytes(hashes))
        return found

    def events(self):
        rows = self.rows("SELECT hash FROM socreg_history.event ORDER BY xid, seq")
        return [merkle.leaf_hash(bytes(event)) for (event,) in rows]

    def notes(self):
        rows = self.rows("SELECT size, note FROM socreg_history.tree_head ORDER BY size")
        return dict(rows)

    def told(self):
        return [Entry.from_line(line) for line in self.path.read_bytes().splitlines()]

    def publics(self):
        keys = self.env["socreg.proof.key"].search([])
        return [base64.b64decode(key.public_key) for key in keys]

    def assertProven(self):
        """Everything is sealed once and in order, signed, and the witness knows each root."""
        leaves = self.leaves()
        self.assertEqual(leaves, self.events())
        for size, note in self.notes().items():
            point, _key = verify_checkpoint(note, self.publics())
            self.assertEqual((point.size, point.root), (size, merkle.root_of(leaves[:size])))
        told = [entry.checkpoint().size for entry in self.told()]
        self.assertEqual(told, sorted(set(told)))
        self.assertEqual(told[-1], len(leaves))


class TestHistorySeal(SealCase):
    def test_everything_is_sealed_in_order_and_told(self):
        self.assertProven()
        self.write_people(7)
        self.assertEqual(self.seal(piece=3), 7)
        self.assertProven()
        before = self.notes()
        self.assertEqual(self.seal(), 0)
        self.assertEqual(self.notes(), before, "nothing new is no new root")
        sizes = sorted(before)[-3:]
        self.assertEqual([size - sizes[2] for size in sizes], [-4, -1, 0])

    def test_what_is_told_can_be_checked_without_the_database(self):
        self.write_people(1)
        self.seal()
        entry = self.told()[-1]
        point, key = verify_checkpoint(entry.note, [base64.b64decode(entry.key)])
        self.assertEqual(base64.b64encode(key).decode(), entry.key)
        self.assertIn(key, self.publics())
        (at,) = self.rows("SELECT at FROM socreg_history.tree_head ORDER BY size DESC LIMIT 1")[0]
        self.assertEqual(point.at, at)
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)

    def test_nothing_in_flight_is_sealed(self):
        self.write_people(2)
        self.env.flush_all()
        (own,) = self.rows("SELECT max(xid) FROM socreg_history.act")[0]
        _hashes, xid, _seq = self.heads._next_events(module.Position(), own)
        self.assertLess(xid or 0, own)

    def test_log_of_a_restored_database_waits_for_its_new_positions(self):
        self.write_people(1)
        self.env.flush_all()
        with (
            patch.object(type(self.heads), "_horizon", lambda _self: 1),
            self.assertLogs(SEALER, "ERROR") as logs,
        ):
            self.assertEqual(self.seal(), 0)
        self.assertIn("restored", logs.output[0])
        self.seal()
        self.assertProven()

    def test_a_tree_that_contradicts_itself_is_not_gone_on_with(self):
        self.write_people(1)
        true = self.heads._position()
        sizes = [true.size + 1, true.size + 2, true.size + 3, 2 * true.size + 1]
        for change in (
            {"root": b"x" * 32},
            {"frontier": b""},
            {"note": ""},
            *({"size": size} for size in sizes),
        ):
            false = module.Position(**(vars(true) | change))
            with (
                patch.object(type(self.heads), "_position", lambda _self, false=false: false),
                self.assertRaises(module.Unsealable),
            ):
                self.env.flush_all()
                self.heads._seal_piece()

    def test_without_its_key_nothing_is_sealed_by_halves(self):
        self.write_people(1)
        missing = patch.object(
            type(self.env["socreg.key"]), "_signing_seeds", side_effect=KeyMissing("it is away")
        )
        with missing, self.assertLogs(SEALER, "ERROR") as logs:
            self.assertEqual(self.seal(), 0)
        self.assertIn("it is away", logs.output[0])
        self.assertEqual(self.seal(), 1)
        self.assertProven()

    def test_roots_are_nobodys_to_change(self):
        for statement in (
            "UPDATE socreg_history.tree_head SET root = ''",
            "DELETE FROM socreg_history.tree_head",
            "DELETE FROM socreg_history.leaves",
            "TRUNCATE socreg_history.tree_head",
            "UPDATE socreg_history.leaves SET start = 5",
        ):
            quiet = mute_logger("odoo.sql_db")
            with self.subTest(statement), self.assertRaises(InsufficientPrivilege), quiet:
                self.env.cr.execute(statement)

    def test_two_keys_sign_while_one_takes_over(self):
        (old,) = self.publics()
        keys = self.env["socreg.key"]
        keys._rotate("proof")._promote()
        self.write_people(1)
        self.seal()
        note = self.notes()[max(self.notes())]
        new = next(key for key in self.publics() if key != old)
        self.assertEqual(verify_checkpoint(note, [old])[1], old)
        self.assertEqual(verify_checkpoint(note, [new])[1], new)
        self.assertEqual(base64.b64decode(self.told()[-1].key), new)
        keys.search([("purpose", "=", "proof"), ("state", "=", "decrypt_only")])._destroy()
        self.write_people(1)
        self.seal()
        self.assertProven()


class TestWitness(SealCase):
    def state(self):
        return self.env["socreg.witness"]._state()

    def answer(self, words="restored from the dump of Monday"):
        self.alarms.search([("answer", "=", False)]).answer = words

    def contradicted(self, kind):
        """Seal something more; the witness is told nothing of it, and an alarm stays."""
        before = self.path.read_bytes() if self.path.exists() else b""
        self.write_people(1)
        with self.assertLogs(WITNESS, "ERROR"):
            self.assertEqual(self.seal(), 1)
            self.assertEqual(self.seal(), 0)
        self.assertEqual(self.path.read_bytes() if self.path.exists() else b"", before)
        self.assertEqual(self.alarms.search([]).mapped("kind"), [kind])
        self.assertEqual(len(self.env["socreg.sealing"]._status()["alarms"]), 1)

    def forge(self, size, root=b"r" * 32):
        """Tell the witness of a tree that this database does not have."""
        point = module.Checkpoint(
            self.heads._log_name(), size, root, self.env.cr.now().astimezone()
        )
        seeds = self.env["socreg.key"]._signing_seeds()
        keeper = self.env["socreg.witness"]._keeper()
        entry = Entry("now", module.sign_checkpoint(point, seeds), self.told()[-1].key)
        keeper.append([entry], keeper.last(self.heads._log_name()))

    def test_a_witness_that_was_away_is_told_what_it_lacks(self):
        keeper = patch.object(
            type(self.env["socreg.witness"]),
            "_keeper",
            lambda _self: FileWitness(self.path.parent / "no" / "folder"),
        )
        with keeper, self.assertLogs(WITNESS, "WARNING"):
            self.write_people(5)
            self.assertEqual(self.seal(piece=2), 5)
        status = self.env["socreg.sealing"]._status()
        self.assertIn("the witness file", status["problems"][0])
        self.seal()
        self.assertProven()
        self.assertFalse(self.state().failure)
        self.assertEqual(self.env["socreg.sealing"]._status()["problems"], [])

    def test_a_line_that_was_cut_off_is_told_again(self):
        whole = self.path.read_bytes()
        self.path.write_bytes(whole + whole[:50])
        self.write_people(1)
        with self.assertLogs(WITNESS, "WARNING") as logs:
            self.seal()
        self.assertIn("line of 50 bytes", logs.output[0])
        self.assertEqual(self.told()[-2], None)
        self.assertEqual(self.told()[-1].checkpoint().size, len(self.leaves()))

    def test_a_database_that_was_rolled_back_waits_for_an_answer(self):
        self.forge(len(self.leaves()) + 1000)
        self.contradicted("ahead")
        self.answer()
        self.seal()
        last = self.told()[-1]
        self.assertEqual(last.answer, "restored from the dump of Monday")
        self.assertEqual(last.checkpoint().size, len(self.leaves()))
        self.write_people(1)
        self.seal()
        self.assertEqual(self.told()[-1].checkpoint().size, len(self.leaves()))
        self.assertFalse(self.told()[-1].answer)
        self.assertEqual(self.env["socreg.sealing"]._status()["problems"], [])

    def test_another_tree_of_a_size_that_is_here_is_found(self):
        self.forge(len(self.leaves()))
        self.contradicted("differs")

    def test_a_tree_of_a_size_that_never_was_is_found(self):
        self.forge(len(self.leaves()) - 1)
        self.contradicted("differs")

    def test_a_witness_that_forgot_is_not_filled_in_silence(self):
        self.path.unlink()
        self.contradicted("lost")
        self.answer("the disk of the witness was changed")
        self.seal()
        self.assertProven()
        self.assertEqual(self.told()[0].answer, "the disk of the witness was changed")

    def test_a_root_that_somebody_else_signed_is_found(self):
        point = self.told()[-1].checkpoint()
        note = module.sign_checkpoint(point, [b"somebody else's seed, 32 bytes.."])
        line = Entry("now", note, "key").to_line()
        with self.path.open("ab") as file:
            file.write(line)
        self.contradicted("false")

    def test_the_same_contradiction_after_an_answer_is_a_new_alarm(self):
        self.forge(len(self.leaves()) + 1000)
        self.contradicted("ahead")
        self.answer()
        self.seal()
        self.forge(len(self.leaves()) + 2000)
        self.write_people(1)
        with self.assertLogs(WITNESS, "ERROR"):
            self.seal()
        self.assertEqual(
            self.alarms.search([]).mapped("answer"), [False, self.alarms.search([])[1].answer]
        )

    def test_only_an_administrator_answers_once_and_in_words(self):
        self.forge(len(self.leaves()) + 1000)
        self.contradicted("ahead")
        alarm = self.alarms.search([])
        user = new_test_user(self.env, "seal_user", groups="base.group_user")
        admin = new_test_user(self.env, "seal_admin", groups="base.group_system")
        with self.assertRaises(AccessError):
            alarm.with_user(user).answer = "mine"
        alarm = alarm.with_user(admin)
        for vals in ({"digest": "another"}, {"answer": "so", "kind": "lost"}):
            with self.assertRaises(UserError):
                alarm.write(vals)
        with self.assertRaises(ValidationError):
            alarm.answer = " "
        alarm.answer = "restored"
        self.assertEqual((alarm.answered_by_id, bool(alarm.answered_at)), (admin, True))
        with self.assertRaises(UserError):
            alarm.answer = "otherwise"
        with self.assertRaises(AccessError):
            alarm.unlink()
        with self.assertRaises(AccessError):
            alarm.create({"kind": "lost", "digest": "1", "raised_at": "2026-01-01"})


class TestWhoReadsTheProof(SealCase):
    def test_an_administrator_reads_roots_keys_and_the_witness(self):
        admin = new_test_user(self.env, "proof_reader", groups="base.group_system")
        self.write_people(1)
        self.seal()
        head = self.heads.with_user(admin).search([], limit=1)
        self.assertEqual(head.size, len(self.leaves()))
        self.assertEqual(base64.b64decode(head.root), merkle.root_of(self.leaves()))
        self.assertIn(head.root, head.note)
        key = self.env["socreg.proof.key"].with_user(admin).search([])
        self.assertEqual((key.version, key.state), (1, "active"))
        state = self.env["socreg.witness"].with_user(admin).search([])
        self.assertIn(head.size, state.mapped("size"))

    def test_nobody_else_does(self):
        user = new_test_user(self.env, "proof_stranger", groups="base.group_user")
        for model in (
            "socreg.tree.head",
            "socreg.proof.key",
            "socreg.witness",
            "socreg.proof.alarm",
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(user).search([]).read()
