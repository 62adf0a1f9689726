import hashlib
from contextlib import contextmanager

from odoo import api, fields, models

from ..core.export_file import file_of
from ..core.exporting import exporting
from .socreg_export import DONE, STOPPED
from .socreg_export_columns import UID

DOOR = "/socreg/export"


class SocregExport(models.Model):
    """The file on its way out. What a page opened is in the log before the page leaves."""

    # One model in several files, by noun.
    _inherit = "socreg.export"  # pylint: disable=consider-merging-classes-inherited

    def _stream(self, domain):
        """Yield the file, read within one transaction of its own: that of the request is over."""
        registry, uid, context = self.env.registry, self.env.uid, dict(self.env.context)

        @contextmanager
        def another():
            with registry.cursor() as cr:
                yield api.Environment(cr, uid, context)

        with another() as env:
            yield from self.with_env(env)._send(domain, another)

    def _send(self, domain, another):
        """Yield the file and keep count of it.

        :param another: makes a context of an environment in which what is written lasts, whatever
            becomes of the file
        """
        self.ensure_one()
        sent, digest, state = _Count(), hashlib.sha256(), STOPPED
        try:
            pages = self._logged(domain, another, sent)
            for part in file_of(self.format, self._headings(), pages):
                digest.update(part)
                yield part
            state = DONE
        finally:
            with another() as env:
                # Nobody writes a record of this by hand: not who it tells of, either.
                self.with_env(env).sudo().write(
                    {
                        "state": state,
                        "sent_count": sent.rows,
                        "finished_at": fields.Datetime.now(),
                        "digest": digest.hexdigest() if state == DONE else False,
                    }
                )

    def _logged(self, domain, another, sent):
        """Yield pages when the log has what they opened."""
        for page in self._pages(domain):
            with another() as env, exporting(self.id):
                self.env["socreg.opening"]._write_log_apart(env, DOOR)
            sent.rows += len(page)
            yield page

    def _headings(self):
        """Return what stands above the columns."""
        paths = [UID, *(self.paths or ())]
        if not self.has_labels:
            return paths
        labels = self.env["socreg.export.columns"]._offered_of_all()
        label = self.env["socreg.registrant"]._fields[UID]._description_string(self.env)
        return [label, *(labels.get(path, path) for path in paths[1:])]


class _Count:
    """How many rows have left."""

    def __init__(self):
        self.rows = 0
