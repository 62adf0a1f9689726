import ast
import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest

from socreg_setup import derive
from socreg_setup.command import run
from socreg_setup.engine import Engine
from socreg_setup.errors import SetupError
from socreg_setup.python_env import PythonEnv

ENV = PythonEnv(Path(sys.prefix))
PHONE = """from odoo import models


class Phone(models.Model):
    _name = "phone"
    _sql_constraints = [("once", "UNIQUE (number)", "Only once.")]

    def call(self):
        raise ValueError
"""


def rewrite_a_little(words, _otherwise, **_options):
    """Do what Odoo's rewriters do, as far as these tests need it."""
    for path in [*Path(words[2]).rglob("*.py"), *Path(words[2]).rglob("*.xml")]:
        text = path.read_text().replace("<tree", "<list")
        if "message()" in text:
            raise SetupError(f"addons/{path.relative_to(words[2])}: malformed")
        text = re.sub(
            r"_sql_constraints = \[\(([^]]*)\)]",
            r"_once = models.Constraint(\n        \1,\n    )",
            text,
        )
        path.write_text(text)
    return ""


def has_own_rewriters():
    odoo = importlib.util.find_spec("odoo")
    folders = odoo.submodule_search_locations if odoo else []
    return any(Path(folder, "upgrade_code").is_dir() for folder in folders)


REWRITERS = {"stand-in": rewrite_a_little} | ({"Odoo's own": run} if has_own_rewriters() else {})


@pytest.fixture
def engine(checkout):
    return Engine(checkout / "engine", "19.0", (3, 13), ())


@pytest.fixture
def sources(checkout):
    addon = checkout / "addons" / "addon"
    (addon / "models").mkdir(parents=True)
    (addon / "__manifest__.py").write_text('{"version": "17.0.1.0.0"}\n')
    (addon / "models" / "phone.py").write_text(PHONE)
    (addon / "views.xml").write_text("<odoo>\n    <tree />\n</odoo>\n")
    (addon / "icon.png").write_bytes(b"\x89PNG\xff")
    return addon


@pytest.fixture
def rewritten(monkeypatch):
    """Return the names of the files that Odoo's rewriters were given, one set for each run."""
    runs = []

    def note_and_rewrite(words, otherwise, **options):
        files = (path for path in Path(words[2]).rglob("*") if path.is_file())
        runs.append({str(path.relative_to(words[2])) for path in files})
        return rewrite_a_little(words, otherwise, **options)

    monkeypatch.setattr(derive, "run", note_and_rewrite)
    return runs


def test_odoo_17_reads_the_sources_themselves(checkout, sources):
    engine = Engine(checkout / "engine", "17.0", (3, 12), ())
    assert derive.addons_for(engine, ENV) == checkout / "addons"


@pytest.mark.parametrize("rewriter", REWRITERS.values(), ids=REWRITERS)
def test_a_derived_tree_is_what_19_reads(sources, engine, rewriter, monkeypatch):
    monkeypatch.setattr(derive, "run", rewriter)
    tree = derive.addons_for(engine, ENV)
    assert "<list />" in (tree / "addon/views.xml").read_text()
    assert ast.literal_eval((tree / "addon/__manifest__.py").read_text())["version"] == "19.0.1.0.0"
    phone = (tree / "addon/models/phone.py").read_text()
    assert "_once = models.Constraint(" in phone
    assert "_sql_constraints" not in phone


def test_what_is_no_text_is_copied(sources, engine, rewritten):
    tree = derive.addons_for(engine, ENV)
    assert (tree / "addon/icon.png").read_bytes() == b"\x89PNG\xff"


def test_a_second_call_rewrites_nothing(sources, engine, rewritten):
    derive.addons_for(engine, ENV)
    derive.addons_for(engine, ENV)
    assert len(rewritten) == 1


def test_only_what_changed_is_rewritten(sources, engine, rewritten):
    tree = derive.addons_for(engine, ENV)
    untouched = (tree / "addon/views.xml").stat().st_mtime_ns
    (sources / "models/phone.py").write_text("NEW = 1\n")
    derive.addons_for(engine, ENV)
    assert rewritten[1] == {"addon/models/phone.py"}
    assert (tree / "addon/models/phone.py").read_text() == "NEW = 1\n"
    assert (tree / "addon/views.xml").stat().st_mtime_ns == untouched


def test_what_is_removed_goes_with_its_empty_folder(sources, engine, rewritten):
    tree = derive.addons_for(engine, ENV)
    (sources / "models/phone.py").unlink()
    derive.addons_for(engine, ENV)
    assert not (tree / "addon/models").exists()
    assert (tree / "addon/views.xml").exists()


def test_other_rules_rewrite_everything(sources, engine, rewritten, tmp_path, monkeypatch):
    derive.addons_for(engine, ENV)
    other = tmp_path / "rules.py"
    other.write_text("RULES = ()")
    monkeypatch.setattr(derive.rules, "__file__", str(other))
    derive.addons_for(engine, ENV)
    assert rewritten[1] == rewritten[0]


def test_compiled_python_is_no_source(sources, engine, rewritten):
    (sources / "__pycache__").mkdir()
    (sources / "__pycache__/a.pyc").write_bytes(b"")
    derive.addons_for(engine, ENV)
    assert not any("__pycache__" in name for name in rewritten[0])


@pytest.mark.parametrize("rewriter", REWRITERS.values(), ids=REWRITERS)
def test_a_source_that_cannot_be_parsed_is_named(sources, engine, rewriter, monkeypatch):
    monkeypatch.setattr(derive, "run", rewriter)
    (sources / "models/phone.py").write_text("def broken(:\n")
    with pytest.raises(SetupError, match=r"addons/addon/models/phone\.py cannot be parsed.*broken"):
        derive.addons_for(engine, ENV)


@pytest.mark.parametrize("rewriter", REWRITERS.values(), ids=REWRITERS)
def test_constraints_that_are_left_over_are_refused(sources, engine, rewriter, monkeypatch):
    monkeypatch.setattr(derive, "run", rewriter)
    left_over = PHONE.replace("UNIQUE (number)", "CHECK (a[1] > 0)")
    (sources / "models/phone.py").write_text(left_over)
    with pytest.raises(SetupError, match=r"addons/addon/models/phone\.py: .*_sql_constraints"):
        derive.addons_for(engine, ENV)


@pytest.mark.parametrize("rewriter", REWRITERS.values(), ids=REWRITERS)
def test_a_source_that_the_rewriters_choke_on_is_named(sources, engine, rewriter, monkeypatch):
    monkeypatch.setattr(derive, "run", rewriter)
    (sources / "models/phone.py").write_text(PHONE.replace('"Only once."', "message()"))
    with pytest.raises(SetupError, match=r"addons/addon/models/phone\.py"):
        derive.addons_for(engine, ENV)


def test_after_a_failure_the_tree_is_made_anew(sources, engine, rewritten):
    derive.addons_for(engine, ENV)
    (sources / "models/phone.py").write_text("def broken(:\n")
    with pytest.raises(SetupError):
        derive.addons_for(engine, ENV)
    (sources / "models/phone.py").write_text("GOOD = 1\n")
    tree = derive.addons_for(engine, ENV)
    assert (tree / "addon/models/phone.py").read_text() == "GOOD = 1\n"
    assert "<list />" in (tree / "addon/views.xml").read_text()


def test_what_a_killed_run_left_is_cleared(sources, engine, rewritten):
    tree = derive.addons_for(engine, ENV)
    tree.with_suffix(".json").unlink()
    (tree.parent / "tmphalf").mkdir()
    (tree / "addon/stale.py").touch()
    derive.addons_for(engine, ENV)
    assert not (tree / "addon/stale.py").exists()
    assert not (tree.parent / "tmphalf").exists()


def test_a_derived_file_knows_its_source(checkout):
    derived = derive.DERIVED / "19.0-abc" / "addons" / "addon" / "models" / "phone.py"
    assert derive.source_of(derived) == checkout / "addons/addon/models/phone.py"


def test_the_tree_lies_below_home(sources, engine, rewritten, checkout):
    assert derive.addons_for(engine, ENV).is_relative_to(checkout / ".socreg")
    shutil.rmtree(checkout / ".socreg" / "derived")
    assert derive.addons_for(engine, ENV).is_dir()
