from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user
from odoo.tools import SQL

from odoo.addons.socreg_crypto.classes import faults_of
from odoo.addons.socreg_registry.tests.users import new_user_with

from .batch_case import BatchCase

NUMBERED = (
    "batch_complete batch_check batch_run batch_pause batch_resume batch_cancel batch_undo"
    " batch_targets batch_columns"
).split()


class TestBatchAccess(BatchCase):
    """Who can do what with a file that was brought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            role: cls.new_user(role) for role in ("viewer", "attester", "manager", "auditor")
        }
        cls.blind = new_user_with(cls.env, "test-blind", "registrar")
        cls.other_area = cls.env["socreg.area"].create({"name": "Commune 2", "code": "T-C002"})
        cls.elsewhere = new_user_with(cls.env, "test-elsewhere", "registrar", areas=cls.other_area)

    def test_roles_that_do_not_register_bring_no_file(self):
        for role, user in self.roles.items():
            batches = self.batches.with_user(user)
            with self.subTest(role), self.assertRaises(AccessError):
                batches.batch_begin(self.file.code, "people.csv")

    def test_registrars_work_on_their_own_files_alone(self):
        batch = self.check(self.bring())
        batches = self.batches.with_user(self.blind)
        self.assertFalse(batches.search([("number", "=", batch.number)]))
        for method in NUMBERED:
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(batches, method)(batch.number)
        with self.assertRaises(AccessError):
            batches.batch_status(batch.number)
        with self.assertRaises(AccessError):
            batches.batch_sample(batch.number, "new")

    def test_managers_and_auditors_see_counts_and_nothing_else(self):
        batch = self.check(self.bring())
        for role in ("manager", "auditor"):
            batches = self.batches.with_user(self.roles[role])
            status = batches.batch_status(batch.number)
            self.assertEqual(status["rows"], 3)
            self.assertNotEqual(status["file_name"], "people.csv")
            with self.assertRaises(AccessError):
                batches.batch_sample(batch.number, "new")

    def test_nobody_writes_a_batch_by_hand_nor_reads_its_rows(self):
        batch = self.check(self.bring())
        for call in (
            lambda: batch.write({"state": "done"}),
            lambda: self.batches.create({"source_id": self.file.id, "user_id": self.env.uid}),
            lambda: batch.piece_ids.mapped("content"),
            lambda: batch.block_ids.mapped("content"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_cells_are_shown_to_who_may_see_personal_data(self):
        batch = self.check(self.bring(user=self.blind))
        self.assertEqual(batch.batch_columns(batch.number)["preview"], [])
        self.assertEqual(batch.batch_sample(batch.number, "new")["rows"][0]["cells"], [])
        own = self.check(self.bring())
        self.assertEqual(own.batch_columns(own.number)["preview"][0][2], "Lan")
        self.assertEqual(own.batch_sample(own.number, "new")["rows"][0]["cells"][2], "Lan")

    def test_failed_rows_have_no_cells_for_who_may_not_see_them(self):
        batch = self.check(
            self.bring(
                "Given name;Sex;Area\nLan;X;T-C001\n",
                user=self.blind,
                columns={"Given name": "given_name", "Sex": "sex", "Area": "area_id"},
            )
        )
        told = batch._failed_content().getvalue().decode()
        self.assertIn("2,", told)
        self.assertNotIn("Lan", told)

    def test_registrar_of_elsewhere_registers_nobody_here(self):
        batch = self.check(self.bring(user=self.elsewhere))
        self.assertEqual(self.counts(batch), {"invalid": 3})
        self.assertIn(("area_id", "outside"), self.mistakes(batch))

    def test_people_without_a_role_see_no_import(self):
        nobody = new_test_user(self.env, "test-nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.batches.with_user(nobody).search([])

    def test_every_field_says_of_which_class_its_data_is(self):
        for model in ("socreg.batch", "socreg.batch.block", "socreg.batch.piece"):
            self.assertFalse(list(faults_of(self.env[model])), model)

    def test_nothing_of_a_file_stands_in_plain(self):
        self.run_whole(self.bring())
        self.env.flush_all()
        for table in ("socreg_batch", "socreg_batch_block", "socreg_batch_piece", "queue_job"):
            self.env.cr.execute(
                SQL("SELECT string_agg(t::text, ' ') FROM %s AS t", SQL.identifier(table))
            )
            told = self.env.cr.fetchone()[0] or ""
            for needle in ("Nguyen", "100001", "0905123451", "people.csv", "Birth date"):
                self.assertNotIn(needle, told, table)
                self.assertNotIn(needle.encode().hex(), told, table)
