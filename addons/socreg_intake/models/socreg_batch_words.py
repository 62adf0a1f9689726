from odoo import _, api, models


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
            "headings": _("No row looks like headings: say in which row they stand."),
            "columns": _("The file has too many columns."),
            "rows": _("The file has too many rows: split it."),
            "line": _("A line of the file is too long."),
            "long_cell": _("A cell of the headings is too long."),
            "quotes": _("A quotation mark in the headings is not closed."),
            "archive": _("This is an archive: unpack it and drop the files in it."),
            "xls": _("This is a workbook of an old kind: save it as XLSX or CSV."),
            "encrypted": _("The workbook has a password: save it without."),
            "pdf": _("This is a PDF document: rows come as CSV or XLSX."),
            "html": _("This is a web page: save it as CSV or XLSX."),
            "json": _("This is JSON: rows come as CSV or XLSX."),
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
        return {
            False: "",
            "user": _("Who brought the file may not import any more."),
            "behind": _("The registry takes nothing in now; the import goes on when it does."),
        }.get(self.trouble) or _(
            "Something went wrong that is not the file's fault: ask who runs the server."
        )
