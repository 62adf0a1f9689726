import contextlib
import socket

import pytest

from socreg_setup import machine
from socreg_setup.errors import SetupError


@contextlib.contextmanager
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture
def as_root(monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")


def test_a_taken_port_is_refused_in_words():
    with (
        taken_port() as port,
        pytest.raises(SetupError, match=f"^port {port} is taken: choose another"),
    ):
        machine.free_port(port)


def test_a_free_port_is_granted():
    with taken_port() as port:
        pass
    assert machine.free_port(port) == port


def test_the_next_free_port_is_found():
    with taken_port() as port:
        found = machine.free_port(first=port)
    assert port < found < port + 100


def test_no_free_port_is_said(monkeypatch):
    monkeypatch.setattr(machine, "_is_free", lambda port: False)
    with pytest.raises(SetupError, match="no port from 8069 to 8168 is free"):
        machine.free_port()


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_what_is_no_port_is_refused_in_words(port):
    with pytest.raises(SetupError, match=f"^port {port} cannot be used: "):
        machine.free_port(port)


def test_who_is_not_root_is_told_the_command(programs, monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError) as error:
        machine.install_packages(["a", "b"], "a and b are missing")
    assert str(error.value) == (
        "a and b are missing: run 'apt-get install a b' as root and run this command again"
    )
    assert programs.calls == []


def test_root_without_apt_is_told_the_same(programs, as_root, monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    with pytest.raises(SetupError, match="apt-get install a"):
        machine.install_packages(["a"], "a is missing")


def test_root_installs_what_is_missing(programs, as_root, said):
    machine.install_packages(["a", "b"], "a and b are missing")
    update, install = programs.calls
    assert "update" in update
    assert install[-2:] == ["a", "b"]
    assert "--no-install-recommends" in install
    assert said == ["installing a b"]


def test_a_server_of_root_runs_as_somebody_else(monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    assert machine.unprivileged_user().pw_uid != 0


def test_a_server_of_somebody_else_runs_as_them(monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert machine.unprivileged_user() is None


def test_without_a_user_postgres_there_is_nobody(monkeypatch):
    def only_nobody(name):
        if name == "postgres":
            raise KeyError(name)
        return name

    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.pwd, "getpwnam", only_nobody)
    assert machine.unprivileged_user() == "nobody"
