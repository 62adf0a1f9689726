import base64
import hashlib
import io
from itertools import islice

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.opening import may_open

from ..core import columns, reading
from ..core.blocks import BLOCK, BlockFile
from ..core.errors import InvalidFile, InvalidValue
from ..core.mapping import ColumnMapping
from ..core.rows import RowReader
from ..core.sheet import Options
from .socreg_batch import CHECKED, DRAFT

SHOWN_ROWS = 5
LOOKED_AT = 50
OPTIONS = ("encoding", "delimiter", "header_row", "sheet")
READING = "import of a file"


class SocregBatch(models.Model):
    """How a file comes in, how it is read, and what its columns say."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def batch_begin(self, source_code, file_name, follows=""):
        """Begin to bring a file; return the import's number.

        :param follows: the number of the import that this file goes with, or corrects
        """
        # The user's own: nobody creates one by hand, nor for others.
        batch = self.sudo().create(
            {
                "source_id": self._source_of(source_code).id,
                "user_id": self.env.uid,
                "follows_id": self._of(follows).id if follows else False,
                "file_name": str(file_name)[:255],
            }
        )
        return self._of(batch.number).number

    @api.model
    def _source_of(self, code):
        source = self.env["socreg.source"].search(
            [("code", "=", code), ("channel", "=", "file")], limit=1
        )
        if not source:
            raise UserError(_("Choose a source of files."))
        return source

    def _add_block(self, sequence, content):
        """Keep a part of the file, sealed; a part that comes again replaces itself."""
        self._expect(DRAFT)
        if self.sha256:
            raise UserError(_("The file is complete."))
        # Blocks are read and written by this code alone.
        blocks = self.env["socreg.batch.block"].sudo()
        blocks._of(self, sequence).unlink()
        blocks.create(
            {
                "batch_id": self.id,
                "sequence": sequence,
                "size": len(content),
                "content": base64.b64encode(content),
            }
        )

    @api.model
    def batch_complete(self, number):
        """Tell that all of the file is there; return how it is read, or what it is that it is not."""
        batch = self._of(number)
        batch._expect(DRAFT)
        sizes = batch.sudo().block_ids.mapped("size")
        if not sizes or any(size != BLOCK for size in sizes[:-1]):
            raise UserError(_("A part of the file is missing: drop it again."))
        digest = hashlib.sha256()
        for sequence in range(len(sizes)):
            digest.update(batch._block(sequence))
        batch._become(DRAFT, size=sum(sizes), sha256=digest.hexdigest())
        batch._set_up({}, None)
        return batch._told_of_columns()

    @elevated(READING)
    def _block(self, sequence):
        block = self.env["socreg.batch.block"].sudo()._of(self, sequence)
        content = base64.b64decode(block.content or b"")
        block.invalidate_recordset(["content"])
        return content

    def _sheet(self, options=None):
        """Open the file.

        :raises InvalidFile: it cannot be read
        """
        blocks = BlockFile(self._block, self.size)
        return reading.sheet(io.BufferedReader(blocks, BLOCK), options or self._options())

    @elevated(READING)
    def _setting(self):
        """Return how the file is read; headings are nobody's data."""
        return self.sudo().setting or {}

    def _options(self):
        said = self._setting().get("options", {})
        known = {name: said[name] for name in OPTIONS if said.get(name)}
        return Options(**known, is_heading=columns.is_heading)

    def _column_mapping(self):
        return ColumnMapping.from_json(self._setting()["mapping"])

    def _set_up(self, options, mapping):
        """Open the file by options and keep what was found, with a mapping or a proposal of one."""
        try:
            sheet = self._sheet(Options(**options, is_heading=columns.is_heading))
            sample = list(islice(sheet.rows, LOOKED_AT))
        except InvalidFile as refusal:
            raise UserError(self._file_in_words(str(refusal))) from None
        known = self.env["socreg.mapping"]._recognised(self.source_id, sheet.headings)
        if mapping is None and known:
            mapping = known._mapping_for(sheet.headings)
        setting = {
            "options": options,
            "kind": sheet.kind,
            "found": {name: getattr(sheet, name, "") for name in OPTIONS[:3]},
            "sheets": sheet.sheets,
            "headings": sheet.headings,
            "preview": [self._shown_cells(row.cells) for row in sample[:SHOWN_ROWS]],
            "mapping_name": known.name or "",
        }
        proposed = mapping or self._proposed(sheet.headings, sample).mapping
        self.sudo().piece_ids.unlink()
        self._become(
            DRAFT, report=False, rows=0, setting={**setting, "mapping": proposed.to_json()}
        )

    @api.model
    def _shown_cells(self, cells):
        return [cell if isinstance(cell, str) else cell.isoformat() for cell in cells]

    def _proposed(self, headings, sample):
        targets = self.env["socreg.mapping"]._targets()
        region = self.env.company.country_id.code or ""
        cells = [row.cells for row in sample if not row.fault]
        today = fields.Date.context_today(self)
        return columns.propose(headings, targets, today, cells, region)

    @api.model
    def batch_read(self, number, options, mapping=None):
        """Read the file by other options, or by another mapping; return how it is read then."""
        batch = self._of(number)
        batch._expect(DRAFT, CHECKED)
        batch._set_up(batch._clean_options(options), mapping and batch._given_mapping(mapping))
        return batch._told_of_columns()

    @api.model
    def _clean_options(self, options):
        said = {name: str(options.get(name) or "") for name in ("encoding", "delimiter", "sheet")}
        row = options.get("header_row") or 0
        if not isinstance(row, int) or not 0 <= row <= 1_000_000:
            raise UserError(_("Lines are counted from 1."))
        if len(said["delimiter"]) > 1:
            raise UserError(_("One sign parts the cells."))
        return {name: value for name, value in {**said, "header_row": row}.items() if value}

    @api.model
    def _given_mapping(self, said):
        try:
            return ColumnMapping.from_json(said)
        except InvalidValue:
            raise UserError(_("This is no mapping of columns.")) from None

    @api.model
    def batch_map(self, number, mapping, name=""):
        """Say what the columns say; with a name, keep that for the source's next files."""
        batch = self._of(number)
        batch._expect(DRAFT, CHECKED)
        given = batch._given_mapping(mapping)
        setting = {**batch._setting(), "mapping": given.to_json()}
        batch._reader(given, setting["headings"])
        batch.sudo().piece_ids.write({"is_checked": False})
        batch._become(DRAFT, setting=setting, report=False)
        if name:
            vals = {**setting["options"], "columns": given.to_json()}
            vals.pop("sheet", None)
            self.env["socreg.mapping"]._keep(batch.source_id, name, vals)

    def _reader(self, mapping=None, headings=None):
        """Return what makes entries of rows.

        :raises UserError: the mapping does not fit the file
        """
        setting = {} if mapping else self._setting()
        mapping = mapping or ColumnMapping.from_json(setting["mapping"])
        headings = headings or setting["headings"]
        if not mapping.columns:
            raise UserError(_("Say of one column at least what it says."))
        targets = self.env["socreg.mapping"]._targets()
        try:
            return RowReader(targets, mapping, headings, fields.Date.context_today(self))
        except InvalidValue as refusal:
            raise UserError(self._mapping_in_words(str(refusal))) from None

    def _told_of_columns(self):
        """Return how the file is read, for the screen; cells only to who may see them."""
        setting = self._setting()
        shown = setting["preview"] if may_open(self.env) else []
        return {**setting, "preview": shown, "number": self.number, "source": self.source_id.code}
