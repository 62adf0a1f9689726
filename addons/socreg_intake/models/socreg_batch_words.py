from odoo import _, api, models

from ..core.errors import OF_FILES


class SocregBatch(models.Model):
    """Why a file, a mapping or the work on them is refused, in words."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _file_in_words(self, key):
        """Return why a file is not read."""
        return {
            "empty": _("The file is empty."),
            "too_large": _("The file is too large: split it."),
            "encoding": _("The file's letters cannot be read: say its encoding."),
            "delimiter": _("Say what stands between the cells."),
            "headings": _("No row looks like headings: say in which row they stand."),
            "columns": _("The file has too many columns."),
            "rows": _("The file has too many rows: split it."),
            "line": _("A line of the file is too long."),
            "long_cell": _("A cell of the headings is too long."),
            "cell": _("A cell of the file is too long."),
            "quotes": _("A quotation mark in the headings is not closed."),
            "archive": _("This is an archive: unpack it and drop the files in it."),
            "bomb": _("The file unpacks to far more than a table has: it is not read."),
            "binary": _("This is no text file: save the sheet as CSV or XLSX."),
            "xls": _("This is a workbook of an old kind: save it as XLSX or CSV."),
            "xlsb": _("This is a binary workbook: save it as XLSX or CSV."),
            "ods": _("This is an OpenDocument sheet: save it as XLSX or CSV."),
            "encrypted": _("The workbook has a password: save it without."),
            "sheet": _("The workbook has no such sheet."),
            "pdf": _("This is a PDF document: rows come as CSV or XLSX."),
            "document": _("This is a text document: rows come as CSV or XLSX."),
            "html": _("This is a web page: save it as CSV or XLSX."),
            "json": _("This is JSON: rows come as CSV or XLSX."),
            "xml": _("This is XML: rows come as CSV or XLSX."),
            "slow": _("The file takes too long to open: save it as CSV."),
        }.get(key) or _("The file cannot be read as a table: save it as CSV or XLSX.")

    @api.model
    def _mapping_in_words(self, key):
        """Return why a mapping does not fit a file."""
        return {
            "column": _("The file does not have a column that the mapping names."),
            "path": _("A column says what is not known here."),
            "twice": _("Two columns say the same: choose one of them."),
        }.get(key) or _("This is no mapping of columns.")

    def _trouble_in_words(self):
        """Return what the work stopped for."""
        words = {
            "user": _("Who brought the file may not import any more."),
            "wrong": _("The columns do not fit what is known here any more: look at them again."),
            "behind": _("The registry takes nothing in now; the import goes on when it does."),
        }
        if not self.trouble:
            return ""
        if self.trouble in OF_FILES:
            return self._file_in_words(self.trouble)
        return words.get(self.trouble) or _(
            "Something went wrong that is not the file's fault: ask who runs the server."
        )
