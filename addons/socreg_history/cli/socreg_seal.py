import sys

from odoo.cli import Command


class SocregSeal(Command):
    """Seal the log of changes, and show how far its proof is."""

    name = "socreg_seal"

    def run(self, args):
        # Odoo 19 loads this file outside of its addon, and both series before odoo.conf is read.
        from odoo.addons.socreg_history.commands.seal import main  # pylint: disable=odoo-addons-relative-import

        sys.exit(main(args))
