"""The tree an engine newer than 17 runs: our Odoo 17 sources, rewritten.

Odoo's own rewriters (`odoo/upgrade_code`) do most, `rules` the rest. Only files that changed are
rewritten; a source's digest, the rules and the engine decide that.
"""

import ast
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import rules
from .command import only_one, run
from .engine import Engine
from .errors import SetupError
from .files import write_whole
from .paths import ADDONS, HOME, SETUP, digest_of
from .python_env import PythonEnv

FIRST_REWRITTEN = 18
DERIVED = HOME / "derived"
UPGRADE = SETUP / "socreg_setup" / "inside" / "upgrade.py"


def addons_for(engine: Engine, env: PythonEnv) -> Path:
    """Return the folder of our addons that this engine reads, brought up to date."""
    if int(engine.series.partition(".")[0]) < FIRST_REWRITTEN:
        return ADDONS
    with only_one("derived"):
        return _derived(engine, env)


def _derived(engine: Engine, env: PythonEnv) -> Path:
    tree = DERIVED / engine.key / "addons"
    record = tree.with_suffix(".json")
    recipe = digest_of(Path(rules.__file__), Path(__file__), UPGRADE) + engine.key
    before = json.loads(record.read_text()) if record.is_file() else {}
    if before.get("recipe") != recipe:
        shutil.rmtree(tree.parent, ignore_errors=True)
        before = {"recipe": recipe, "files": {}}
    sources = {str(p.relative_to(ADDONS)): _stamp(p) for p in _sources()}
    changed = [name for name, stamp in sources.items() if before["files"].get(name) != stamp]
    gone = before["files"].keys() - sources.keys()
    if changed or gone:
        record.unlink(missing_ok=True)
        _rewrite(changed, tree, engine, env)
        _remove(gone, tree)
        write_whole(record, json.dumps({"recipe": recipe, "files": sources}))
    return tree


def _sources() -> Iterator[Path]:
    for path in sorted(ADDONS.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _stamp(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rewrite(names: list[str], tree: Path, engine: Engine, env: PythonEnv) -> None:
    if not names:
        return
    tree.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=tree.parent) as folder:
        stage = Path(folder)
        for name in names:
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ADDONS / name, target)
        run(
            [env.python, UPGRADE, stage, engine.series],
            "Odoo's rewriters failed on our addons",
        )
        for name in names:
            _finish(stage / name, tree / name, engine.series)


def _finish(staged: Path, target: Path, series: str) -> None:
    if staged.suffix in rules.SUFFIXES:
        staged.write_text(rules.rewrite(staged.name, staged.read_text(), series))
    if staged.suffix == ".py":
        _check(staged, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)


def _check(staged: Path, target: Path) -> None:
    try:
        tree = ast.parse(staged.read_text())
    except SyntaxError as error:
        raise SetupError(
            f"{source_of(target)} cannot be parsed: {error.msg}: {error.text}"
        ) from None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if "_sql_constraints" in names:
        raise SetupError(
            f"{source_of(target)}: Odoo's rewriter cannot read _sql_constraints with a ']' in them,"
            " and newer series ignore what it leaves"
        )


def _remove(names: set[str], tree: Path) -> None:
    for name in names:
        (tree / name).unlink(missing_ok=True)
        for folder in (tree / name).parents:
            if folder == tree or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def source_of(derived: Path) -> Path:
    """Return the source that a derived file was made from."""
    return ADDONS.joinpath(*derived.relative_to(DERIVED).parts[2:])
