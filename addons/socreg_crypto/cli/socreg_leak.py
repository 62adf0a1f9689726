import sys

from odoo.cli import Command


class SocregLeak(Command):
    """Measure what a thief of the dump could recover from each index."""

    name = "socreg_leak"

    def run(self, args):
        # Odoo 19 loads this file outside of its addon, and both series before odoo.conf is read.
        from odoo.addons.socreg_crypto.commands.leakage import main  # pylint: disable=odoo-addons-relative-import

        sys.exit(main(args))
