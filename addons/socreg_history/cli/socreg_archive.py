import sys

from odoo.cli import Command


class SocregArchive(Command):
    """Take old months out of the log of changes, each into a signed file; check such files."""

    name = "socreg_archive"

    def run(self, args):
        # Odoo 19 loads this file outside of its addon, and both series before odoo.conf is read.
        from odoo.addons.socreg_history.commands.archive import main  # pylint: disable=odoo-addons-relative-import

        sys.exit(main(args))
