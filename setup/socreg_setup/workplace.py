"""Everything prepared: the engine, its packages, our addons, the server; and Odoo run with them."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .command import ends_with_us
from .config import write_config
from .derive import addons_for
from .engine import Engine, find_engine
from .paths import SETUP
from .postgres import Server, server
from .python_env import PythonEnv, engine_env
from .rtlcss import binary_folder, install_rtlcss


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a command needs to run Odoo."""

    engine: Engine
    env: PythonEnv
    addons: Path
    server: Server

    def config(self, name: str, **options: str) -> Path:
        """Write and return the configuration called `name`."""
        return write_config(name, self.engine, self.env, self.addons, self.server, **options)

    def odoo(self, *arguments: str | Path) -> list[str]:
        """Return the words that run the engine's own command line."""
        return [str(self.env.python), "-m", "odoo", *map(str, arguments)]

    def run_inside(self, name: str, database: str, script: str, **environment: str) -> int:
        """Run a script inside Odoo, with its `env` and ours to import; return the exit status.

        :param name: the configuration's name, see `config`
        """
        config = self.config(name, db_name=database)
        shell = self.odoo("shell", "-c", config, "-d", database, "--no-http", "--log-level=error")
        environment = self.environment() | {"PYTHONPATH": str(SETUP), **environment}
        prepare = ends_with_us()
        return subprocess.run(
            shell, env=environment, input=script, text=True, preexec_fn=prepare
        ).returncode

    def environment(self) -> dict[str, str]:
        """Return the environment Odoo runs in: nobody else's packages or configuration."""
        foreign = ("PYTHON", "PG", "ODOO_RC", "OPENERP")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        path = os.pathsep.join([*binary_folder(), str(self.env.python.parent), kept["PATH"]])
        return kept | {"PATH": path, "PYTHONNOUSERSITE": "1", "VIRTUAL_ENV": str(self.env.folder)}


def prepare_workplace(*, for_tests: bool = False, with_server: bool = True) -> Workplace:
    """Return a workplace with all that is needed, made where it is missing.

    :param for_tests: whether the packages of the tests are needed too
    :param with_server: whether PostgreSQL is needed; without it, `server` speaks to nobody
    """
    engine = find_engine()
    env = engine_env(engine, for_tests=for_tests)
    if with_server:
        install_rtlcss()
    database_server = server() if with_server else Server("", 0, administrator="")
    return Workplace(engine, env, addons_for(engine, env), database_server)
