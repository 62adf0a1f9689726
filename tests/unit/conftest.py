"""Lets the addons' pure parts be imported as `<addon>.core`, without Odoo.

They are in a package `addons`, too, as they are in Odoo's: there one addon reads another's.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

parent = types.ModuleType("addons")
parent.__path__ = []
sys.modules.setdefault(parent.__name__, parent)
for core in (ROOT / "addons").glob("*/core"):
    for name in (core.parent.name, f"{parent.__name__}.{core.parent.name}"):
        addon = types.ModuleType(name)
        addon.__path__ = [str(core.parent)]
        sys.modules.setdefault(name, addon)

sys.path.insert(0, str(ROOT / "setup"))
