"""Odoo's configuration for this checkout: the production one, with what is private to it changed."""

import configparser
import os
from pathlib import Path

from .engine import Engine
from .paths import HOME, ROOT
from .postgres import Server
from .python_env import PythonEnv


def write_config(
    name: str, engine: Engine, env: PythonEnv, addons: Path, server: Server, **options: str
) -> Path:
    """Write the configuration called `name` and return its path.

    :param options: what differs from the rest, such as `http_port`
    """
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "odoo.conf")
    folders = [addons, env.oca_addons, *engine.addons]
    private = {
        "addons_path": ",".join(map(str, folders)),
        "data_dir": str(HOME / "data"),
        "socreg_key_file": str(HOME / "data.key"),
        "socreg_witness_file": str(HOME / "data.witness"),
        "db_host": server.host,
        "db_port": str(server.port),
        "db_user": server.role,
        "db_password": server.password,
        "http_interface": "127.0.0.1",
        "proxy_mode": "False",
        "workers": "0",
        "max_cron_threads": "1",
        "socreg_log_format": "text",
    }
    for key, value in (private | options).items():
        parser.set("options", key, value)
    path = HOME / "conf" / f"{name}-{engine.key}.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        parser.write(file)
    return path
