"""What runs inside Odoo, with its `env`."""
