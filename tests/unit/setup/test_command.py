import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from socreg_setup import command
from socreg_setup.errors import DiskFullError, SetupError
from socreg_setup.paths import SETUP


def python(*statements):
    return [sys.executable, "-c", "; ".join(statements)]


def has_ended(pid):
    """Tell whether a process is gone, or waits to be noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def ended_by(body, capsys, monkeypatch):
    """Return what a command's end shows, and its exit status."""
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    with pytest.raises(SystemExit) as end:
        command.main(body)
    return end.value.code


def raises(error):
    def body(_arguments):
        raise error

    return body


def test_what_a_program_printed_is_returned_and_kept(checkout):
    assert command.run(python("print('good')"), "no") == "good\n"
    assert "good\n" in (checkout / ".socreg/setup.log").read_text()


def test_a_failure_is_one_sentence_with_the_programs_reason(checkout):
    failing = python("import sys", "print('first')", "print('E: no such host')", "sys.exit('last')")
    with pytest.raises(SetupError) as error:
        command.run(failing, "nothing was fetched")
    sentence = str(error.value)
    assert sentence.startswith("nothing was fetched (E: no such host; ")
    assert sentence.endswith("setup.log)")
    assert "\n" not in sentence


def test_a_failure_without_a_reason_tells_the_last_line(checkout):
    with pytest.raises(SetupError, match=r"^no \(last; "):
        command.run(python("print('first')", "print('last')", "raise SystemExit(1)"), "no")


def test_a_silent_failure_is_a_sentence_too(checkout):
    with pytest.raises(SetupError, match=r"^no \(all of it is in "):
        command.run(python("raise SystemExit(1)"), "no")


def test_a_missing_program_is_named(checkout):
    with pytest.raises(SetupError, match=r"^no \(there is no program 'not-a-program'\)$"):
        command.run(["not-a-program", "x"], "no")


def test_a_killed_set_up_takes_its_programs_with_it(checkout):
    starts_one = (
        f"import sys; sys.path.insert(0, {str(SETUP)!r})",
        "import subprocess, time; from socreg_setup.command import ends_with_us",
        "words = ['sleep', '60']",
        "child = subprocess.Popen(words, preexec_fn=ends_with_us())",
        "print(child.pid, flush=True); time.sleep(60)",
    )
    with subprocess.Popen(python(*starts_one), stdout=subprocess.PIPE, text=True) as set_up:
        child = int(set_up.stdout.readline())
        set_up.kill()
    assert command.wait_until(lambda: has_ended(child), 5)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_whatever_the_program_was_for(checkout, number):
    failing = python(f"raise OSError({number}, {os.strerror(number)!r})")
    with pytest.raises(DiskFullError, match=r"the disk that holds .* is full: free some space"):
        command.run(failing, "the network is down")


def test_a_full_disk_is_seen_when_the_program_has_other_words(checkout, monkeypatch):
    full = os.statvfs_result((4096, 4096, 100, 0, 0, 1, 1, 1, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    with pytest.raises(DiskFullError):
        command.run(python("raise SystemExit('server closed the connection')"), "no")


def test_programs_speak_english(checkout, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    asked = python("import os", "print(os.environ['LC_ALL'])")
    assert command.run(asked, "no") == "C.UTF-8\n"
    assert command.run(asked, "no", env={"LANG": "fr_FR.UTF-8"}) == "C.UTF-8\n"


def test_the_log_keeps_no_input(checkout):
    command.run(python("input()"), "no", stdin="a secret")
    assert "a secret" not in (checkout / ".socreg/setup.log").read_text()


def test_a_command_ends_with_its_body_s_status(capsys, monkeypatch):
    assert ended_by(lambda arguments: 3, capsys, monkeypatch) == 3


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SetupError("do this"), "setup: do this"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/x"), "setup: the disk that holds "),
        (
            OSError(f"[('/a', '/b', '[Errno 28] {os.strerror(errno.ENOSPC)}')]"),
            "setup: the disk that holds ",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x/y"),
            "setup: /x/y is not ours to use: ",
        ),
    ],
)
def test_what_a_person_can_mend_ends_in_one_sentence(error, sentence, capsys, monkeypatch):
    told = ended_by(raises(error), capsys, monkeypatch)
    assert told.startswith(sentence)
    assert "\n" not in told


def test_any_other_error_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    with pytest.raises(NotADirectoryError):
        command.main(raises(NotADirectoryError(errno.ENOTDIR, "Not a directory", "/x")))


def test_an_interrupt_is_no_traceback(capsys, monkeypatch):
    assert ended_by(raises(KeyboardInterrupt()), capsys, monkeypatch) == 130


def test_waiting_ends_when_it_is_ready_or_the_time_is_over(monkeypatch):
    answers = iter([False, False, True])
    monkeypatch.setattr(command.time, "sleep", lambda seconds: None)
    assert command.wait_until(lambda: next(answers), 60)
    assert not command.wait_until(lambda: False, 0.01)


def test_a_second_one_waits_and_is_told_so(checkout, said, monkeypatch):
    tries = []

    def busy_once(lock, operation):
        tries.append(operation)
        if operation & command.fcntl.LOCK_NB:
            raise BlockingIOError

    monkeypatch.setattr(command.fcntl, "flock", busy_once)
    with command.only_one("thing"):
        assert len(tries) == 2
    assert said == ["waiting for another set-up of this checkout to finish with thing"]
