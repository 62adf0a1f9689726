"""What setup/demo, setup/test, setup/odoo and setup/bench share: engine, packages, database, server."""
