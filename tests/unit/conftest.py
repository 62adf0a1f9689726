"""Lets the addons' pure parts be imported as `<addon>.core`, without Odoo."""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

for manifest in (ROOT / "addons").glob("*/__manifest__.py"):
    addon = types.ModuleType(manifest.parent.name)
    addon.__path__ = [str(manifest.parent)]
    sys.modules.setdefault(addon.__name__, addon)

sys.path.insert(0, str(ROOT / "setup"))
