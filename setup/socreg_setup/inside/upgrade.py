"""Odoo's own rewriters on one folder of addons; an error names the file it is about."""

import sys
from pathlib import Path

import odoo.cli.upgrade_code as code
from odoo.tools import parse_version

folder, series = sys.argv[1:]


def rewrite(files):
    code.migrate([folder], files, parse_version("17.0"), parse_version(series))


try:
    rewrite("**/*")
except Exception:
    for path in sorted(Path(folder).rglob("*.*")):
        name = str(path.relative_to(folder))
        try:
            rewrite(name)
        except Exception as error:
            sys.exit(f"Error: addons/{name}: {error}")
    raise
