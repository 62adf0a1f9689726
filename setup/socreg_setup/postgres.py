"""The PostgreSQL server: the one that PGHOST names, or a private cluster on a socket."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

from .command import only_one, run, say, wait_until
from .errors import SetupError
from .files import kept_secret
from .machine import install_packages, unprivileged_user
from .paths import ADDONS, HOME, SETUP, checkout_key, socket_folder

ROLE = "socreg"
OLDEST = 15
NO_SERVER = "PostgreSQL is not on this machine and PGHOST names no server"
NO_CLIENT = "psql is not on this machine"
NOT_STARTED = "PostgreSQL could not be started"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
ADMINISTRATOR_SQL = SETUP / "sql" / "administrator.sql"
# The log belongs to a role of its own only where an administrator makes it.
HISTORY_SQL = ADDONS / "socreg_history" / "data" / "history.sql"


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach the server: as its administrator, and as Odoo's role."""

    host: str
    port: int
    administrator: str
    role: str = ROLE
    password: str = field(default="", repr=False)
    administrator_password: str = field(default="", repr=False)

    def environment(self, *, administrator: bool = False) -> dict[str, str]:
        """Return the environment in which libpq's programs speak to this server."""
        password = self.administrator_password if administrator else self.password
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return kept | {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.administrator if administrator else self.role,
            "PGPASSWORD": password,
            "PGDATABASE": "postgres",
            "PGCONNECT_TIMEOUT": "10",
        }

    def sql(
        self, statement: str, database: str = "postgres", *, administrator: bool = False
    ) -> str:
        """Run statements, each on its own, and return the rows as unaligned text."""
        words = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database]
        environment = self.environment(administrator=administrator)
        return run(words, "PostgreSQL refused", env=environment, stdin=statement).strip()


def server() -> Server:
    """Return a running server that has Odoo's role, started and prepared where needed."""
    with only_one("postgres"):
        return _named_server() if os.environ.get("PGHOST") else _private_server()


def is_private_server_running() -> bool:
    """Tell whether the private cluster runs."""
    return _Cluster().is_running()


def stop_private_server() -> bool:
    """Stop the private cluster unless somebody else works in it; tell whether it was stopped."""
    cluster = _Cluster()
    if not cluster.is_running():
        return False
    if cluster.query(OTHERS) != "0":
        say("PostgreSQL goes on running: another command of this checkout uses it")
        return False
    cluster.stop()
    return True


def prepare(server: Server, database: str) -> None:
    """Apply to a database what needs the administrator."""
    for script in (ADMINISTRATOR_SQL, HISTORY_SQL):
        server.sql(script.read_text(), database, administrator=True)


def _named_server() -> Server:
    if not shutil.which("psql"):
        install_packages(["postgresql-client"], NO_CLIENT)
    environment = os.environ
    user = environment.get("PGUSER") or "postgres"
    password = environment.get("PGPASSWORD", "")
    named = Server(
        environment["PGHOST"],
        _port(environment.get("PGPORT") or "5432"),
        administrator=user,
        role=user,
        password=password,
        administrator_password=password,
    )
    try:
        _check_version(named)
        may = named.sql("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
    except SetupError as error:
        raise SetupError(
            f"the server of PGHOST={named.host} does not answer {user}: {error}"
        ) from None
    if may == "f|f":
        raise SetupError(
            f"PGUSER={user} may not create databases: run 'ALTER ROLE {user} CREATEDB' there"
        )
    # Other checkouts may use the same server: each has a role, as each has databases, of its own.
    return named if may == "f|t" else _with_role(named, f"{ROLE}_{checkout_key()}")


def _port(text: str) -> int:
    if not text.isdecimal():
        raise SetupError(f"PGPORT={text} is not a port: set it to a number, or unset it")
    return int(text)


def _private_server() -> Server:
    cluster = _Cluster()
    cluster.start()
    private = Server(str(cluster.socket), cluster.PORT, administrator="postgres")
    _check_version(private)
    return _with_role(private, ROLE)


def _check_version(server: Server) -> None:
    version = int(server.sql("SHOW server_version_num", administrator=True)) // 10000
    if version < OLDEST:
        raise SetupError(f"PostgreSQL {version} is too old: {OLDEST} or newer is needed")


def _with_role(server: Server, role: str) -> Server:
    """Make Odoo's role where it is missing: it may create databases, and nothing more."""
    password = kept_secret(HOME / "role-password", 24)
    known = server.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'", administrator=True)
    verb = "ALTER" if known else "CREATE"
    server.sql(
        f"{verb} ROLE {role} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD '{password}'",
        administrator=True,
    )
    return replace(server, role=role, password=password)


class _Cluster:
    """A cluster of our own below HOME, on a socket only we can enter."""

    PORT = 5432
    SETTINGS = "-c listen_addresses= -c shared_buffers=512MB -c max_wal_size=4GB"

    def __init__(self) -> None:
        self.data = HOME / "postgres" / "data"
        self.socket = socket_folder()
        self.log = HOME / "postgres" / "server.log"

    def start(self) -> None:
        binaries = self._binaries()
        if self.is_running():
            return
        self._make_folders()
        if not (self.data / "PG_VERSION").is_file():
            self._create(binaries)
        options = f"{self.SETTINGS} -c unix_socket_directories='{self.socket}' -p {self.PORT}"
        self.control("-w", "-t", "60", "-l", str(self.log), "-o", options, "start")
        if not wait_until(self.is_running, 10):
            raise SetupError(f"{NOT_STARTED}: see {self.log}")

    def stop(self) -> None:
        self.control("-m", "fast", "stop")
        with contextlib.suppress(OSError):
            self.socket.rmdir()

    def is_running(self) -> bool:
        if not (self.data / "postmaster.pid").is_file() or not shutil.which("psql"):
            return False
        return self.query("SELECT 1") == "1"

    def query(self, statement: str) -> str:
        """Return the answer to a statement, empty where nobody answers."""
        address = {"PGHOST": str(self.socket), "PGPORT": str(self.PORT), "PGUSER": "postgres"}
        ask = ["psql", "-XqAt", "-d", "postgres", "-c", statement]
        done = subprocess.run(ask, env=os.environ | address, capture_output=True, text=True)
        return done.stdout.strip()

    def control(self, *arguments: str) -> None:
        command = [str(self._binaries() / "pg_ctl"), "-s", "-D", str(self.data), *arguments]
        run(
            [*_as_unprivileged(), *command], f"{NOT_STARTED} (its log is {self.log})", cwd=Path("/")
        )

    def _create(self, binaries: Path) -> None:
        say("creating a private PostgreSQL cluster")
        half = self.data.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        initdb = [str(binaries / "initdb"), "-D", str(half), "-U", "postgres"]
        settings = ["-A", "trust", "-E", "UTF8", "--locale=C"]
        run([*_as_unprivileged(), *initdb, *settings], NOT_STARTED, cwd=Path("/"))
        half.rename(self.data)

    def _make_folders(self) -> None:
        owner = unprivileged_user()
        for folder in (self.data.parent, self.socket):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _keep_others_out(folder, owner)

    def _binaries(self) -> Path:
        found = _installed_binaries()
        if not found:
            install_packages(["postgresql"], NO_SERVER)
            found = _installed_binaries()
        if not found:
            raise SetupError(
                f"{NO_SERVER}, and its package brought none of version {OLDEST} or newer"
            )
        return found


def _keep_others_out(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make sure that a folder, which may lie in /tmp, is ours alone."""
    ours = {os.geteuid(), *([owner.pw_uid] if owner else [])}
    if folder.is_symlink() or folder.stat().st_uid not in ours:
        raise SetupError(f"{folder} was made by somebody else: remove it and run the command again")
    folder.chmod(0o700)
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _installed_binaries() -> Path | None:
    """Return the folder with the newest server programs, Debian's or those on PATH."""
    by_version = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").is_file()
    }
    if by_version and max(by_version) >= OLDEST:
        return by_version[max(by_version)]
    on_path = shutil.which("initdb")
    if not on_path:
        return None
    version = re.search(r"(\d+)", run([on_path, "--version"], NOT_STARTED))
    return Path(on_path).resolve().parent if version and int(version[1]) >= OLDEST else None


def _as_unprivileged() -> list[str]:
    """Return the words that run a program as somebody who is not root.

    The right to pass folders is kept, so that a checkout below /root works.
    """
    user = unprivileged_user()
    if not user:
        return []
    words = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    keep = [*words, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    with contextlib.suppress(OSError):
        if not subprocess.run([*keep, "true"], capture_output=True).returncode:
            return keep
    return words
