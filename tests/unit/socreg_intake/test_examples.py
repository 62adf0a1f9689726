"""What the pure parts say of themselves is so, and they need no Odoo."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

CORE = Path(__file__).parents[3] / "addons" / "socreg_intake" / "core"
MODULES = sorted(path.stem for path in CORE.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_so(name):
    module = importlib.import_module(f"addons.socreg_intake.core.{name}")
    assert not doctest.testmod(module).failed


def test_core_needs_no_odoo():
    """In a process of its own, in which importing odoo fails."""
    conftest = Path(__file__).parents[1] / "conftest.py"
    imports = "; ".join(f"import addons.socreg_intake.core.{name}" for name in MODULES)
    code = f"import sys, runpy; sys.modules['odoo'] = None; runpy.run_path({str(conftest)!r}); {imports}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_refusal_is_among_those_that_have_words():
    errors = importlib.import_module("addons.socreg_intake.core.errors")
    of_kept = {"edit", "entry", "fault", "version", "code"}
    known = errors.OF_FILES | errors.OF_MAPPINGS | errors.OF_ROWS | of_kept
    raised = re.compile(r'(?:InvalidFile|InvalidValue|Fault)\((?:[^()]*, )?"([a-z_]+)"\)')
    for name in MODULES:
        said = set(raised.findall((CORE / f"{name}.py").read_text()))
        assert said <= known, name
