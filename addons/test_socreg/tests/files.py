import base64
import io
from pathlib import Path

from PIL import Image

from .common import SealedCase

NAME = "birth certificate Nguyen Lan.pdf"
CONTENT = b"%PDF-1.4 Nguyen Lan was born in Hue " * 9
TOLD = (b"Nguyen Lan", b"born in Hue")


def picture(color="red", size=(40, 30)):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


class FileCase(SealedCase):
    """A file of a person, one of nobody's, and ways to look into the store and the table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attachments = cls.env["ir.attachment"].with_user(cls.user)
        cls.plain = cls.env["test_socreg.plain"].with_user(cls.user).create({"label": "x"})

    def setUp(self):
        super().setUp()
        self.before = set(self.stored_files())

    def stored_files(self):
        store = Path(self.env["ir.attachment"]._filestore())
        files = (path for path in store.rglob("*") if path.is_file())
        return [path for path in files if "checklist" not in path.parts]

    def attach(self, record=None, **vals):
        place = {"res_model": record._name, "res_id": record.id} if record else {}
        return self.attachments.create({"name": NAME, "raw": CONTENT, **place, **vals})

    def as_clerk(self, record):
        return self.fresh(record).with_user(self.clerk)

    def tells(self, *needles):
        """Return what of a file the store's new files and the table's rows tell."""
        self.env.flush_all()
        new = [path for path in self.stored_files() if path not in self.before]
        self.env.cr.execute("SELECT a::text FROM ir_attachment AS a")
        rows = " ".join(row[0] for row in self.env.cr.fetchall()).encode()
        wholes = [*(path.read_bytes() for path in new), rows]
        found = set()
        for needle in needles or TOLD:
            forms = (needle, needle.hex().encode(), base64.b64encode(needle)[:-4])
            if any(form in whole for form in forms for whole in wholes):
                found.add(needle)
        return found

    def assertSealed(self, attachment, content=CONTENT, name=NAME):
        opened = self.fresh(attachment).with_user(self.user)
        self.assertTrue(opened.sudo().sealed_rid)
        self.assertEqual((opened.raw, opened.name), (content, name))
        masked = self.as_clerk(attachment)
        self.assertFalse(masked.sudo().raw)
        self.assertNotIn("Nguyen", masked.sudo().name)
