import sys

from odoo.cli import Command


class SocregVerify(Command):
    """Prove that nobody touched the log of changes."""

    name = "socreg_verify"

    def run(self, args):
        # Odoo 19 loads this file outside of its addon, and both series before odoo.conf is read.
        from odoo.addons.socreg_history.commands.verify import main  # pylint: disable=odoo-addons-relative-import

        sys.exit(main(args))
