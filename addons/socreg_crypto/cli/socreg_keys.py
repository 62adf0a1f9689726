import sys

from odoo.cli import Command


class SocregKeys(Command):
    """Keep the keys of sealed data: status, rotation, erasure, backup."""

    name = "socreg_keys"

    def run(self, args):
        # Odoo 19 loads this file outside of its addon, and both series before odoo.conf is read.
        from odoo.addons.socreg_crypto.commands.main import main  # pylint: disable=odoo-addons-relative-import

        sys.exit(main(args))
