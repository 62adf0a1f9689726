from odoo.addons.socreg_intake.core.blocks import BLOCK
from odoo.addons.socreg_intake.models.socreg_batch_work import Memory

from .common import IntakeCase

FILE = (
    "Household;Role;Given name;Family name;Sex;Birth date;National ID;Phone;Area\n"
    "HH-1;Head;Lan;Nguyen;F;2001-03-04;100001;0905123451;T-C001\n"
    "HH-1;Child;Minh;Nguyen;M;2015-05-06;100002;;T-C001\n"
    "HH-2;Head;Mai;Tran;F;1980-11-30;100003;0905123453;T-C001\n"
)
COLUMNS = {
    "Household": "household.key",
    "Role": "household.role",
    "Given name": "given_name",
    "Family name": "family_name",
    "Sex": "sex",
    "Birth date": "birthdate",
    "National ID": "identifiers.national_id.value",
    "Phone": "phones.0",
    "Area": "area_id",
}


class BatchCase(IntakeCase):
    """Files that the registrar brings, and short ways to work on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.batches = cls.env["socreg.batch"].with_user(cls.registrar)

    def bring(self, text=FILE, user=None, follows="", columns=COLUMNS):
        """Return a batch of a file that is there, with its columns mapped."""
        batches = self.batches.with_user(user or self.registrar)
        batch = batches._of(batches.batch_begin(self.file.code, "people.csv", follows))
        content = text if isinstance(text, bytes) else text.encode()
        for start in range(0, len(content), BLOCK):
            batch._add_block(start // BLOCK, content[start : start + BLOCK])
        batches.batch_complete(batch.number)
        if columns:
            batches.batch_map(batch.number, self.mapping(columns))
        return batch

    def mapping(self, columns=COLUMNS, subject="individual"):
        return {
            "subject": subject,
            "columns": {heading: {"path": path} for heading, path in columns.items()},
            "region": "VN",
            "is_blank_empty": False,
            "makes_households": True,
        }

    def work(self, batch):
        """Work on a batch as a job does, in this transaction."""
        memory = Memory()
        while batch._step(memory):
            self.env.flush_all()
        return batch

    def check(self, batch):
        batch.batch_check(batch.number)
        return self.work(batch)

    def run_whole(self, batch):
        self.check(batch)
        batch.batch_run(batch.number)
        return self.work(batch)

    def mistakes(self, batch):
        return {(path, key): lines for path, key, _count, lines in batch.report["mistakes"]}

    def counts(self, batch):
        return batch.report["counts"]
