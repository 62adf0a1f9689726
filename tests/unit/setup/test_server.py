import os
import signal
import socket
import subprocess
import sys
import types

import pytest

from socreg_setup import server
from socreg_setup.errors import SetupError

WAITS = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def process():
    """Return a process that does nothing, gone when the test is over."""
    started = subprocess.Popen(WAITS)
    yield started
    started.kill()
    started.wait()


def note(checkout, *words):
    path = checkout / ".socreg" / "demo.pid"
    path.write_text(" ".join(map(str, words)))
    return path


def test_nothing_noted_is_nothing_running(checkout):
    assert server.running("demo") is None
    assert server.stop("demo") is False


def test_a_server_is_known_by_its_process_and_its_birth(checkout, process):
    note(checkout, process.pid, 8069, server._birth(process.pid))
    found = server.running("demo")
    assert (found.pid, found.address) == (process.pid, "http://127.0.0.1:8069")


def test_a_process_that_took_over_the_number_is_not_ours_and_not_killed(checkout, process):
    kept = note(checkout, process.pid, 8069, int(server._birth(process.pid)) - 1)
    assert server.running("demo") is None
    assert server.stop("demo") is False
    assert process.poll() is None
    assert not kept.exists()


def test_our_own_process_is_ended(checkout, process):
    kept = note(checkout, process.pid, 8069, server._birth(process.pid))
    assert server.stop("demo") is True
    assert server._birth(process.pid) == ""
    assert not kept.exists()


def test_a_server_that_does_not_hear_is_killed(checkout, monkeypatch):
    deaf = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    )
    monkeypatch.setattr(server, "SECONDS_TO_STOP", 0.3)
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        note(checkout, process.pid, 8069, server._birth(process.pid))
        assert server.stop("demo")
        assert server._birth(process.pid) == ""


def test_a_process_that_ended_has_no_birth():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        assert server._birth(process.pid) == ""


@pytest.mark.parametrize("words", [(1, 8069), (2**22 + 1, 8069), (2**22 + 1, 8069, 5)])
def test_a_note_of_a_process_that_never_lived_is_nothing_running(checkout, words):
    note(checkout, *words)
    assert server.running("demo") is None


def test_a_server_answers_only_where_it_listens_itself(process):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        assert server._listens(server.RunningServer(os.getpid(), port))
        assert not server._listens(server.RunningServer(process.pid, port))
        assert not server._answers(server.RunningServer(process.pid, port))


@pytest.fixture
def work(checkout):
    """Return a workplace whose Odoo is what `program` says."""
    workplace = types.SimpleNamespace(program="")
    workplace.config = lambda name, **options: checkout / "conf"
    workplace.odoo = lambda *words: [sys.executable, "-c", workplace.program]
    workplace.environment = lambda: dict(os.environ)
    return workplace


def test_a_server_that_ends_at_once_is_said_with_its_log(checkout, work):
    work.program = "raise SystemExit('no database')"
    with pytest.raises(SetupError, match=r"the server did not start: see .*demo\.log"):
        server.start(work, "demo", "db", 8069)
    assert "no database" in (checkout / ".socreg/demo.log").read_text()
    assert not (checkout / ".socreg/demo.pid").exists()


def test_a_server_that_answers_is_started_and_outlives_an_interrupt(checkout, work):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    work.program = (
        "import http.server as h\n"
        "class Health(h.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): self.send_response(200); self.end_headers()\n"
        f"h.HTTPServer(('127.0.0.1', {port}), Health).serve_forever()\n"
    )
    started = server.start(work, "demo", "db", port)
    try:
        assert server.running("demo") == started
        assert os.getpgid(started.pid) != os.getpgrp()
    finally:
        os.kill(started.pid, signal.SIGKILL)
        server.stop("demo")
