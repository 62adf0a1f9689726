"""Databases of this checkout: made, copied from templates, dropped; each with its file store."""

import hashlib
import re
import shutil
from pathlib import Path

from .command import only_one, run, say
from .paths import ADDONS, HOME, LOCKS, checkout_key, digest_of
from .postgres import ADMINISTRATOR_SQL, HISTORY_SQL, prepare
from .workplace import Workplace

SUITE = "socreg"
# Installed first, and kept as a template of their own: they change only with the locks.
FOUNDATION = "auditlog,queue_job,fastapi,base_user_role"
LANGUAGES = "en_US,fr_FR,ar_001"
# The witness of the log would take a copy for its original gone wrong.
NEW_UUID = (
    "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'"
)
NOT_IN_DATABASE = ("tests", "readme", "__pycache__")


def name_of(work: Workplace, purpose: str) -> str:
    """Return the name of this checkout's database for a purpose, such as `demo`."""
    key = re.sub(r"\W", "_", work.engine.key)
    return f"socreg_{purpose}_{key}_{checkout_key()}"


def exists(work: Workplace, name: str) -> bool:
    return bool(work.server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(work: Workplace, name: str) -> None:
    """Drop a database and its file store, whoever is connected."""
    # WITH (FORCE) would fail on an autovacuum worker, which only PostgreSQL itself may end.
    work.server.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user"
    )
    work.server.sql(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def copy(work: Workplace, template: str, name: str) -> None:
    """Make a database anew as a copy of another, file store included, known by a name of its own."""
    drop(work, name)
    work.server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    work.server.sql(NEW_UUID, name)
    if _filestore(template).is_dir():
        shutil.copytree(_filestore(template), _filestore(name), copy_function=shutil.copy)


def template_with_suite(work: Workplace) -> str:
    """Return a template that has the suite installed, rebuilt only when its sources changed."""
    with only_one("template"):
        suite = name_of(work, "suite")
        sources = _foundation_sources(work) + _digest_of_addons()
        _template(work, suite, sources, _foundation(work), "-i", _all_addons())
        return suite


def _foundation(work: Workplace) -> str:
    name = name_of(work, "foundation")
    install = ("-i", FOUNDATION, f"--load-language={LANGUAGES}")
    _template(work, name, _foundation_sources(work), None, *install)
    return name


def _foundation_sources(work: Workplace) -> str:
    lock = LOCKS / f"{work.engine.series}.txt"
    release = work.engine.path / "odoo" / "release.py"
    return digest_of(lock, release, ADMINISTRATOR_SQL, HISTORY_SQL) + LANGUAGES


def ensure_database(work: Workplace, purpose: str, addons: str) -> str:
    """Return a database that keeps its data, with these addons installed and up to date."""
    with only_one("template"):
        name = name_of(work, purpose)
        sources = _foundation_sources(work) + _digest_of_addons()
        if state_of(work, name) and state_of(work, name) != _state(sources):
            prepare(work.server, name)
            _install(work, name, "-u", _all_addons())
            mark(work, name, _state(sources))
        _template(work, name, sources, _foundation(work), "-i", addons)
        return name


def mark(work: Workplace, name: str, state: str) -> None:
    """Write down in the server that a database is whole, and made from this state."""
    work.server.sql(f"COMMENT ON DATABASE \"{name}\" IS '{state}'")


def state_of(work: Workplace, name: str) -> str:
    """Return what `mark` wrote: empty for a database that is missing or half made."""
    return work.server.sql(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    )


def _template(work: Workplace, name: str, sources: str, parent: str | None, *install: str) -> None:
    if state_of(work, name) == _state(sources):
        return
    if parent:
        copy(work, parent, name)
    else:
        _create_empty(work, name)
    _install(work, name, *install)
    mark(work, name, _state(sources))


def _state(sources: str) -> str:
    return hashlib.sha256(sources.encode()).hexdigest()


def _install(work: Workplace, name: str, *install: str) -> None:
    say(f"installing {install[1]} on Odoo {work.engine.series}")
    config = work.config("template", db_name=name)
    command = work.odoo("-c", config, "-d", name, *install, "--stop-after-init", "--no-http")
    run(command, "Odoo could not install the suite", env=work.environment())


def _create_empty(work: Workplace, name: str) -> None:
    drop(work, name)
    work.server.sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
    prepare(work.server, name)


def _all_addons() -> str:
    """Return the suite with its test addons, which nothing depends on."""
    return ",".join(sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py")))


def _digest_of_addons() -> str:
    files = (path for path in sorted(ADDONS.rglob("*")) if path.is_file())
    relevant = [path for path in files if not set(path.parts).intersection(NOT_IN_DATABASE)]
    names = "".join(str(path.relative_to(ADDONS)) for path in relevant)
    return digest_of(*relevant) + names


def _filestore(name: str) -> Path:
    return HOME / "data" / "filestore" / name
