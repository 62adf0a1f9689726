import os

import pytest

from socreg_setup import machine, paths, postgres
from socreg_setup.errors import SetupError


class Psql:
    """Answers for psql by what it is asked; keeps the statements and whom they came from."""

    def __init__(self):
        self.answers = {"server_version_num": "150004", "rolsuper": "t|t"}
        self.asked = []
        self.is_reachable = True

    def __call__(self, _words, options):
        if not self.is_reachable:
            raise SetupError("PostgreSQL refused (connection to server failed)")
        statement, environment = options["stdin"], options["env"]
        self.asked.append((environment["PGUSER"], statement))
        return next((text for part, text in self.answers.items() if part in statement), "")

    def roles(self):
        return [statement for _user, statement in self.asked if " ROLE " in statement]


@pytest.fixture
def psql(checkout, programs, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    programs.answers["psql"] = Psql()
    monkeypatch.setattr(postgres.shutil, "which", lambda name: f"/usr/bin/{name}")
    return programs.answers["psql"]


@pytest.fixture
def named(psql, monkeypatch):
    """Let PGHOST and friends name a server."""
    words = {"PGHOST": "db.example", "PGPORT": "5433", "PGUSER": "boss", "PGPASSWORD": "p"}
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    return psql


def refusal():
    with pytest.raises(SetupError) as error:
        postgres.server()
    return str(error.value)


def test_without_a_server_and_without_root_the_command_is_named(psql, monkeypatch):
    monkeypatch.setattr(postgres, "_installed_binaries", lambda: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert refusal() == (
        "PostgreSQL is not on this machine and PGHOST names no server:"
        " run 'apt-get install postgresql' as root and run this command again"
    )


def test_a_package_that_is_too_old_is_said(psql, monkeypatch):
    monkeypatch.setattr(postgres, "_installed_binaries", lambda: None)
    monkeypatch.setattr(postgres, "install_packages", lambda names, otherwise: None)
    assert refusal().endswith("its package brought none of version 15 or newer")


def test_a_named_server_that_cannot_be_reached_is_named(named):
    named.is_reachable = False
    assert refusal().startswith("the server of PGHOST=db.example does not answer boss: ")


def test_a_named_server_that_is_too_old_is_refused(named):
    named.answers["server_version_num"] = "140009"
    assert refusal().endswith("PostgreSQL 14 is too old: 15 or newer is needed")


def test_a_port_that_is_no_number_is_refused(named, monkeypatch):
    monkeypatch.setenv("PGPORT", "five")
    assert refusal().startswith("PGPORT=five is not a port: ")


def test_a_named_server_without_its_client_names_the_package(named, monkeypatch):
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert refusal().startswith(
        "psql is not on this machine: run 'apt-get install postgresql-client'"
    )


def test_odoo_s_role_is_not_the_administrator(named):
    server = postgres.server()
    assert (server.host, server.port, server.administrator) == ("db.example", 5433, "boss")
    assert server.role != server.administrator
    assert server.password not in ("", "p")
    (made,) = named.roles()
    assert "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE" in made


def test_two_checkouts_on_one_named_server_have_two_roles(named, monkeypatch):
    first = postgres.server().role
    monkeypatch.setattr(paths, "ROOT", paths.ROOT / "other")
    assert postgres.server().role != first


def test_a_role_that_may_create_databases_is_used_as_it_is(named):
    named.answers["rolsuper"] = "f|t"
    server = postgres.server()
    assert (server.role, server.password) == ("boss", "p")
    assert named.roles() == []


def test_a_role_that_may_not_create_databases_is_told_what_it_needs(named):
    named.answers["rolsuper"] = "f|f"
    assert refusal().endswith("run 'ALTER ROLE boss CREATEDB' there")


def test_a_role_that_is_there_gets_the_password_that_was_kept(named):
    first = postgres.server()
    named.answers["FROM pg_roles WHERE rolname = 'socreg"] = "1"
    second = postgres.server()
    assert second.password == first.password
    assert named.roles()[1].startswith("ALTER ROLE")


def test_passwords_are_not_shown(named):
    server = postgres.server()
    assert server.password not in repr(server)


def test_psql_hears_of_no_other_server(psql, monkeypatch):
    monkeypatch.setenv("PGSERVICE", "other")
    server = postgres.Server("/run", 5432, "boss", password="p")
    assert "PGSERVICE" not in server.environment()
    assert server.environment()["PGUSER"] == "socreg"
    assert server.environment(administrator=True)["PGUSER"] == "boss"


def test_the_socket_s_folder_lies_below_home_where_its_path_is_short(checkout):
    assert paths.socket_folder() == checkout / ".socreg/run" or len(str(checkout)) > 70


def test_a_long_path_puts_the_socket_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "HOME", tmp_path / ("long" * 25) / ".socreg")
    assert len(str(paths.socket_folder() / ".s.PGSQL.5432")) < 107


def test_a_folder_that_all_could_enter_is_closed(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir(mode=0o777)
    postgres._keep_others_out(folder, None)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_link_that_somebody_laid_is_refused(tmp_path):
    (tmp_path / "run").symlink_to(tmp_path)
    with pytest.raises(SetupError, match="was made by somebody else"):
        postgres._keep_others_out(tmp_path / "run", None)


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(SetupError, match="was made by somebody else"):
        postgres._keep_others_out(tmp_path, None)


@pytest.fixture
def running(monkeypatch):
    """Return a private cluster that runs: who else works in it, and what is asked of pg_ctl."""
    state = {"others": "0", "asked": []}
    cluster = postgres._Cluster
    monkeypatch.setattr(cluster, "is_running", lambda self: True)
    monkeypatch.setattr(cluster, "query", lambda self, statement: state["others"])
    monkeypatch.setattr(cluster, "control", lambda self, *words: state["asked"].append(words[-1]))
    return state


def test_a_cluster_that_nobody_uses_is_stopped(checkout, running):
    assert postgres.stop_private_server()
    assert running["asked"] == ["stop"]


def test_a_cluster_that_another_command_uses_goes_on(checkout, running, said):
    running["others"] = "2"
    assert not postgres.stop_private_server()
    assert running["asked"] == []
    assert "goes on running" in said[0]


@pytest.fixture
def created(checkout, programs, monkeypatch):
    """Return a private cluster that does not run yet; initdb makes its folder, and nothing more."""
    cluster = postgres._Cluster()
    cluster.socket = checkout / "run"
    states = iter([False, True])
    monkeypatch.setattr(cluster, "is_running", lambda: next(states))
    monkeypatch.setattr(cluster, "_binaries", lambda: postgres.Path("/usr/lib/postgresql/15/bin"))
    monkeypatch.setattr(postgres, "_as_unprivileged", list)
    monkeypatch.setattr(postgres, "unprivileged_user", lambda: None)
    programs.answers["/usr/lib/postgresql/15/bin/initdb"] = lambda words, options: make_data(words)
    return cluster


def make_data(words):
    folder = postgres.Path(words[words.index("-D") + 1])
    folder.mkdir()
    (folder / "PG_VERSION").touch()
    return ""


def test_a_cluster_is_created_once_and_started(created, programs, said):
    created.start()
    assert (created.data / "PG_VERSION").is_file()
    assert [call[-1] for call in programs.calls] == ["--locale=C", "start"]


def test_a_cluster_that_a_killed_run_left_half_made_is_made_anew(created, programs, said):
    half = created.data.with_suffix(".half")
    half.mkdir(parents=True)
    (half / "PG_VERSION").touch()
    (half / "stale").touch()
    created.start()
    assert not half.exists()
    assert [path.name for path in created.data.iterdir()] == ["PG_VERSION"]
